/** One edit of a workspace as data: it can be applied, written, kept as a test and made smaller. */
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PackageVersions } from '../bench/workspace/packages.ts';

export interface WorkspaceState {
  /** Text by workspace-relative path; node_modules included. */
  readonly files: ReadonlyMap<string, string>;
  /** Target by path. */
  readonly links: ReadonlyMap<string, string>;
  readonly packages: PackageVersions;
}

export interface Changes {
  /** null: the file goes. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly links?: Readonly<Record<string, string | null>>;
  /** Files whose time of change moves and nothing else. */
  readonly touched?: readonly string[];
  readonly packages?: PackageVersions;
}

export interface Edit extends Changes {
  readonly kind: string;
}

export function applyChanges(state: WorkspaceState, changes: Changes): WorkspaceState {
  return {
    files: changed(state.files, changes.files ?? {}),
    links: changed(state.links, changes.links ?? {}),
    packages: changes.packages ?? state.packages,
  };
}

/** What leads from one state to the other. */
export function changesBetween(from: WorkspaceState, to: WorkspaceState): Changes {
  return {
    files: difference(from.files, to.files),
    links: difference(from.links, to.links),
    packages: to.packages,
  };
}

/** Links go first and come last: a file may be written where one was. */
export async function writeChanges(root: string, changes: Changes): Promise<void> {
  const links = Object.entries(changes.links ?? {});
  for (const [path] of links) await rm(join(root, path), { recursive: true, force: true });
  const files = Object.entries(changes.files ?? {});
  for (const [path, text] of files) if (text === null) await rm(join(root, path), { force: true });
  for (const [path, text] of files) {
    if (text === null) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  for (const [path, target] of links) {
    if (target === null) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink(target, join(root, path), 'junction');
  }
  const now = new Date();
  for (const path of changes.touched ?? []) await utimes(join(root, path), now, now);
}

function changed(
  map: ReadonlyMap<string, string>,
  changes: Readonly<Record<string, string | null>>,
): ReadonlyMap<string, string> {
  const next = new Map(map);
  for (const [path, value] of Object.entries(changes)) {
    if (value === null) next.delete(path);
    else next.set(path, value);
  }
  return next;
}

function difference(
  from: ReadonlyMap<string, string>,
  to: ReadonlyMap<string, string>,
): Readonly<Record<string, string | null>> {
  return Object.fromEntries([
    ...[...from.keys()].filter((path) => !to.has(path)).map((path) => [path, null] as const),
    ...[...to].filter(([path, value]) => from.get(path) !== value),
  ]);
}
