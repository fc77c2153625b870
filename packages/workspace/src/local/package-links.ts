/** npm packages that code on this machine imports without carrying them, found where its sources would find them. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Bundle, BundleOptions, ExternalImport } from '@nx-lambda/core';
import { folderPackageName } from '../build/package-folder.ts';

/** Absolute real folders by package name; what is not installed is left out. */
export function packageFolders(root: string, externals: readonly ExternalImport[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const { specifier, importer } of externals) {
    const name = packageName(specifier);
    if (name === undefined || folders.has(name)) continue;
    const places = createRequire(join(root, importer)).resolve.paths(name) ?? [];
    const found = places.map((place) => join(place, name)).find((folder) => existsSync(folder));
    if (found !== undefined) folders.set(name, realpathSync(found));
  }
  return folders;
}

/** `@scope/name` of `@scope/name/part`; undefined for what names no package. */
function packageName(specifier: string): string | undefined {
  return /^(?:@[^/]+\/[^/]+|[^@./][^/]*)/.exec(specifier)?.[0];
}

/**
 * The names of the npm packages in a bundle that can as well be loaded from where they are installed: there is one
 * installation of each, and Node.js can load it in the way that the code would ask for it.
 */
export function separablePackages(root: string, bundle: Bundle, format: BundleOptions['format']): readonly string[] {
  const folders = new Map<string, string[]>();
  for (const folder of bundle.packageFolders) {
    const name = folderPackageName(folder);
    folders.set(name, [...(folders.get(name) ?? []), folder]);
  }
  return [...folders]
    .filter(([, [folder, ...others]]) => {
      return folder !== undefined && others.length === 0 && (format === 'esm' || isRequirable(join(root, folder)));
    })
    .map(([name]) => name)
    .sort();
}

function isRequirable(folder: string): boolean {
  try {
    const manifest: { type?: unknown; exports?: unknown } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    );
    return manifest.type !== 'module' || JSON.stringify(manifest.exports ?? '').includes('"require"');
  } catch {
    return false;
  }
}

/**
 * A module that loads what the code will import, as far as that succeeds. It lies where the code finds its packages.
 * Undefined: there is nothing to load.
 */
export function preloadText(externals: readonly ExternalImport[], format: BundleOptions['format']): string | undefined {
  const specifiers = [
    ...new Set(
      externals
        .filter(({ kind }) => kind === (format === 'esm' ? 'import' : 'require'))
        .map(({ specifier }) => specifier),
    ),
  ];
  if (specifiers.length === 0) return undefined;
  const list = JSON.stringify(specifiers);
  return format === 'esm'
    ? `await Promise.allSettled(${list}.map((name) => import(name)));\n`
    : `for (const name of ${list}) try { require(name); } catch {}\n`;
}
