/**
 * What the file system says, asked once a path and scan: a scan sees one moment. Paths are relative to the workspace
 * root with `/`; the root itself is ``. Only single paths are asked for: no folder is listed for it, so a folder with
 * 100,000 files costs no more than an empty one. A path that cannot be read counts as missing, as esbuild has it.
 */
import { lstatSync, readFileSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';

export interface FileStamp {
  readonly size: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly modified: number;
  /** Milliseconds; moves even when a tool sets `modified` back. */
  readonly changed: number;
}

/** Milliseconds. File systems stamp in steps of up to 2 s (FAT), mostly far less. */
export const STAMP_STEP = 2000;

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

/** By absolute path; throws as Node's own does. */
export type ReadBytes = (path: string) => Buffer;

const MISSING: PathFact = { kind: 'missing' };
const NO_LINKS: readonly string[] = [];
const NOTHING_ASKED: ReadonlySet<string> = new Set();
const NO_STAMP: FileStamp = { size: 0, modified: 0, changed: 0 };

export class FileFacts {
  readonly root: string;
  private readonly facts = new Map<string, PathFact>();
  /** Symlinks to what does not exist, and what that is; undefined: not in the workspace. */
  private readonly nowhere = new Map<string, string | undefined>();
  private readonly read = new Set<string>();
  private recentFrom = Number.POSITIVE_INFINITY;

  /** Looked at since {@link noteRecent} and changed after its time, or since it was looked at before. */
  readonly recent = new Set<string>();

  /** Files that were there and whose bytes could not be had: vanished since, or refused. */
  readonly unreadable = new Set<string>();
  private readonly readBytes: ReadBytes;
  private readonly isMissing: (path: string) => boolean;

  /** @param isMissing whether a path is known not to exist. */
  constructor(
    workspaceRoot: string,
    readBytes: ReadBytes = readFileSync,
    isMissing: (path: string) => boolean = () => false,
  ) {
    this.readBytes = readBytes;
    this.isMissing = isMissing;
    this.root = realFolder(workspaceRoot);
    this.facts.set('', { kind: 'folder', real: '', links: NO_LINKS, stamp: NO_STAMP });
  }

  at(path: string): PathFact {
    const known = this.facts.get(path);
    if (known !== undefined) return known;
    const fact = path.startsWith('..') && outside(path) ? MISSING : this.look(path);
    this.facts.set(path, fact);
    if (fact.kind !== 'missing' && lastChange(fact.stamp) > this.recentFrom) this.recent.add(path);
    return fact;
  }

  isFile(path: string): boolean {
    return this.at(path).kind === 'file';
  }

  isFolder(path: string): boolean {
    return this.at(path).kind === 'folder';
  }

  /** @param from milliseconds since the epoch. What was looked at before is not noted. */
  noteRecent(from: number): void {
    this.recentFrom = from;
  }

  absolute(path: string): string {
    return path === '' ? this.root : `${this.root}/${path}`;
  }

  /** Undefined when it vanished or cannot be read. */
  bytes(path: string): Buffer | undefined {
    this.read.add(path);
    return this.sourceBytes(path);
  }

  /** Whether {@link bytes} was asked for. */
  wasRead(path: string): boolean {
    return this.read.has(path);
  }

  /** The same for those who take nothing from a source but what it imports. */
  sourceBytes(path: string): Buffer | undefined {
    try {
      const bytes = this.readBytes(this.absolute(path));
      if (this.recentFrom !== Number.POSITIVE_INFINITY) this.lookAgain(path);
      return bytes;
    } catch {
      if (this.isFile(path)) this.unreadable.add(path);
      return undefined;
    }
  }

  /**
   * Where a missing path would really be made, last, and before it the links to nowhere that lead there: what such a
   * link should lead to may appear, and so may another link in its place. Empty: out of the workspace.
   */
  placesOfMissing(path: string, asked: ReadonlySet<string> = NOTHING_ASKED): readonly string[] {
    if ((path.startsWith('..') && outside(path)) || asked.has(path)) return [];
    const slash = path.lastIndexOf('/');
    const parent = slash < 0 ? '' : path.slice(0, slash);
    const fact = this.at(parent);
    const folders = fact.kind === 'missing' ? this.placesOfMissing(parent, asked) : [fact.real];
    const folder = folders.at(-1);
    if (folder === undefined) return [];
    const place = folder === parent ? path : inFolder(folder, path.slice(slash + 1));
    const links = folders.slice(0, -1).filter((each) => each !== undefined);
    // Looked at for the links alone that lead nowhere.
    this.at(place);
    if (!this.nowhere.has(place)) return [...links, place];
    const target = this.nowhere.get(place);
    const further = target === undefined ? [] : this.placesOfMissing(target, new Set([...asked, path, place]));
    // A link to itself, or out of the workspace: what counts is the link, as a link and as the place.
    return [...links, place, ...(further.length === 0 ? [place] : further)];
  }

  /** What was read is not what was looked at before. */
  private lookAgain(path: string): void {
    const before = this.facts.get(path);
    const stats = before?.kind === 'file' && found(() => statSync(this.absolute(path), { throwIfNoEntry: false }));
    if (stats && (stats.mtimeMs !== before.stamp.modified || stats.ctimeMs !== before.stamp.changed)) {
      this.recent.add(path);
    }
  }

  private look(path: string): PathFact {
    const slash = path.lastIndexOf('/');
    const folder = this.at(slash < 0 ? '' : path.slice(0, slash));
    if (folder.kind !== 'folder' || this.isMissing(path)) return MISSING;
    const stats = found(() => lstatSync(this.absolute(path), { throwIfNoEntry: false }));
    if (stats === undefined) return MISSING;
    if (stats.isSymbolicLink()) return this.follow(path, folder.links);
    const unmoved = folder.real === (slash < 0 ? '' : path.slice(0, slash));
    const real = unmoved ? path : folder.real === undefined ? undefined : inFolder(folder.real, path.slice(slash + 1));
    return factOf(stats, real, folder.links);
  }

  private follow(path: string, links: readonly string[]): PathFact {
    const target = found(() => statSync(this.absolute(path), { throwIfNoEntry: false }));
    if (target === undefined) {
      const text = found(() => readlinkSync(this.absolute(path)));
      const inside = text !== undefined && !isAbsolute(text);
      this.nowhere.set(path, inside ? joinPath(folderOf(path), text.replaceAll('\\', '/')) : undefined);
      return MISSING;
    }
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

/** Milliseconds since the epoch. */
export function lastChange({ modified, changed }: FileStamp): number {
  return Math.max(modified, changed);
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
function found<T>(read: () => T | undefined): T | undefined {
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
