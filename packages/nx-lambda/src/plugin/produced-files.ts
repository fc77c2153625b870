/**
 * Files of a closure that git ignores: a generated client, a library's build folder. Nx neither hashes them unless it is
 * told to look at the disk, nor knows that another target makes them.
 */
import type { FileEdge, FunctionInputs } from '@nx-lambda/core';

export interface ProducedFiles {
  /** Ignored files, and folders that count whole, that are there; sorted. */
  readonly present: readonly string[];
  /** Ignored paths that an import looked for in vain: one of them will be there after a build. Sorted. */
  readonly missing: readonly string[];
}

export function producedFiles(
  functions: readonly FunctionInputs[],
  isIgnored: (path: string) => boolean,
): ProducedFiles {
  const present = functions.flatMap((inputs) => ignoredInputs(inputs, isIgnored));
  const missing = functions.flatMap((inputs) => missingPaths(inputs).filter(isIgnored));
  return { present: [...new Set(present)].sort(), missing: [...new Set(missing)].sort() };
}

/** Files, and the folders of globs. What is in node_modules comes with the lockfile, and no target makes it. */
export function ignoredInputs(
  { files, globs }: Pick<FunctionInputs, 'files' | 'globs'>,
  isIgnored: (path: string) => boolean,
): readonly string[] {
  const folders = globs.map(fixedPartOf).filter((path) => path !== '' && isIgnored(`${path}/_`));
  return [...files.filter(isIgnored), ...folders].filter((path) => !/(^|\/)node_modules(\/|$)/.test(path));
}

/** The folder, or the file, that a glob starts from. */
export function fixedPartOf(glob: string): string {
  const parts = glob.split('/');
  const first = parts.findIndex((part) => /[*?[{(!]/.test(part));
  return (first < 0 ? parts : parts.slice(0, first)).join('/');
}

/** Absent paths are no sign by themselves: most are only looked at before the file that an import means. */
function missingPaths({ files, absent, failures }: FunctionInputs): readonly string[] {
  if (failures.some(({ code }) => code === UNRESOLVED)) return absent;
  // A library's package.json stands in for its main file while that is not there.
  const unbuilt = files.filter((path) => path.endsWith('/package.json')).map((path) => path.slice(0, -PACKAGE_JSON));
  return unbuilt.length === 0 ? [] : absent.filter((path) => unbuilt.some((folder) => path.startsWith(folder)));
}

const UNRESOLVED = 'NXL-GRAPH-UNRESOLVED';
const PACKAGE_JSON = 'package.json'.length;

/**
 * Imports of what is not there lead to no file, and still to the project that makes it: from the file that imports to
 * the ignored paths that were looked for.
 */
export function missingEdges(
  functions: readonly FunctionInputs[],
  isIgnored: (path: string) => boolean,
): readonly FileEdge[] {
  return functions.flatMap((inputs) => {
    const importers = inputs.failures.flatMap(({ code, place }) => (code === UNRESOLVED && place ? [place.file] : []));
    if (importers.length === 0) return [];
    const missing = missingPaths(inputs).filter(isIgnored);
    return importers.flatMap((from) => missing.map((path): FileEdge => ({ from, to: { kind: 'file', path } })));
  });
}
