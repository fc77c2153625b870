import type { StackStatus } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { stackStatusFindings, stackStatusLines } from './stack-status-text.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

const failure = { code: 'NXL-AWS-ACCESS-DENIED', message: 'Not allowed.', advice: 'Ask for it.' } as const;
const stacks: readonly StackStatus[] = [
  {
    service: 'orders',
    stackName: 'orders-ada',
    kind: 'present',
    status: 'UPDATE_COMPLETE',
    owner: 'ada',
    branch: 'vat',
    createdAt: '2026-11-20T12:00:00.000Z',
    age: 2,
    expires: '2026-12-06',
    daysLeft: 14,
    outputs: [{ key: 'Url', value: 'https://orders/v1' }],
    endpoints: [
      { logicalId: 'Told', url: 'https://orders' },
      { logicalId: 'Rest', url: 'https://rest/Prod' },
    ],
    waiting: [{ part: 'Resources.Table', kind: 'new' }],
  },
  {
    service: 'stock',
    stackName: 'stock-ada',
    kind: 'present',
    status: 'ROLLBACK_COMPLETE',
    createdAt: '2026-11-20T12:00:00.000Z',
    age: 0,
    expires: '2026-11-01',
    daysLeft: -3,
    outputs: [],
  },
  { service: 'news', stackName: 'news-ada', kind: 'missing' },
  { service: 'log', stackName: 'log-ada', kind: 'unreadable', failure },
];

test('each stack is a line with its state, age, end and what waits, and its outputs below', () => {
  expect(stackStatusLines(stacks, PLAIN_STYLE)).toEqual([
    '  orders-ada  UPDATE_COMPLETE, made 2 days ago by ada, vat, expires 2026-12-06 (in 14 days), waits for provision-feature: Resources.Table (new)',
    '    Url = https://orders/v1',
    '    Rest: https://rest/Prod',
    '  stock-ada   ROLLBACK_COMPLETE, made today, expired 2026-11-01, not made by provision-feature',
    '  news-ada    not there',
    '  log-ada     NXL-AWS-ACCESS-DENIED',
  ]);
});

test('what could not be read is explained', () => {
  expect(stackStatusFindings(stacks)).toEqual([{ severity: 'notice', subject: 'log', failure }]);
});
