import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeployReport, type StatusReport, serviceStatus } from '@nx-lambda/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { statusReport } from '../print/sample-status.fixture.ts';
import { type ReportedRun, STATUS_REPORT, writeJoinedReport, writeRunReport } from './report-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (changes: Partial<ReportedRun> = {}): ReportedRun => ({
  cacheFolder: join(folder, 'cache'),
  tasks: ['catalog:deploy-feature', 'orders:deploy-feature', 'reports:deploy-feature'],
  own: 1,
  nxProcess: 7,
  startedAt: 0,
  ...changes,
});

function report(service: string, codeSha256 = 'same'): DeployReport {
  return {
    schema: 1,
    command: 'deploy-feature',
    environment: 'ann',
    accountId: '123456789012',
    region: 'us-east-1',
    dryRun: false,
    outcomes: [{ service, logicalId: 'Api', kind: 'skipped', reason: 'same code', codeSha256 }],
    counts: { updated: 0, wouldUpdate: 0, skipped: 1, refused: 0, failed: 0 },
    notCompared: 0,
    notices: [],
    duration: 5,
  };
}

async function write(own: DeployReport, of = run()): Promise<readonly string[]> {
  const file = join(folder, 'out', 'report.json');
  await writeRunReport(file, own, of);
  const written = JSON.parse(await readFile(file, 'utf8')) as DeployReport;
  expect(written.counts.skipped).toBe(written.outcomes.length);
  return written.outcomes.map((outcome) => `${outcome.service} ${'codeSha256' in outcome ? outcome.codeSha256 : ''}`);
}

it('joins what the batches of one run report', async () => {
  expect(await write(report('orders'))).toEqual(['orders same']);
  expect((await write(report('catalog'))).toSorted()).toEqual(['catalog same', 'orders same']);
});

it('joins batches that end at the same time, whoever writes last', async () => {
  await Promise.all([write(report('orders')), write(report('catalog'))]);
  expect((await write(report('reports'))).toSorted()).toEqual(['catalog same', 'orders same', 'reports same']);
});

it('holds nothing of another run, even one of the same tasks whose process had the same id', async () => {
  await write(report('orders', 'before'));
  await write(report('catalog', 'before'));
  const later = run({ startedAt: Date.now() + 1000 });
  expect(await write(report('orders'), later)).toEqual(['orders same']);
  expect(await write(report('catalog'), run({ nxProcess: 8 }))).toEqual(['catalog same']);
  expect(await write(report('reports'), run({ tasks: ['reports:deploy-feature', 'x:deploy-feature'] }))).toEqual([
    'reports same',
  ]);
});

it('leaves no part where one batch has all tasks', async () => {
  expect(await write(report('orders'), run({ tasks: ['orders:deploy-feature'] }))).toEqual(['orders same']);
  await expect(readFile(join(folder, 'cache'))).rejects.toThrow('ENOENT');
});

it('joins the states of services with their counts', async () => {
  const file = join(folder, 'status.json');
  const of = (service: string): StatusReport => serviceStatus(statusReport, service);
  for (const service of ['orders', 'billing', 'stock'])
    await writeJoinedReport(file, of(service), STATUS_REPORT, run({ tasks: ['a', 'b', 'c'] }));
  const written = JSON.parse(await readFile(file, 'utf8')) as StatusReport;
  const names = (report: StatusReport) => report.functions.map(({ logicalId }) => logicalId).sort();
  expect(names(written)).toEqual(names(statusReport));
  expect(written.counts).toEqual(statusReport.counts);
});
