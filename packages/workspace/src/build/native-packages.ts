/**
 * npm packages that a bundle would break because they load a compiled addon: by a `.node` import, or through a loader
 * that looks for one beside the package's own files. They are left out of the bundle and shipped as files.
 */
import type { Metafile } from 'esbuild';
import { folderPackageName, packageFolder } from './metafile.ts';

const ADDON_LOADERS: ReadonlySet<string> = new Set([
  '@discordjs/node-pre-gyp',
  '@mapbox/node-pre-gyp',
  'bindings',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'node-pre-gyp',
  'pkg-prebuilds',
]);

/** Sorted names of the native packages among the files that an entry point reaches. */
export function nativePackages(metafile: Metafile, reached: readonly string[]): readonly string[] {
  const names = reached.flatMap((path) => {
    const own = packageName(path);
    const addon = (metafile.inputs[path]?.imports ?? []).find((imported) => loadsAddon(imported.path, own));
    if (addon === undefined) return [];
    return own ?? packageName(addon.path) ?? [];
  });
  return [...new Set(names)].sort();
}

function loadsAddon(imported: string, importingPackage: string | undefined): boolean {
  if (imported.endsWith('.node')) return true;
  const name = packageName(imported);
  return name !== undefined && name !== importingPackage && ADDON_LOADERS.has(name);
}

function packageName(path: string): string | undefined {
  const folder = packageFolder(path);
  return folder === undefined ? undefined : folderPackageName(folder);
}
