import type { DeployPlan } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { outcomeLine, planLines } from './deploy-text.ts';
import { plan, publishedOutcome, toPublishOutcome } from './sample-run.fixture.ts';
import { renderStepSummary } from './step-summary.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

const columns = { service: 6, logicalId: 8 };

test('a plan says which aliases move, beside code or alone', () => {
  const [action] = plan.actions;
  if (action?.kind !== 'update' || toPublishOutcome.kind !== 'would-update') throw new Error('the sample has both');
  const { publish } = toPublishOutcome;
  if (publish === undefined) throw new Error('the sample has a step');
  const both: DeployPlan = {
    ...plan,
    actions: [
      { ...action, publish },
      { ...action, logicalId: 'GetOrder', publish, upload: 'none', reason: publish.reason },
    ],
  };
  expect(planLines(both, false, PLAIN_STYLE).slice(1)).toEqual([
    'Plan: 2 to update',
    '  → orders  CreateOrder  update         12.4 kB  code differs, alias live from version 6 to a new version',
    '  → orders  GetOrder     publish       alias live from version 6 to a new version',
  ]);
});

test('an outcome says where the aliases lead to now', () => {
  expect(outcomeLine(publishedOutcome, columns, PLAIN_STYLE)).toMatch(
    /published .* 1\.2 s {2}alias live at version 7$/,
  );
  expect(outcomeLine(toPublishOutcome, columns, PLAIN_STYLE)).toMatch(/code differs, alias live from version 6/);
});

test('so does the summary of a step', () => {
  const report = { environment: 'ada', accountId: '1', region: 'r', dryRun: false, notCompared: 0, notices: [] };
  const counts = { updated: 1, wouldUpdate: 0, skipped: 0, refused: 0, failed: 0 };
  const outcomes = [publishedOutcome];
  const whole = { ...report, schema: 1, command: 'deploy-feature', counts, outcomes, duration: 1 } as const;
  expect(renderStepSummary(whole)).toContain('| published |  | 1.2 s | alias live at version 7 |');
});
