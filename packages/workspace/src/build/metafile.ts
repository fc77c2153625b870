/** What one entry point is made of, read from esbuild's metafile. */

import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { BundleInput, ExternalImport } from '@nx-lambda/core';
import type { Metafile } from 'esbuild';

export interface EntryContents {
  /** Local files, sorted by path. */
  readonly inputs: readonly BundleInput[];
  /** Files of npm packages, each with its first importer. */
  readonly packageFiles: readonly BundleInput[];
  /** Sorted by specifier. */
  readonly externals: readonly ExternalImport[];
}

/** Follows the imports from `roots`: the entry point and the injected files. */
export function entryContents(metafile: Metafile, roots: readonly string[], format: 'cjs' | 'esm'): EntryContents {
  const importers = new Map<string, string | undefined>(roots.map((root) => [root, undefined]));
  const externals = new Map<string, ExternalImport>();
  for (const [path] of importers) {
    for (const imported of metafile.inputs[path]?.imports ?? []) {
      if (imported.external === true) {
        if (!isBuiltin(imported.path)) {
          const kind = externalKind(imported.kind, format);
          externals.set(JSON.stringify([imported.path, path, kind]), {
            specifier: imported.path,
            kind,
            importer: path,
          });
        }
      } else if (!importers.has(imported.path)) {
        importers.set(imported.path, path);
      }
    }
  }
  const read: readonly BundleInput[] = [...importers]
    .filter(([path]) => isFile(path))
    .map(([path, importer]) => (importer === undefined ? { path } : { path, importer }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    inputs: read.filter((input) => packageFolder(input.path) === undefined),
    packageFiles: read.filter((input) => packageFolder(input.path) !== undefined),
    externals: [...externals.values()].sort((a, b) => {
      return a.specifier === b.specifier ? order(a.importer, b.importer) : order(a.specifier, b.specifier);
    }),
  };
}

/** In CommonJS output import statements are `require` calls; `import()` stays what it is. */
function externalKind(kind: string, format: 'cjs' | 'esm'): ExternalImport['kind'] {
  if (kind === 'dynamic-import') return 'import';
  return kind === 'import-statement' && format === 'esm' ? 'import' : 'require';
}

/** The folder of the npm package that a path is in; undefined for local files. */
export function packageFolder(path: string): string | undefined {
  const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path);
  return match?.[0] === path ? undefined : match?.[0];
}

/** A package's name as its folder tells it: `@scope/name` of `…/node_modules/@scope/name`. */
export function folderPackageName(folder: string): string {
  const parent = posix.basename(posix.dirname(folder));
  return parent.startsWith('@') ? `${parent}/${posix.basename(folder)}` : posix.basename(folder);
}

/** Plugins' namespaces (`name:path`) and disabled modules (`(disabled):path`) name no file. */
function isFile(path: string): boolean {
  return !/^[^/\\]{2,}?:/.test(path);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
