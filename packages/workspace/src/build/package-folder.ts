/** npm packages as paths tell them. */
import { posix } from 'node:path';

/** The folder of the npm package that a path is in; undefined for local files. */
export function packageFolder(path: string): string | undefined {
  if (!path.includes('node_modules/')) return undefined;
  const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path);
  return match?.[0] === path ? undefined : match?.[0];
}

/** A package's name as its folder tells it: `@scope/name` of `…/node_modules/@scope/name`. */
export function folderPackageName(folder: string): string {
  const parent = posix.basename(posix.dirname(folder));
  return parent.startsWith('@') ? `${parent}/${posix.basename(folder)}` : posix.basename(folder);
}
