/**
 * Changes of a few known files, told by the system's own watcher of their folders: editors replace a file as often as
 * they write into it, and a file's own watcher would stay with what was replaced.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { join as absoluteJoin } from 'node:path';
import { dirname, join } from 'node:path/posix';
import type { ChangePort } from '@nx-lambda/core';

/** Milliseconds of silence after which a save is taken to be over: to write a file is to empty it first. */
const QUIET = 8;

export function watchChanges(workspaceRoot: string): ChangePort {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let watched: ReadonlySet<string> = new Set();
  let trees: readonly string[] = [];
  let wake = (): void => {};
  let quiet: NodeJS.Timeout | undefined;

  const note = (path: string): void => {
    if (!watched.has(path) && !trees.some((tree) => tree === '.' || path === tree || path.startsWith(`${tree}/`)))
      return;
    changed.add(path);
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      quiet = undefined;
      wake();
    }, QUIET);
  };
  const listen = (folder: string, recursive: boolean): FSWatcher | undefined => {
    try {
      const watcher = watch(absoluteJoin(workspaceRoot, folder), { recursive }, (_event, name) => {
        if (name !== null) note(join(folder, name.replaceAll('\\', '/')));
      });
      // A folder that vanishes has nothing more to tell.
      return watcher.on('error', () => watcher.close());
    } catch {
      return undefined;
    }
  };
  const isFolder = (path: string): boolean => {
    return statSync(absoluteJoin(workspaceRoot, path), { throwIfNoEntry: false })?.isDirectory() === true;
  };

  return {
    watch(paths) {
      watched = new Set(paths);
      trees = paths.filter(isFolder);
      const wanted = new Map([
        ...paths.filter((path) => !trees.includes(path)).map((path) => [dirname(path), false] as const),
        ...trees.map((tree) => [tree, true] as const),
      ]);
      for (const [key, watcher] of watchers) {
        const [folder, recursive] = JSON.parse(key);
        if (wanted.get(folder) === recursive) continue;
        watcher.close();
        watchers.delete(key);
      }
      for (const [folder, recursive] of wanted) {
        const key = JSON.stringify([folder, recursive]);
        const watcher = watchers.has(key) ? undefined : listen(folder, recursive);
        if (watcher !== undefined) watchers.set(key, watcher);
      }
    },
    async next(signal) {
      if (changed.size === 0 || quiet !== undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        wake = () => {};
      }
      const told = signal.aborted ? [] : [...changed].sort();
      changed.clear();
      return told;
    },
    close() {
      clearTimeout(quiet);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}
