import { expect, test } from 'vitest';
import { knownEnvironments, renewedFailure } from './environments.ts';
import type { StackDescription } from './stack-ports.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

function stack(name: string, tags: Readonly<Record<string, string>>, more: Partial<StackDescription> = {}) {
  const tagged = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`nx-lambda:${key}`, value]));
  const id = `arn:aws:cloudformation:eu-west-1:1:stack/${name}/1`;
  const none = { parameters: {}, outputs: [], isProtected: false, createdAt: NOW - 86_400_000 };
  return { name, id, status: 'CREATE_COMPLETE', tags: tagged, ...none, ...more } satisfies StackDescription;
}

test('stacks are grouped by their tag; what has none, or is nested, is no environment', () => {
  const environments = knownEnvironments(
    [
      stack('orders-ben', {
        environment: 'ben',
        service: 'orders',
        owner: 'ben',
        branch: 'main',
        expires: '2026-12-06',
      }),
      stack('orders-anna', { environment: 'anna', service: 'orders', owner: 'anna', expires: '2026-11-23' }),
      stack('auth-anna', { environment: 'anna', owner: 'anna', expires: '2026-11-21' }, { updatedAt: NOW }),
      stack('billing', {}),
      stack('orders-anna-Child', { environment: 'anna', owner: 'eve' }, { parentId: 'arn' }),
    ],
    NOW,
  );
  expect(environments).toMatchObject([
    {
      name: 'anna',
      owners: ['anna'],
      branches: [],
      createdAt: '2026-11-21T12:00:00.000Z',
      updatedAt: '2026-11-22T12:00:00.000Z',
      expires: '2026-11-23',
      daysLeft: 1,
      isExpired: false,
      state: 'ready',
      stacks: [{ stackName: 'auth-anna' }, { stackName: 'orders-anna', service: 'orders' }],
    },
    { name: 'ben', branches: ['main'], daysLeft: 14 },
  ]);
});

test('an environment expires with the last of its stacks, and never if one of them does not', () => {
  const old = stack('a', { environment: 'anna', expires: '2026-11-20' });
  expect(knownEnvironments([old], NOW)).toMatchObject([{ isExpired: true, daysLeft: -2, expires: '2026-11-20' }]);
  const renewed = stack('b', { environment: 'anna', expires: '2026-11-22' });
  expect(knownEnvironments([old, renewed], NOW)).toMatchObject([{ isExpired: false, daysLeft: 0 }]);
  for (const tags of [{ environment: 'anna' }, { environment: 'anna', expires: 'soon' }]) {
    const [found] = knownEnvironments([old, stack('b', tags)], NOW);
    expect(found?.isExpired).toBe(false);
    expect(found?.expires).toBeUndefined();
  }
});

test('one stack that failed or is under way tells the state of all', () => {
  const ready = stack('a', { environment: 'anna' });
  const stateWith = (status: string) =>
    knownEnvironments([ready, stack('b', { environment: 'anna' }, { status })], NOW)[0]?.state;
  expect(stateWith('UPDATE_ROLLBACK_COMPLETE')).toBe('ready');
  expect(stateWith('UPDATE_IN_PROGRESS')).toBe('changing');
  expect(stateWith('DELETE_FAILED')).toBe('failed');
  expect(stateWith('ROLLBACK_COMPLETE')).toBe('failed');
});

test('a stack that was renewed meanwhile is told', () => {
  expect(renewedFailure(stack('a', { environment: 'anna', expires: '2026-11-21' }), NOW)).toBeUndefined();
  const renewed = stack('a', { environment: 'anna', expires: '2026-12-06' });
  expect(renewedFailure(renewed, NOW)?.code).toBe('NXL-PROVISION-RENEWED');
});
