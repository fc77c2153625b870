import { expect, it } from 'vitest';
import type { Replacement } from './replacement.ts';
import { replacedBy, unfinishedNotice } from './run-journal.ts';

const code = { codeSha256: 'a', size: 1, runtime: 'nodejs22.x', handler: 'a.b', architecture: 'x86_64' };

function replacement(runId: string, proven: boolean): Replacement {
  const at = '2026-11-22T05:00:00.000Z';
  return { runId, command: 'deploy-feature', at, physicalName: 'f', previous: code, next: code, proven };
}

const cutRun = {
  runId: 'r',
  command: 'deploy-feature',
  at: '2026-11-22T05:00:00.000Z',
  accountId: '1',
  region: 'r',
  environment: 'ann',
} as const;

it('tells how far a run came that was cut off', () => {
  const functions = ['A', 'B', 'C', 'D'].map((logicalId) => ({ service: 'orders', logicalId }));
  const run = { ...cutRun, functions };
  const histories = [[replacement('r', true)], [replacement('r', false)], [replacement('q', true)], []];
  expect(unfinishedNotice(run, histories, 0)).toMatchObject({
    code: 'NXL-DEPLOY-UNFINISHED',
    message: 'The last deployment to ann (2026-11-22T05:00:00.000Z) was interrupted: 1 done, 1 not known, 2 not begun.',
  });
  expect(
    unfinishedNotice(
      run,
      [0, 1, 2, 3].map(() => [replacement('r', true)]),
      0,
    ).message,
  ).toContain(': 4 done.');
});

it('tells how many of the codes that were replaced can not be brought back', () => {
  const other = { ...code, codeSha256: 'b' };
  const run = { ...cutRun, functions: [{ service: 'orders', logicalId: 'A' }] };
  const histories = [[replacement('q', true), replacement('r', true), { ...replacement('r', true), previous: other }]];
  // What was replaced by itself is still there, and what another run replaced is none of this one.
  expect(replacedBy(run, histories)).toEqual(['b']);
  expect(unfinishedNotice(run, histories, 1).message).toMatch(/1 done\. .* 1 had not been fetched yet/);
});
