import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournaledRun } from '@nx-lambda/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isProcessAlive, runJournal } from './run-journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = { accountId: '123456789012', region: 'eu-west-1', environment: 'ann' };
const run: JournaledRun = {
  ...place,
  runId: 'r1',
  command: 'deploy-feature',
  at: '2026-11-22T05:00:00.000Z',
  functions: [{ service: 'orders', logicalId: 'CreateOrder' }],
};

function journal(alive: readonly number[], hours = 0) {
  const now = () => Date.parse(run.at) + hours * 3_600_000;
  return runJournal({ cacheFolder: folder, pid: 7, isAlive: (pid) => alive.includes(pid), now });
}

it('tells of a run whose process is gone, until that is told', async () => {
  await journal([7]).begin(run);
  expect(await journal([7]).unfinished(place)).toEqual([]);
  const [found] = await journal([]).unfinished(place);
  expect(found?.run).toEqual(run);
  expect(await journal([]).unfinished({ ...place, environment: 'bob' })).toEqual([]);
  await found?.forget();
  expect(await journal([]).unfinished(place)).toEqual([]);
});

it('tells of none that came to its end', async () => {
  const entry = await journal([7]).begin(run);
  await entry.end();
  expect(await journal([]).unfinished(place)).toEqual([]);
});

it('takes no process for the run of another day that had its number', async () => {
  await journal([7]).begin(run);
  expect(await journal([7], 25).unfinished(place)).toHaveLength(1);
});

it('passes over what is broken, and over a folder that can not be made', async () => {
  mkdirSync(join(folder, 'rollback', 'journal'), { recursive: true });
  writeFileSync(join(folder, 'rollback', 'journal', 'x.json'), '{"pid":1,"run":');
  expect(await journal([]).unfinished(place)).toEqual([]);
  rmSync(join(folder, 'rollback'), { recursive: true });
  writeFileSync(join(folder, 'rollback'), 'a file');
  await (await journal([7]).begin(run)).end();
  expect(await journal([]).unfinished(place)).toEqual([]);
});

it('knows whether a process is there', () => {
  expect(isProcessAlive(process.pid)).toBe(true);
  expect(isProcessAlive(2 ** 30)).toBe(false);
});
