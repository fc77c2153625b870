import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimWatch } from './watch-lock.ts';

let cacheFolder: string;

beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'nx-lambda-lock-'));
});

afterEach(() => rm(cacheFolder, { recursive: true, force: true }));

const claim = (pid: number, alive: readonly number[], service = 'orders') =>
  claimWatch({ cacheFolder, environment: 'ann', service, pid, isAlive: (each) => alive.includes(each) });

it('says who watches a service already, and lets others be watched', async () => {
  await claim(1, [1]);
  expect(await claim(2, [1, 2])).toEqual({ kind: 'taken', pid: 1 });
  expect(await claim(2, [1, 2], 'catalog')).toMatchObject({ kind: 'claimed' });
});

it('is free again once it is released', async () => {
  const first = await claim(1, [1]);
  if (first.kind === 'claimed') await first.release();
  expect(await claim(2, [1, 2])).toMatchObject({ kind: 'claimed' });
});

it('takes over what a killed process left, also when several want it at once', async () => {
  await claim(1, [1]);
  const all = await Promise.all([2, 3, 4].map((pid) => claim(pid, [2, 3, 4])));
  expect(all.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
  expect(await readdir(join(cacheFolder, 'watch'))).toEqual(['ann--orders.lock']);
});
