import { expect, it } from 'vitest';
import type { Replacement } from './replacement.ts';
import { unfinishedNotice } from './run-journal.ts';

const code = { codeSha256: 'a', size: 1, runtime: 'nodejs22.x', handler: 'a.b', architecture: 'x86_64' };

function replacement(runId: string, proven: boolean): Replacement {
  const at = '2026-11-22T05:00:00.000Z';
  return { runId, command: 'deploy-feature', at, physicalName: 'f', previous: code, next: code, proven };
}

it('tells how far a run came that was cut off', () => {
  const run = {
    runId: 'r',
    command: 'deploy-feature',
    at: '2026-11-22T05:00:00.000Z',
    accountId: '1',
    region: 'r',
    environment: 'ann',
    functions: ['A', 'B', 'C', 'D'].map((logicalId) => ({ service: 'orders', logicalId })),
  } as const;
  const histories = [[replacement('r', true)], [replacement('r', false)], [replacement('q', true)], []];
  expect(unfinishedNotice(run, histories)).toMatchObject({
    code: 'NXL-DEPLOY-UNFINISHED',
    message: 'The last deployment to ann (2026-11-22T05:00:00.000Z) was interrupted: 1 done, 1 not known, 2 not begun.',
  });
  expect(
    unfinishedNotice(
      run,
      [0, 1, 2, 3].map(() => [replacement('r', true)]),
    ).message,
  ).toContain(': 4 done.');
});
