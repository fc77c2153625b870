import { expect, test } from 'vitest';
import { newEvents, rootCause, type StackEvent } from './stack-events.ts';

function event(id: string, status: string, time: number, reason?: string): StackEvent {
  return { id, logicalId: id, type: 'AWS::SQS::Queue', status, time, stackId: 's', ...(reason ? { reason } : {}) };
}

test('the first failure is the cause; what was cancelled because of it is not', () => {
  const cause = rootCause([
    event('Stack', 'UPDATE_ROLLBACK_IN_PROGRESS', 5, 'The following resource(s) failed to create: [Queue, Topic].'),
    event('Topic', 'CREATE_FAILED', 4, 'Resource creation cancelled'),
    event('Queue', 'CREATE_FAILED', 3, 'Queue name is taken'),
    event('Role', 'CREATE_FAILED', 4, 'Not allowed'),
    event('Child', 'CREATE_FAILED', 6, 'Embedded stack arn:… was not successfully created: …'),
  ]);
  expect(cause?.event.logicalId).toBe('Queue');
  expect(cause?.others.map(({ logicalId }) => logicalId)).toEqual(['Role']);
});

test('where all were cancelled there is no cause among them', () => {
  expect(rootCause([event('Topic', 'CREATE_FAILED', 4, 'Resource creation cancelled')])).toBeUndefined();
});

test('a failure while rolling back is told only where nothing else failed', () => {
  const failing = event('Stack', 'UPDATE_ROLLBACK_FAILED', 1, 'Role is gone');
  expect(rootCause([failing])?.event).toBe(failing);
  const earlier = event('Queue', 'UPDATE_FAILED', 3, 'Not allowed');
  expect(rootCause([failing, earlier])?.event).toBe(earlier);
});

test('events are told once, oldest first', () => {
  const page = [event('c', 'X', 3), event('b', 'X', 2), event('a', 'X', 1)];
  expect(newEvents(page, 'a').map(({ id }) => id)).toEqual(['b', 'c']);
  expect(newEvents(page, undefined).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(newEvents(page, 'c')).toEqual([]);
});
