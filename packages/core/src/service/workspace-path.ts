import * as posix from 'node:path/posix';

/**
 * A path as a user wrote it, made relative to the workspace root. Undefined where it leaves the workspace or is absolute.
 * Backslashes are taken for slashes, as SAM on Windows writes them.
 */
export function workspacePath(folder: string, written: string): string | undefined {
  const path = written.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.includes('\0')) return undefined;
  const joined = posix.join(folder, path).replace(/(?<=.)\/$/, '');
  return joined === '..' || joined.startsWith('../') ? undefined : joined;
}

/** A folder and those above it up to the workspace root (`.`). */
export function foldersUpward(folder: string): readonly string[] {
  const folders = [folder];
  for (let at = folder; at !== '.' && at !== '/' && at !== ''; ) {
    at = posix.dirname(at);
    folders.push(at);
  }
  return folders;
}
