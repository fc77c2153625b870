import type { JournaledRun, Replacement, RunJournalPort } from '@nx-lambda/core';
import { expect, it } from 'vitest';
import { tellUnfinished } from './deploy-journal.ts';
import { createSampleKept } from './kept-sample.ts';

const place = { accountId: '123456789012', region: 'eu-central-1', environment: 'anna' };
const at = '2026-11-22T05:00:00.000Z';
const codeOf = (codeSha256: string) => {
  return { codeSha256, size: 1, runtime: 'nodejs22.x', handler: 'a.b', architecture: 'x86_64' };
};

const killed: JournaledRun = {
  ...place,
  runId: 'killed',
  command: 'deploy-feature',
  at,
  functions: ['A', 'B'].map((logicalId) => ({ service: 'orders', logicalId })),
};

const journal: RunJournalPort = {
  begin: async () => ({ end: async () => undefined }),
  unfinished: async () => [{ run: killed, forget: async () => undefined }],
};

it('tells of a killed run which replaced codes had not come yet', async () => {
  const kept = createSampleKept();
  for (const [logicalId, previous] of [
    ['A', 'fetched'],
    ['B', 'lost'],
  ] as const) {
    const replacement: Replacement = {
      runId: killed.runId,
      command: killed.command,
      at,
      physicalName: logicalId,
      previous: codeOf(previous),
      next: codeOf('ours'),
      proven: true,
    };
    await kept.port.begin({ ...place, service: 'orders', logicalId }, replacement);
  }
  kept.zips.set('fetched', new Uint8Array(1));
  const told = async () =>
    (await tellUnfinished(place, { journal, kept: kept.port })).notices.map((one) => one.message);
  expect(await told()).toEqual([expect.stringMatching(/2 done\..* 1 had not been fetched yet/)]);
  kept.zips.set('lost', new Uint8Array(1));
  expect(await told()).toEqual([expect.stringMatching(/2 done\.$/)]);
});
