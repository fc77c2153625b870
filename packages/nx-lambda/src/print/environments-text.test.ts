import { expect, test } from 'vitest';
import { environmentLines, sweepSummary } from './environments-text.ts';
import { environmentList, sweepReport } from './sample-stacks.fixture.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

test('a line tells each environment, and the state of what is not well', () => {
  expect(environmentLines(environmentList, PLAIN_STYLE)).toEqual([
    'Feature environments of account 123456789012, eu-central-1',
    '',
    '  Environment  Owner  Branch       Made         Expires                  State                             Services',
    '  anna         anna   feat/prices  3 hours ago  2026-12-06 (in 14 days)  ready                             orders, auth-anna',
    '  old          ben                 30 days ago  2026-11-20 (expired)     failed: orders-old DELETE_FAILED  orders',
    '',
    '2 environments, 3 stacks, 1 expired',
  ]);
  expect(environmentLines({ ...environmentList, environments: [] }, PLAIN_STYLE).at(-1)).toBe(
    '0 environments, 0 stacks',
  );
});

test('a sweep says what it did, and without --remove how to do it', () => {
  expect(sweepSummary(sweepReport, PLAIN_STYLE)).toBe(
    '1 environment expired (old): 1 would be removed\nNothing was removed: pass --remove to do so',
  );
  expect(sweepSummary({ ...sweepReport, dryRun: false, environments: [] }, PLAIN_STYLE)).toBe(
    'No environment has expired',
  );
});
