/** The part of a function's bundle options that decides what an import means, in esbuild's terms. */
import type { BundleOptions } from '@nx-lambda/core';

export interface ResolveOptions {
  readonly extensions: readonly string[];
  /** Inside node_modules, compiled files come before TypeScript ones. */
  readonly packageExtensions: readonly string[];
  /** Undefined: esbuild's own rule for node (`main`, then `module`; see {@link FileResolver}). */
  readonly mainFields: readonly string[] | undefined;
  readonly conditions: readonly string[];
  readonly external: readonly string[];
  readonly packagesExternal: boolean;
  readonly alias: Readonly<Record<string, string>>;
  readonly tsconfig: string | undefined;
  readonly loader: Readonly<Record<string, string>>;
}

const DEFAULT_EXTENSIONS = ['.tsx', '.ts', '.jsx', '.js', '.css', '.json'];

const DEFAULT_LOADERS: Readonly<Record<string, string>> = {
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.cts': 'ts',
  '.mts': 'ts',
  '.tsx': 'tsx',
  '.css': 'css',
  '.module.css': 'local-css',
  '.json': 'json',
  '.txt': 'text',
};

export function resolveOptionsOf(bundle: BundleOptions): ResolveOptions {
  const extensions = bundle.resolveExtensions ?? DEFAULT_EXTENSIONS;
  const loader = { ...DEFAULT_LOADERS, ...bundle.loader };
  return {
    extensions,
    packageExtensions: compiledFirst(extensions, loader),
    mainFields: bundle.mainFields,
    conditions: bundle.conditions,
    external: [...new Set([...bundle.external, ...bundle.provided])],
    packagesExternal: bundle.packages === 'external',
    alias: bundle.alias,
    tsconfig: bundle.tsconfig,
    loader,
  };
}

/** `.d.ts`-like double extensions count: the longest ending that has a loader wins. Undefined: none is configured. */
export function loaderOf(path: string, loader: Readonly<Record<string, string>>): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const found = loader[name.slice(dot)];
    if (found !== undefined) return found;
  }
  return loader[''];
}

/** Moves the TypeScript extensions behind the last JavaScript one, as esbuild does for packages. */
function compiledFirst(extensions: readonly string[], loader: Readonly<Record<string, string>>): readonly string[] {
  const isScript = (extension: string) => ['js', 'jsx'].includes(loader[extension] ?? '');
  const isTyped = (extension: string) => ['ts', 'tsx'].includes(loader[extension] ?? '');
  const split = extensions.findLastIndex(isScript) + 1;
  if (split === 0) return [];
  return [
    ...extensions.slice(0, split).filter((extension) => !isTyped(extension)),
    ...extensions.filter(isTyped),
    ...extensions.slice(split).filter((extension) => !isTyped(extension)),
  ];
}
