/** Which functions a set of changed paths can change, by what the graph declared for each. */
import type { FunctionInputs } from '../graph/module-graph.ts';
import type { LambdaFunction } from '../service/service.ts';

/** micromatch: whether a workspace-relative path matches one of the patterns. */
export type MatchesAny = (path: string, patterns: readonly string[]) => boolean;

/** Those of `inputs` that hold one of the changed paths: as a file, a setting, an absent path or by a glob. */
export function touchedInputs(
  inputs: readonly FunctionInputs[],
  changed: ReadonlySet<string>,
  matchesAny: MatchesAny,
): readonly FunctionInputs[] {
  if (changed.size === 0) return [];
  const holds = (path: string) => changed.has(path);
  return inputs.filter(({ files, settings, absent, globs }) => {
    if (files.some(holds) || settings.some(holds) || absent.some(holds)) return true;
    return globs.length > 0 && [...changed].some((path) => matchesAny(path, globs));
  });
}

/** Equal for two definitions of a function that is built and called in the same way. */
export function codeIdentity({
  place: _place,
  timeout: _timeout,
  memorySize: _memory,
  ...unit
}: LambdaFunction): string {
  return JSON.stringify(unit);
}

const SOURCE = /\.[cm]?[jt]sx?$/;

/**
 * Whether definitions have to be read anew. Of a source that a handler may mean only its coming and going counts.
 *
 * @param isUsed whether a path is there, and part of a function already.
 */
export function touchesDefinition(
  definitionFiles: readonly string[],
  changed: ReadonlySet<string>,
  isUsed: (path: string) => boolean,
): boolean {
  return definitionFiles.some((path) => changed.has(path) && !(SOURCE.test(path) && isUsed(path)));
}

/** What is to be looked at for changes. Workspace-relative. */
export interface WatchedPaths {
  readonly present: ReadonlySet<string>;
  /** Paths that may exist or not: both their appearance and their end count. */
  readonly either: ReadonlySet<string>;
  /** Paths that do not exist, and whose appearance counts. */
  readonly absent: ReadonlySet<string>;
  /** Folders in which everything counts, however deep. */
  readonly folders: ReadonlySet<string>;
}

/** @param either further paths that count, present or not. */
export function watchedPaths(inputs: readonly FunctionInputs[], either: Iterable<string>): WatchedPaths {
  const present = new Set<string>();
  const absent = new Set<string>();
  const folders = new Set<string>();
  for (const each of inputs) {
    for (const path of each.files) present.add(path);
    for (const path of each.settings) present.add(path);
    for (const path of each.absent) absent.add(path);
    for (const glob of each.globs) folders.add(fixedFolder(glob));
  }
  return { present, either: new Set(either), absent, folders };
}

/** The folder from which a glob starts; `` for the workspace root. */
function fixedFolder(glob: string): string {
  const parts = glob.split('/');
  const magic = parts.findIndex((part) => /[*?[\]{}()!+@\\]/.test(part));
  return parts.slice(0, magic < 0 ? -1 : magic).join('/');
}
