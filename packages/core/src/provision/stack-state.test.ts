import { expect, test } from 'vitest';
import { operationEnded, operationSucceeded, stackReadiness } from './stack-state.ts';

test.each([
  [undefined, 'create'],
  ['REVIEW_IN_PROGRESS', 'create'],
  ['CREATE_COMPLETE', 'update'],
  ['UPDATE_ROLLBACK_COMPLETE', 'update'],
  ['ROLLBACK_COMPLETE', 'remove-first'],
  ['ROLLBACK_FAILED', 'remove-first'],
  ['CREATE_FAILED', 'update'],
  ['UPDATE_FAILED', 'update'],
  ['UPDATE_IN_PROGRESS', 'wait'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'wait'],
  ['DELETE_IN_PROGRESS', 'wait'],
  ['UPDATE_ROLLBACK_FAILED', 'stuck'],
  ['DELETE_FAILED', 'stuck'],
])('a stack in the state %s: %s', (status, kind) => {
  expect(stackReadiness('orders-anna', status).kind).toBe(kind);
});

test('an operation is over when only old resources are cleaned up', () => {
  expect(operationEnded('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBe(true);
  expect(operationEnded('UPDATE_ROLLBACK_IN_PROGRESS')).toBe(false);
  expect(operationEnded('ROLLBACK_COMPLETE')).toBe(true);
});

test('a rollback that is complete is no success', () => {
  expect(operationSucceeded('UPDATE_COMPLETE')).toBe(true);
  expect(operationSucceeded('ROLLBACK_COMPLETE')).toBe(false);
  expect(operationSucceeded('UPDATE_ROLLBACK_COMPLETE')).toBe(false);
});
