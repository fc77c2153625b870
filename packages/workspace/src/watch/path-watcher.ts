/**
 * Tells which of the watched paths changed, appeared or vanished. Node watches the folders that they lie in, and the
 * folders above those, each by itself: what is watched is what counts, and nothing else of the workspace. What an event
 * says is taken for a hint of where to look; a folder that is made anew is watched anew.
 */
import { type FSWatcher, lstatSync, readdirSync, type Stats, watch } from 'node:fs';
import { join } from 'node:path';
import type { WatchedPaths } from '@nx-lambda/core';

export interface PathWatcher {
  /**
   * Replaces what is watched. Of paths that were not watched before, those are told that changed since then.
   *
   * @param since milliseconds since the epoch.
   */
  watch(paths: WatchedPaths, since: number): void;
  close(): void;
}

export interface PathWatcherOptions {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Workspace-relative paths. Of a folder that came or went, the paths in it are told. */
  readonly onChange: (paths: readonly string[]) => void;
  /** Some folders can't be watched, e.g. because the system allows no more of them. */
  readonly onTrouble: (error: Error) => void;
}

/** Milliseconds that a file system's clock may be behind. */
const CLOCK_TICK = 20;

const NOTHING: WatchedPaths = { present: new Set(), either: new Set(), absent: new Set(), folders: new Set() };

export function pathWatcher(options: PathWatcherOptions): PathWatcher {
  return new FolderWatchers(options);
}

class FolderWatchers implements PathWatcher {
  private readonly options: PathWatcherOptions;
  private readonly watchers = new Map<string, FSWatcher>();
  private watched: WatchedPaths = NOTHING;
  /** Folders above and of the watched paths. */
  private needed: ReadonlySet<string> = new Set();
  private isClosed = false;

  constructor(options: PathWatcherOptions) {
    this.options = options;
  }

  watch(paths: WatchedPaths, since: number): void {
    if (this.isClosed) return;
    const before = this.watched;
    this.watched = paths;
    this.needed = foldersOf(paths);
    for (const folder of [...this.watchers.keys()]) {
      if (this.needed.has(folder) || this.isDeep(folder)) continue;
      this.shut(folder);
    }
    for (const folder of this.needed) this.open(folder);
    const late: string[] = [];
    for (const path of paths.present) {
      if (!before.present.has(path) && (!this.exists(path) || this.changedSince(path, since))) late.push(path);
    }
    for (const path of paths.either) if (!before.either.has(path) && this.changedSince(path, since)) late.push(path);
    for (const path of paths.absent) if (!before.absent.has(path) && this.exists(path)) late.push(path);
    for (const folder of paths.folders) {
      if (!before.folders.has(folder)) late.push(...this.openDeep(folder, since));
    }
    this.tell(late);
  }

  close(): void {
    this.isClosed = true;
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private open(folder: string): void {
    if (this.watchers.has(folder)) return;
    try {
      const watcher = watch(join(this.options.workspaceRoot, folder), (_, name) => this.onEvent(folder, name));
      // A folder that vanished: the one above it tells when it is back.
      watcher.on('error', () => this.shut(folder));
      this.watchers.set(folder, watcher);
    } catch (error) {
      if (!isGone(error)) this.options.onTrouble(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private shut(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }

  private onEvent(folder: string, name: string | null): void {
    if (this.isClosed) return;
    if (name === null) return this.tell(this.pathsIn(folder));
    const path = folder === '' ? name : `${folder}/${name}`;
    const isFolder = this.stats(path)?.isDirectory() === true;
    if (this.needed.has(path) || this.watchers.has(path)) {
      // What is watched by now may be the folder that was there before.
      for (const each of [...this.watchers.keys()]) if (isIn(path, each)) this.shut(each);
      for (const each of this.needed) if (isIn(path, each)) this.open(each);
      const roots = this.isDeep(path) ? [path] : [...this.watched.folders].filter((each) => isIn(path, each));
      const deep = roots.flatMap((each) => this.openDeep(each, 0));
      return this.tell([path, ...this.pathsIn(path), ...deep]);
    }
    if (isFolder && this.isDeep(path)) return this.tell([path, ...this.openDeep(path, 0)]);
    this.tell([path]);
  }

  /** All watched paths in a folder, however deep. */
  private pathsIn(folder: string): readonly string[] {
    const { present, either, absent } = this.watched;
    return [...present, ...either, ...absent].filter((path) => isIn(folder, path));
  }

  private tell(paths: readonly string[]): void {
    const { present, either, absent } = this.watched;
    const counts = (path: string) => present.has(path) || either.has(path) || absent.has(path) || this.isDeep(path);
    const told = new Set(paths.filter(counts));
    if (told.size > 0) this.options.onChange([...told]);
  }

  private isDeep(path: string): boolean {
    for (const folder of this.watched.folders) if (isIn(folder, path) && !isSkipped(folder, path)) return true;
    return false;
  }

  /** Watches a folder with all in it, and answers with the files that changed since then. */
  private openDeep(folder: string, since: number): readonly string[] {
    this.open(folder);
    const late: string[] = [];
    for (const entry of this.entries(folder)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!this.isDeep(path)) continue;
      if (entry.isDirectory()) late.push(...this.openDeep(path, since));
      else if (this.changedSince(path, since)) late.push(path);
    }
    return late;
  }

  private entries(folder: string) {
    try {
      return readdirSync(join(this.options.workspaceRoot, folder), { withFileTypes: true });
    } catch {
      return [];
    }
  }

  private changedSince(path: string, since: number): boolean {
    const stats = this.stats(path);
    return stats !== undefined && Math.max(stats.mtimeMs, stats.ctimeMs) + CLOCK_TICK >= since;
  }

  private exists(path: string): boolean {
    return this.stats(path) !== undefined;
  }

  private stats(path: string): Stats | undefined {
    try {
      return lstatSync(join(this.options.workspaceRoot, path), { throwIfNoEntry: false });
    } catch {
      return undefined;
    }
  }
}

/** Each after the one above it: what appears in a folder that is watched is told, whenever that is. */
function foldersOf({ present, either, absent, folders }: WatchedPaths): ReadonlySet<string> {
  const found = new Set<string>(['']);
  const addWithAncestors = (start: string) => {
    for (let folder = start; !found.has(folder); folder = parentOf(folder)) found.add(folder);
  };
  for (const path of [...present, ...either, ...absent]) addWithAncestors(parentOf(path));
  for (const folder of folders) addWithAncestors(folder);
  return new Set([...found].sort((a, b) => a.length - b.length));
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function isIn(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Git's own files and Nx's cache change all the time, and are part of no function. */
function isSkipped(folder: string, path: string): boolean {
  const below = folder === '' ? path : path.slice(folder.length + 1);
  return /^(?:.*\/)?(?:\.git|\.nx)(?:\/|$)/.test(below);
}

function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
