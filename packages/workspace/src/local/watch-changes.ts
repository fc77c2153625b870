/** Changes of a few known files and folders, one answer for each save. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangePort } from '@nx-lambda/core';
import { pathWatcher } from '../watch/path-watcher.ts';

/** Milliseconds of silence after which a save is taken to be over: to write a file is to empty it first. */
const QUIET = 8;

export function watchChanges(workspaceRoot: string): ChangePort {
  const changed = new Set<string>();
  let wake = (): void => {};
  let quiet: NodeJS.Timeout | undefined;
  const watcher = pathWatcher({
    workspaceRoot,
    onChange(paths) {
      for (const path of paths) changed.add(path);
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        quiet = undefined;
        wake();
      }, QUIET);
    },
    // A folder that can't be watched tells nothing; the others do.
    onTrouble: () => {},
  });
  const isFolder = (path: string): boolean => {
    return statSync(join(workspaceRoot, path), { throwIfNoEntry: false })?.isDirectory() === true;
  };

  return {
    watch(paths, since = Number.POSITIVE_INFINITY) {
      const folders = new Set(paths.filter(isFolder).map((path) => (path === '.' ? '' : path)));
      const either = new Set(paths.filter((path) => !folders.has(path) && path !== '.'));
      watcher.watch({ present: new Set(), either, absent: new Set(), folders }, since);
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
      watcher.close();
    },
  };
}
