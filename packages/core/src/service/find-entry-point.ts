/** Looks which of an entry point's candidates exists, and says what was tried where none does. */
import * as posix from 'node:path/posix';
import { closestName } from '../suggestion.ts';
import { matchEntryPoint, outputStem, sourceCandidates, withoutExtension } from './entry-point.ts';
import type { Stated } from './function-draft.ts';
import { isServerless } from './function-refusals.ts';
import type { ServiceFiles } from './service-files.ts';
import type { EntryPointAnswer, SourceFacts } from './source-facts.ts';
import { failureAt } from './template-node.ts';
import { foldersUpward, workspacePath } from './workspace-path.ts';

export interface EntryPointQuestion {
  /** The handler's path without export. */
  readonly module: string;
  readonly handler: Stated<string>;
  /** Workspace-relative. */
  readonly codeFolder: string;
  /** SAM's EntryPoints as written. */
  readonly entryPoints: readonly Stated<string>[];
  readonly facts: SourceFacts;
}

export function findEntryPoint(question: EntryPointQuestion): EntryPointAnswer {
  const { module, codeFolder, entryPoints, facts } = question;
  const { files } = facts.context;
  const written = entryPoints.map(({ value }) => value);
  if (written.length > 0) {
    const wrapped = module.startsWith('/') && written.length === 1 ? written[0] : undefined;
    const named = wrapped ?? matchEntryPoint(module, written);
    if (named !== undefined) {
      const output = wrapped === undefined ? module : outputStem(wrapped, written);
      const found = namedFile(named, codeFolder, files);
      return found ? { ok: true, path: found, output } : absentEntryPoint(question, named);
    }
  }
  if (module.startsWith('/')) return { ok: false, failure: layerHandler(question) };
  const stem = workspacePath(codeFolder, module);
  const tried = stem === undefined ? [] : sourceCandidates(stem);
  const path = tried.find((candidate) => files.kind(candidate) === 'file');
  if (path !== undefined) return { ok: true, path, output: module };
  return { ok: false, failure: notFound(question, tried) };
}

/** The module type that Node.js gives to `.js` and `.ts` files there. */
export function packageTypeNear(file: string, files: ServiceFiles): 'module' | 'commonjs' {
  for (const folder of foldersUpward(posix.dirname(file))) {
    const text = files.text(folder === '.' ? 'package.json' : `${folder}/package.json`);
    if (text === undefined) continue;
    const type = /"type"\s*:\s*"(module|commonjs)"/.test(text) ? typeField(text) : undefined;
    return type === 'module' ? 'module' : 'commonjs';
  }
  return 'commonjs';
}

function typeField(text: string): unknown {
  try {
    const manifest: unknown = JSON.parse(text);
    return typeof manifest === 'object' && manifest !== null && 'type' in manifest ? manifest.type : undefined;
  } catch {
    return undefined;
  }
}

function namedFile(entryPoint: string, codeFolder: string, files: ServiceFiles): string | undefined {
  const path = workspacePath(codeFolder, entryPoint);
  if (path === undefined) return undefined;
  return [path, ...sourceCandidates(path)].find((candidate) => files.kind(candidate) === 'file');
}

function absentEntryPoint(question: EntryPointQuestion, named: string): EntryPointAnswer {
  const stated = question.entryPoints.find(({ value }) => value === named);
  const { codeFolder, facts } = question;
  const path = workspacePath(codeFolder, named) ?? named;
  return {
    ok: false,
    failure: failureAt(
      stated?.node ?? question.handler.node,
      'NXL-TEMPLATE-ENTRY-POINT',
      `There is no file ${path} for the entry point of ${facts.draft.logicalId}.`,
      suggestion(path, facts.context.files) ?? `Correct the path: it starts from ${shownFolder(codeFolder)}.`,
    ),
  };
}

function notFound({ handler, codeFolder, entryPoints, facts, module }: EntryPointQuestion, tried: readonly string[]) {
  const stem = workspacePath(codeFolder, module) ?? module;
  const listed = entryPoints.map(({ value }) => value).join(', ');
  return failureAt(
    handler.node,
    'NXL-TEMPLATE-ENTRY-POINT',
    `No source file for the handler \`${handler.value}\` of ${facts.draft.logicalId} was found in ${shownFolder(codeFolder)}.`,
    suggestion(stem, facts.context.files) ??
      `Correct ${isServerless(handler.node.source.file) ? '`handler`' : 'Handler or CodeUri'}, or name the source as \`entryPoint\` in lambda.config.json.`,
    [
      ...(listed === '' ? [] : [`None of EntryPoints is meant by this handler: ${listed}.`]),
      `Tried: ${shownPaths(tried)}.`,
    ],
  );
}

/** `src/app.ts, .js` for paths that differ in their extensions alone. */
export function shownPaths(paths: readonly string[]): string {
  const extensions = new Map<string, string[]>();
  for (const path of paths) {
    const extension = posix.extname(path);
    const stem = path.slice(0, path.length - extension.length);
    extensions.set(stem, [...(extensions.get(stem) ?? []), extension]);
  }
  return [...extensions].map(([stem, found]) => `${stem}${found.join(', ')}`).join('; ');
}

function layerHandler({ handler, facts }: EntryPointQuestion) {
  return failureAt(
    handler.node,
    'NXL-TEMPLATE-ENTRY-POINT',
    `The handler \`${handler.value}\` of ${facts.draft.logicalId} lies in a layer, so its source can't be told.`,
    'Name the source as `entryPoint` in lambda.config.json, or as the only one of EntryPoints.',
  );
}

function suggestion(path: string, files: ServiceFiles): string | undefined {
  const folder = posix.dirname(path);
  const sources = files
    .list(folder)
    .filter((name) => name !== withoutExtension(name) && !/\.(test|spec|d)\./.test(name));
  const closest = closestName(withoutExtension(posix.basename(path)), sources.map(withoutExtension));
  const file = sources.find((name) => withoutExtension(name) === closest);
  return file === undefined ? undefined : `Did you mean ${posix.join(folder, file)}?`;
}

function shownFolder(folder: string): string {
  return folder === '.' ? 'the root of the workspace' : folder;
}
