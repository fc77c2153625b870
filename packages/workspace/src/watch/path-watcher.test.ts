import { mkdir, mkdtemp, realpath, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { WatchedPaths } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PathWatcher, pathWatcher } from './path-watcher.ts';

let root: string;
let watcher: PathWatcher;
let told: Set<string>;
let wake: () => void;
const trouble: Error[] = [];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-watch-')));
  told = new Set();
  wake = () => undefined;
  watcher = pathWatcher({
    workspaceRoot: root,
    onChange: (paths) => {
      for (const path of paths) told.add(path);
      wake();
    },
    onTrouble: (error) => trouble.push(error),
  });
});

afterEach(async () => {
  watcher.close();
  await rm(root, { recursive: true, force: true });
  if (trouble.length > 0) throw new Error(`the watcher told of ${String(trouble[0])}`);
});

const write = async (path: string, text = '1') => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};

const pathsOf = (change: Partial<Record<keyof WatchedPaths, readonly string[]>>): WatchedPaths => ({
  present: new Set(change.present),
  either: new Set(change.either),
  absent: new Set(change.absent),
  folders: new Set(change.folders),
});

/** Resolves once the path was told; whoever is not told fails by the test's time limit. */
async function tellsOf(path: string): Promise<void> {
  while (!told.has(path)) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  told.clear();
}

async function firstTold(): Promise<readonly string[]> {
  if (told.size === 0) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  return [...told];
}

const LATER = Date.now() + 3_600_000;

describe('watching paths', () => {
  it('tells of a save, also by a rename over the file, of the end and of the return of a file', async () => {
    await write('src/app.ts');
    watcher.watch(pathsOf({ present: ['src/app.ts'] }), LATER);
    await write('src/app.ts', '2');
    await tellsOf('src/app.ts');
    await write('src/app.ts.tmp', '3');
    await rename(join(root, 'src/app.ts.tmp'), join(root, 'src/app.ts'));
    await tellsOf('src/app.ts');
    await rm(join(root, 'src/app.ts'));
    await tellsOf('src/app.ts');
    await write('src/app.ts', '4');
    await tellsOf('src/app.ts');
  });

  it('tells of nothing but the watched paths', async () => {
    await write('src/app.ts');
    await write('src/other.ts');
    watcher.watch(pathsOf({ present: ['src/app.ts'] }), LATER);
    await write('src/other.ts', '2');
    await write('src/new.ts');
    await write('src/app.ts', '2');
    expect(await firstTold()).toEqual(['src/app.ts']);
  });

  it('tells of a path that appears in folders that were not there', async () => {
    await write('src/app.ts');
    watcher.watch(pathsOf({ present: ['src/app.ts'], absent: ['libs/money/src/index.ts'] }), LATER);
    await write('libs/money/src/index.ts');
    await tellsOf('libs/money/src/index.ts');
    await write('libs/money/src/index.ts', '2');
    await tellsOf('libs/money/src/index.ts');
  });

  it('goes on in a folder that was removed and made anew, as a checkout does', async () => {
    await write('src/deep/app.ts');
    watcher.watch(pathsOf({ present: ['src/deep/app.ts'] }), LATER);
    await rm(join(root, 'src'), { recursive: true });
    await tellsOf('src/deep/app.ts');
    await write('src/deep/app.ts', '2');
    await tellsOf('src/deep/app.ts');
    await write('src/deep/app.ts', '3');
    await tellsOf('src/deep/app.ts');
  });

  it('tells of everything in a watched folder, in new folders too', async () => {
    await write('reports/app.py');
    watcher.watch(pathsOf({ folders: ['reports'] }), LATER);
    await write('reports/app.py', '2');
    await tellsOf('reports/app.py');
    await write('reports/lib/util.py');
    await tellsOf('reports/lib/util.py');
    await write('reports/lib/util.py', '2');
    await tellsOf('reports/lib/util.py');
  });

  it('tells at once of newly watched paths that changed since they were read', async () => {
    await write('src/app.ts');
    await write('src/old.ts');
    const hourAgo = new Date(Date.now() - 3_600_000);
    await utimes(join(root, 'src/old.ts'), hourAgo, hourAgo);
    await write('src/appeared.ts');
    watcher.watch(
      pathsOf({ present: ['src/app.ts', 'src/gone.ts'], absent: ['src/appeared.ts', 'src/never.ts'] }),
      Date.now() - 10_000,
    );
    expect([...told].sort()).toEqual(['src/app.ts', 'src/appeared.ts', 'src/gone.ts']);
    told.clear();
    watcher.watch(pathsOf({ present: ['src/app.ts', 'src/old.ts'] }), Date.now() + 10_000);
    expect([...told]).toEqual([]);
  });
});
