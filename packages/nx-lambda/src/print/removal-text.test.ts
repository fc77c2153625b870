import { expect, test } from 'vitest';
import { destroySummary, removalFindings, removalLines, removalStartedLine } from './removal-text.ts';
import { destroyReport, removals } from './sample-stacks.fixture.ts';
import { renderService } from './service-text.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

const identity = { accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/anna', region: 'eu-central-1' };

test('each stack is told with what was emptied and what stays', () => {
  expect(removals.flatMap((outcome) => removalLines(outcome, PLAIN_STYLE))).toEqual([
    '  ✔ orders  orders-anna  removed  3 resources  2.3 s',
    '      emptied uploads-anna: 2 object versions',
    '      stays: Data/Archive  archive-anna  AWS::S3::Bucket',
    '  · auth  auth-anna  not there',
    '  ⊘ files  files-anna  refused  1 resource',
  ]);
  expect(destroySummary(destroyReport, PLAIN_STYLE)).toBe('3 stacks of anna: 1 removed, 1 not there, 1 refused');
});

test('the account and the identity are told before anything is done', () => {
  const started = { type: 'removal-started', environment: 'anna', identity, stacks: 3 } as const;
  expect(removalStartedLine(started, PLAIN_STYLE)).toBe(
    'Environment anna, account 123456789012, region eu-central-1, as user/anna: 3 stacks to remove …',
  );
});

test('a refusal is told as one, and only to the service that it is about', () => {
  expect(removals.flatMap(removalFindings)).toMatchObject([{ severity: 'refused', subject: 'files' }]);
  const events = [
    ...removals.map((outcome) => ({ type: 'stack-removed', outcome }) as const),
    { type: 'destroy-finished', report: destroyReport } as const,
  ];
  const text = renderService(events, 'auth');
  expect(text).toContain('1 stack of anna: 1 not there');
  expect(text).not.toContain('files');
});
