/**
 * Functions that are packaged as a folder or archive. A folder that only holds sources, or whose dependencies nobody has
 * put in, is refused: working code must never be replaced by a package without its dependencies.
 */
import * as posix from 'node:path/posix';
import type { Failure } from '../failure.ts';
import type { CodeSource } from './service.ts';
import type { ServiceFiles } from './service-files.ts';
import { isArchive, type SourceFacts } from './source-facts.ts';
import { failureAt } from './template-node.ts';

export interface PackagedFacts extends SourceFacts {
  /** lambda.config.json names the folder or archive itself. */
  readonly explicit: boolean;
}

/** A failure is the reason for a refusal. */
export function packagedAsIs(facts: PackagedFacts): CodeSource | Failure {
  const { codePath, config, context, draft, explicit } = facts;
  if (config?.archive || (!config?.directory && isArchive(codePath))) return { kind: 'archive', path: codePath };
  const kind = context.files.kind(codePath);
  const source: CodeSource = {
    kind: 'directory',
    path: kind === 'file' ? posix.dirname(codePath) : codePath,
    assets: config?.bundle.assets ?? context.defaults.bundle.assets ?? [],
  };
  // What isn't there yet is made by a target before the build, which looks again.
  if (kind === undefined) {
    facts.notices.push(absentFolder(facts));
    return source;
  }
  const names = context.files.list(source.path);
  const why = incomplete(facts.runtime.value, source.path, names, context.files);
  if (why !== undefined) return refusal(facts, why);
  if (!explicit && draft.buildMethod?.value === 'makefile') return refusal(facts, 'is built by a Makefile');
  return source;
}

/** A clause that says why the folder is no complete package. */
function incomplete(
  runtime: string,
  folder: string,
  names: readonly string[],
  files: ServiceFiles,
): string | undefined {
  const has = (pattern: RegExp) => names.find((name) => pattern.test(name));
  if (runtime.startsWith('python')) {
    if (has(/\.dist-info$/)) return undefined;
    const list = has(/^(pyproject\.toml|Pipfile|setup\.py|setup\.cfg|poetry\.lock|uv\.lock)$/);
    const requirements = has(/^requirements\.txt$/);
    if (list) return `has a ${list}, but its dependencies are not in it`;
    const lines = requirements ? (files.text(posix.join(folder, requirements)) ?? '').split('\n') : [];
    const needs = lines.some((line) => line.trim() !== '' && !line.trim().startsWith('#'));
    return needs ? 'has a requirements.txt, but its dependencies are not in it' : undefined;
  }
  if (runtime.startsWith('ruby')) {
    return has(/^Gemfile$/) && !has(/^vendor$/) ? 'has a Gemfile, but its gems are not in vendor/bundle' : undefined;
  }
  if (runtime.startsWith('java')) {
    if (has(/\.(class|jar)$/) || has(/^(META-INF|lib|com|org|io|net)$/)) return undefined;
    const build = has(/^(pom\.xml|build\.gradle(\.kts)?|src)$/);
    return build ? `holds sources (${build}), not compiled classes` : 'holds no compiled classes';
  }
  if (runtime.startsWith('dotnet')) {
    if (has(/\.dll$/) || has(/^bootstrap$/)) return undefined;
    return `holds ${has(/\.(cs|fs)proj$/) ?? 'no .dll'}, not compiled code`.replace('holds no .dll, not', 'holds no');
  }
  if (runtime.startsWith('provided') || runtime.startsWith('go')) {
    if (has(/^bootstrap$/) || (runtime.startsWith('go1') && !has(/^go\.mod$|\.go$/))) return undefined;
    const source = has(/^(go\.mod|Cargo\.toml|Makefile|Package\.swift|CMakeLists\.txt)$|\.(go|rs|c|cpp|swift)$/);
    return source ? `holds sources (${source}), not the executable bootstrap` : 'has no executable named bootstrap';
  }
  return undefined;
}

function refusal({ draft, code, codePath }: SourceFacts, why: string): Failure {
  return failureAt(
    code.kind === 'local' ? code.node : draft.node,
    'NXL-TEMPLATE-UNBUILT-CODE',
    `${draft.logicalId} is not packaged: ${codePath === '.' ? 'the root of the workspace' : codePath} ${why}.`,
    `Let a target that \`build\` depends on make the complete package, and name its folder as \`directory\` (or its zip as \`archive\`) of ${draft.logicalId} in lambda.config.json.`,
  );
}

function absentFolder({ draft, code, codePath }: SourceFacts): Failure {
  return failureAt(
    code.kind === 'local' ? code.node : draft.node,
    'NXL-TEMPLATE-CODE-FOLDER',
    `The folder ${codePath} of ${draft.logicalId} does not exist yet.`,
    'Let a target that `build` depends on make it, or correct the path.',
  );
}
