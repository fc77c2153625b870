/** Which source file a Node.js function's bundle starts from. Only names are made here; the caller looks which exist. */
import * as posix from 'node:path/posix';

/** In the order that esbuild and its users expect: TypeScript before the JavaScript that it may have been compiled to. */
export const SOURCE_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;

/** Paths that a module path without extension may mean, best first. */
export function sourceCandidates(module: string): readonly string[] {
  return [
    ...SOURCE_EXTENSIONS.map((extension) => module + extension),
    ...SOURCE_EXTENSIONS.map((extension) => `${module}/index${extension}`),
  ];
}

export function withoutExtension(path: string): string {
  return path.replace(/\.(?:[cm]?[jt]s|[jt]sx)$/, '');
}

/**
 * The one of SAM's EntryPoints that a handler's module names. SAM's esbuild writes outputs relative to the entry points'
 * lowest common folder, so `app` means `src/app.ts` where that is the only one. A module written as the whole path is
 * understood too.
 */
export function matchEntryPoint(module: string, entryPoints: readonly string[]): string | undefined {
  const stems = entryPoints.map((path) => withoutExtension(posix.normalize(path)));
  const common = commonFolder(stems);
  const byOutput = stems.findIndex((stem) => posix.relative(common, stem) === module);
  const index = byOutput === -1 ? stems.indexOf(posix.normalize(module)) : byOutput;
  return entryPoints[index];
}

/** Where SAM's esbuild would write an entry point: without extension. */
export function outputStem(entryPoint: string, entryPoints: readonly string[]): string {
  const stems = entryPoints.map((path) => withoutExtension(posix.normalize(path)));
  return posix.relative(commonFolder(stems), withoutExtension(posix.normalize(entryPoint)));
}

function commonFolder(paths: readonly string[]): string {
  const [first, ...others] = paths.map((path) => posix.dirname(path).split('/'));
  let common = first ?? [];
  for (const other of others) {
    const differs = common.findIndex((part, index) => other[index] !== part);
    common = differs === -1 ? common : common.slice(0, differs);
  }
  return common.length === 0 ? '.' : common.join('/');
}
