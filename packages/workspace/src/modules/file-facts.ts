/**
 * What the file system says, asked once a path and scan: a scan sees one moment. Paths are relative to the workspace
 * root with `/`; the root itself is ``. Only single paths are asked for: no folder is ever listed, so a folder with
 * 100,000 files costs no more than an empty one. A path that cannot be read counts as missing, as esbuild has it.
 */
import { lstatSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';

export interface FileStamp {
  readonly size: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly modified: number;
  /** Milliseconds; moves even when a tool sets `modified` back. */
  readonly changed: number;
}

export type PathFact =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'file' | 'folder';
      /** Where symlinks lead; undefined: out of the workspace. */
      readonly real: string | undefined;
      /** Symlinks on the way, outside node_modules. */
      readonly links: readonly string[];
      readonly stamp: FileStamp;
    };

const MISSING: PathFact = { kind: 'missing' };
const NO_LINKS: readonly string[] = [];
const NO_STAMP: FileStamp = { size: 0, modified: 0, changed: 0 };

export class FileFacts {
  readonly root: string;
  private readonly facts = new Map<string, PathFact>();

  constructor(workspaceRoot: string) {
    this.root = realFolder(workspaceRoot);
    this.facts.set('', { kind: 'folder', real: '', links: NO_LINKS, stamp: NO_STAMP });
  }

  at(path: string): PathFact {
    const known = this.facts.get(path);
    if (known !== undefined) return known;
    const fact = path.startsWith('..') && outside(path) ? MISSING : this.look(path);
    this.facts.set(path, fact);
    return fact;
  }

  isFile(path: string): boolean {
    return this.at(path).kind === 'file';
  }

  isFolder(path: string): boolean {
    return this.at(path).kind === 'folder';
  }

  absolute(path: string): string {
    return path === '' ? this.root : `${this.root}/${path}`;
  }

  /** Undefined when it vanished or cannot be read. */
  bytes(path: string): Buffer | undefined {
    try {
      return readFileSync(this.absolute(path));
    } catch {
      return undefined;
    }
  }

  /** Where a missing path would really be made; undefined: out of the workspace. */
  realOfMissing(path: string): string | undefined {
    if (path.startsWith('..') && outside(path)) return undefined;
    const slash = path.lastIndexOf('/');
    if (slash < 0) return path;
    const parent = path.slice(0, slash);
    const fact = this.at(parent);
    const folder = fact.kind === 'missing' ? this.realOfMissing(parent) : fact.real;
    if (folder === parent) return path;
    return folder === undefined ? undefined : inFolder(folder, path.slice(slash + 1));
  }

  private look(path: string): PathFact {
    const slash = path.lastIndexOf('/');
    const folder = this.at(slash < 0 ? '' : path.slice(0, slash));
    if (folder.kind !== 'folder') return MISSING;
    const stats = statOf(() => lstatSync(this.absolute(path), { throwIfNoEntry: false }));
    if (stats === undefined) return MISSING;
    if (stats.isSymbolicLink()) return this.follow(path, folder.links);
    const unmoved = folder.real === (slash < 0 ? '' : path.slice(0, slash));
    const real = unmoved ? path : folder.real === undefined ? undefined : inFolder(folder.real, path.slice(slash + 1));
    return factOf(stats, real, folder.links);
  }

  private follow(path: string, links: readonly string[]): PathFact {
    const target = statOf(() => statSync(this.absolute(path), { throwIfNoEntry: false }));
    if (target === undefined) return MISSING;
    const real = this.relative(realFolder(this.absolute(path)));
    return factOf(target, real, insideNodeModules(path) ? links : [...links, path]);
  }

  private relative(absolute: string): string | undefined {
    if (absolute === this.root) return '';
    return absolute.startsWith(`${this.root}/`) ? absolute.slice(this.root.length + 1) : undefined;
  }
}

export function insideNodeModules(path: string): boolean {
  return path.startsWith('node_modules/') || path.includes('/node_modules/') || isNodeModules(path);
}

export function isNodeModules(path: string): boolean {
  return path === 'node_modules' || path.endsWith('/node_modules');
}

/** Joins and normalises; a path that leaves the workspace keeps its leading `..`. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** For a plain name: neither of the two needs normalising. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function outside(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

function factOf(stats: Stats, real: string | undefined, links: readonly string[]): PathFact {
  const kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : undefined;
  if (kind === undefined) return MISSING;
  return { kind, real, links, stamp: { size: stats.size, modified: stats.mtimeMs, changed: stats.ctimeMs } };
}

/** Refused, looping or vanished paths count as missing. */
function statOf(read: () => Stats | undefined): Stats | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function realFolder(absolute: string): string {
  try {
    return realpathSync.native(absolute).replaceAll('\\', '/');
  } catch {
    return absolute.replaceAll('\\', '/');
  }
}
