import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimRun } from './run-identity.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const claim = (projects: readonly string[], nxProcess = 7, now = 1000) =>
  claimRun({ cacheFolder: join(folder, 'cache'), nxProcess, command: 'deploy-feature', projects, now });

it('is the same for all batches of one Nx command', async () => {
  const first = await claim(['orders', 'payments']);
  expect(await claim(['catalog'])).toBe(first);
  expect(await claim(['reports'])).toBe(first);
});

it('is another one for another command, also where the system gives its process the same number', async () => {
  const first = await claim(['orders']);
  expect(await claim(['orders'])).not.toBe(first);
  expect(await claim(['catalog'], 8)).not.toBe(first);
  expect(await claim(['catalog'], 7, 1000 + 25 * 60 * 60 * 1000)).not.toBe(first);
});

it('is there also where nothing can be written, or what is there is broken', async () => {
  await claim(['orders']);
  writeFileSync(join(folder, 'cache', 'rollback', 'runs', '7-deploy-feature.json'), '{"id":');
  expect(await claim(['catalog'])).toMatch(/^1970-/);
  writeFileSync(join(folder, 'a file'), '');
  const cacheFolder = join(folder, 'a file');
  expect(await claimRun({ cacheFolder, nxProcess: 1, command: 'x', projects: ['a'], now: 0 })).toMatch(/^1970-/);
});
