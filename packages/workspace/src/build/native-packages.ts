/**
 * npm packages that a bundle would break because they load a compiled addon: by a `.node` import, or through a loader
 * that looks for one beside the package's own files. They are left out of the bundle and shipped as files.
 */
import { folderPackageName, packageFolder } from './package-folder.ts';

const ADDON_LOADERS: ReadonlySet<string> = new Set([
  '@discordjs/node-pre-gyp',
  '@mapbox/node-pre-gyp',
  'bindings',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'node-pre-gyp',
  'pkg-prebuilds',
]);

/** The native package that a file makes of what it belongs to, or imports. */
export function nativePackage(path: string, imports: readonly { readonly path: string }[]): string | undefined {
  const own = packageName(path);
  const addon = imports.find((imported) => loadsAddon(imported.path, own));
  return addon === undefined ? undefined : (own ?? packageName(addon.path));
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
