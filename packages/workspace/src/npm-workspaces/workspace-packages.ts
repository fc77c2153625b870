/**
 * The workspace's own packages by name, as npm, yarn and pnpm find them: by the patterns in package.json or
 * pnpm-workspace.yaml. Needed only where an import is not linked into node_modules yet, so nothing is read before the
 * first look-up.
 */
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import micromatch from 'micromatch';
import { parse } from 'yaml';

/** Workspace-relative folder of a package, with `/`; undefined: the workspace has none of that name. */
export type WorkspacePackageLookup = (name: string) => string | undefined;

export function workspacePackages(workspaceRoot: string): WorkspacePackageLookup {
  let folders: ReadonlyMap<string, string> | undefined;
  return (name) => {
    folders ??= readPackages(workspaceRoot);
    return folders.get(name);
  };
}

function readPackages(workspaceRoot: string): ReadonlyMap<string, string> {
  const patterns = [...npmPatterns(workspaceRoot), ...pnpmPatterns(workspaceRoot)].map(normalised);
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => normalised(pattern.slice(1)));
  const found = new Map<string, string>();
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) continue;
    for (const folder of matchingFolders(workspaceRoot, '', pattern.split('/'))) {
      if (excluded.length > 0 && micromatch.isMatch(folder, excluded)) continue;
      const name = member(readJson(join(workspaceRoot, folder, 'package.json')), 'name');
      if (typeof name === 'string' && !found.has(name)) found.set(name, folder);
    }
  }
  return found;
}

function npmPatterns(workspaceRoot: string): readonly string[] {
  const workspaces = member(readJson(join(workspaceRoot, 'package.json')), 'workspaces');
  return texts(Array.isArray(workspaces) ? workspaces : member(workspaces, 'packages'));
}

function pnpmPatterns(workspaceRoot: string): readonly string[] {
  try {
    return texts(member(parse(readFileSync(join(workspaceRoot, 'pnpm-workspace.yaml'), 'utf8')), 'packages'));
  } catch {
    return [];
  }
}

function* matchingFolders(root: string, folder: string, segments: readonly string[]): Generator<string> {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    if (folder !== '') yield folder;
    return;
  }
  if (!/[*?[{(!]/.test(segment)) {
    yield* matchingFolders(root, joined(folder, segment), rest);
    return;
  }
  if (segment === '**') yield* matchingFolders(root, folder, rest);
  for (const entry of subfolders(join(root, folder))) {
    if (segment === '**') yield* matchingFolders(root, joined(folder, entry), segments);
    else if (micromatch.isMatch(entry, segment)) yield* matchingFolders(root, joined(folder, entry), rest);
  }
}

/** Package managers look neither into installed packages nor into hidden folders. */
function subfolders(folder: string): readonly string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function normalised(pattern: string): string {
  return pattern.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '');
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
