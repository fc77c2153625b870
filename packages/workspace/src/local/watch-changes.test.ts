import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ChangePort } from '@nx-lambda/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchChanges } from './watch-changes.ts';

let root: string;
let changes: ChangePort;
const never = new AbortController().signal;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-changes-')));
  changes = watchChanges(root);
});

afterEach(async () => {
  changes.close();
  await rm(root, { recursive: true, force: true });
});

const write = async (path: string, text = '1') => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};

/** Resolves once the path was told; whoever is not told fails by the test's time limit. */
async function tellsOf(path: string): Promise<void> {
  while (!(await changes.next(never)).includes(path));
}

it('tells of a save of a watched file, and of nothing beside it', async () => {
  await write('src/app.ts');
  await write('src/other.ts');
  changes.watch(['src/app.ts']);
  await write('src/other.ts', '2');
  await write('src/app.ts', '2');
  expect(await changes.next(never)).toEqual(['src/app.ts']);
});

it('tells of what appears anywhere in a watched folder', async () => {
  await write('src/app.ts');
  changes.watch(['src']);
  await write('src/lib/new.ts');
  await tellsOf('src/lib/new.ts');
});

it('goes on in a folder that was removed and made anew, as a checkout does', async () => {
  await write('src/deep/app.ts');
  changes.watch(['src/deep/app.ts']);
  await rm(join(root, 'src'), { recursive: true });
  await tellsOf('src/deep/app.ts');
  await write('src/deep/app.ts', '2');
  await tellsOf('src/deep/app.ts');
  await write('src/deep/app.ts', '3');
  await tellsOf('src/deep/app.ts');
});

it('ends without a change when it is told to', async () => {
  await write('src/app.ts');
  changes.watch(['src/app.ts']);
  const end = new AbortController();
  const next = changes.next(end.signal);
  end.abort();
  expect(await next).toEqual([]);
});
