/**
 * What a printed configuration was made from: the program, what it imports, files that its variables read, the packages
 * it loads, the framework, and the variables of the shell that these files name.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { BUNDLE_DEFAULTS, type LambdaFunction, type Service, type ServiceFiles, workspacePath } from '@nx-lambda/core';
import { BUNDLING_FIELDS } from '../../modules/package-json.ts';
import { scanModules } from '../../modules/scan-modules.ts';
import { type InstalledFramework, installedVersion } from './find-framework.ts';

export interface PrintedFrom {
  /** SHA-256 over all of it, as hex. */
  readonly digest: string;
  /** Workspace-relative paths, present or not. */
  readonly paths: readonly string[];
}

/** Raise it whenever more or less counts. */
const FORMAT = 1;

/** They decide what `${aws:region}` and the like are. */
const VARIABLES_OF_AWS = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE'];

export async function printedFrom(
  path: string,
  framework: InstalledFramework,
  environment: Readonly<Record<string, string | undefined>>,
  { workspaceRoot, files }: { readonly workspaceRoot: string; readonly files: ServiceFiles },
): Promise<PrintedFrom> {
  const folder = posix.dirname(path);
  const { inputs } = await scanModules({ workspaceRoot, services: [serviceOf(path)] });
  const [found] = inputs;
  const read = withFilesOfVariables(new Set([path, ...(found?.files ?? [])]), folder, files);
  const settings = (found?.settings ?? []).map((each) => [each, settingsIn(each, files)]);
  const packages = (found?.packages ?? []).map(({ name }) => [
    name,
    installedVersion(workspaceRoot, folder, name) ?? '',
  ]);
  const variables = variablesIn([...read.values()]).map((name) => [name, environment[name] ?? null]);
  const digest = createHash('sha256').update(
    JSON.stringify([FORMAT, framework.name, framework.version, [...read], settings, packages, variables]),
  );
  return {
    digest: digest.digest('hex'),
    paths: [...new Set([...read.keys(), ...(found?.settings ?? []), ...(found?.absent ?? [])])],
  };
}

/** Of a package.json only what steers imports: it changes with every package that is installed. */
function settingsIn(path: string, files: ServiceFiles): unknown {
  const text = files.text(path);
  if (text === undefined || posix.basename(path) !== 'package.json') return text;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return text;
    return BUNDLING_FIELDS.map((field) => Reflect.get(parsed, field) as unknown);
  } catch {
    return text;
  }
}

/** By path: texts, `undefined` for a file that is not there. */
function withFilesOfVariables(
  paths: Set<string>,
  folder: string,
  files: ServiceFiles,
): ReadonlyMap<string, string | undefined> {
  const texts = new Map<string, string | undefined>();
  // Grows while it is read: a file of YAML may take in others.
  for (const path of paths) {
    const text = files.text(path);
    texts.set(path, text);
    for (const [, written = ''] of (text ?? '').matchAll(/\$\{file\(\s*([^)$]+?)\s*\)/g)) {
      const named = workspacePath(folder, written.replaceAll(/^['"]|['"]$/g, ''));
      if (named !== undefined) paths.add(named);
    }
  }
  return new Map([...texts].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function variablesIn(texts: readonly (string | undefined)[]): readonly string[] {
  const names = new Set(VARIABLES_OF_AWS);
  const mention = /\bprocess\.env(?:\.(\w+)|\[\s*['"](\w+)['"]\s*\])|\$\{env:(\w+)/g;
  for (const text of texts) {
    for (const [, member, index, variable] of (text ?? '').matchAll(mention))
      names.add(member ?? index ?? variable ?? '');
  }
  return [...names].sort();
}

/** The program as the entry point of a function, which is how imports are read. */
function serviceOf(path: string): Service {
  const fn: LambdaFunction = {
    logicalId: 'configuration',
    runtime: 'nodejs22.x',
    handler: 'configuration.handler',
    architecture: 'x86_64',
    source: {
      kind: 'bundle',
      entryPoint: path,
      outputPath: 'configuration.js',
      bundle: { ...BUNDLE_DEFAULTS, format: 'cjs', target: ['node20'], external: [], provided: [] },
    },
    address: { kind: 'stack-resource', logicalId: 'configuration' },
    place: { file: path, line: 1, column: 1 },
  };
  return {
    name: 'configuration',
    root: posix.dirname(path),
    functions: [fn],
    undeployable: [],
    events: [],
    definitionFiles: [],
    failures: [],
    notices: [],
  };
}
