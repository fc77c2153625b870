import { expect, test } from 'vitest';
import type { StackDescription } from '../provision/stack-ports.ts';
import { presentStack } from './stack-status.ts';

const DAY = 86_400_000;
const MADE = Date.UTC(2026, 10, 20, 12);

const stack: StackDescription = {
  name: 'orders-anna',
  id: 'arn:stack',
  status: 'CREATE_COMPLETE',
  tags: { 'nx-lambda:owner': 'anna', 'nx-lambda:branch': 'vat', 'nx-lambda:expires': '2026-11-25' },
  parameters: {},
  outputs: [{ key: 'Url', value: 'https://orders' }],
  createdAt: MADE,
  isProtected: false,
};

test('a stack is told with its age, its owner and the days that are left', () => {
  expect(presentStack('orders', stack, [], MADE + 2.5 * DAY)).toEqual({
    service: 'orders',
    stackName: 'orders-anna',
    kind: 'present',
    status: 'CREATE_COMPLETE',
    owner: 'anna',
    branch: 'vat',
    createdAt: '2026-11-20T12:00:00.000Z',
    age: 2,
    expires: '2026-11-25',
    daysLeft: 2,
    outputs: stack.outputs,
    waiting: [],
  });
});

test('one without tags has no owner and no end, and what waits for it may not be known', () => {
  const told = presentStack('orders', { ...stack, tags: {} }, undefined, MADE);
  expect(told).not.toHaveProperty('owner');
  expect(told).not.toHaveProperty('expires');
  expect(told).not.toHaveProperty('waiting');
});

test('one that has expired has fewer than no days left', () => {
  expect(presentStack('orders', stack, [], MADE + 10 * DAY).daysLeft).toBeLessThan(0);
});
