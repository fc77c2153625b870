import type { StackEvent } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { createStackTelling } from './stack-telling.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

function event(logicalId: string, status: string, time: number, reason?: string): StackEvent {
  return {
    id: `${logicalId}${status}${time}`,
    logicalId,
    physicalId: logicalId === 'stack' ? 'arn:stack' : logicalId,
    type: 'AWS::SQS::Queue',
    status,
    time,
    stackId: 'arn:stack',
    ...(reason === undefined ? {} : { reason }),
  };
}

function told(events: readonly StackEvent[]): readonly string[] {
  const telling = createStackTelling(PLAIN_STYLE);
  return events.flatMap((each) =>
    telling.lines({ type: 'stack-event', service: 'orders', stackName: 'orders-ada', event: each }),
  );
}

test('a resource is one line, when it is done, with the time where that is worth telling', () => {
  const events = [
    event('stack', 'CREATE_IN_PROGRESS', 0, 'User Initiated'),
    event('Queue', 'CREATE_IN_PROGRESS', 0),
    event('Queue', 'CREATE_IN_PROGRESS', 10, 'Resource creation Initiated'),
    event('Queue', 'CREATE_COMPLETE', 2500),
    event('stack', 'CREATE_COMPLETE', 2600),
  ];
  expect(told(events)).toEqual(['  created   orders-ada  Queue  AWS::SQS::Queue  2.5 s']);
});

test('a failure is told with its reason, and that the rest is taken back', () => {
  const events = [
    event('Queue', 'CREATE_IN_PROGRESS', 0),
    event('Queue', 'CREATE_FAILED', 100, 'The name is taken'),
    event('Other', 'CREATE_FAILED', 100, 'Resource creation cancelled'),
    event('stack', 'ROLLBACK_IN_PROGRESS', 200),
    event('stack', 'ROLLBACK_COMPLETE', 300),
  ];
  expect(told(events)).toEqual([
    '  failed    orders-ada  Queue  AWS::SQS::Queue  The name is taken',
    '  orders-ada is being taken back',
  ]);
});

test('one line tells of all stacks that change now, with what each waits for longest', () => {
  const telling = createStackTelling(PLAIN_STYLE);
  const progress = { type: 'stack-progress', service: 'a', isTakenBack: false } as const;
  const running = [{ logicalId: 'Table', type: 'AWS::DynamoDB::Table', elapsed: 12_000 }];
  telling.progress({ ...progress, stackName: 'orders-ada', settled: 3, total: 7, running });
  expect(telling.progress({ ...progress, stackName: 'stock-ada', settled: 1, running: [] })).toBe(
    '  orders-ada: 3 of 7 done, Table 12.0 s; stock-ada: 1 done …',
  );
  telling.lines({
    type: 'stack-event',
    service: 'a',
    stackName: 'orders-ada',
    event: event('stack', 'UPDATE_COMPLETE', 9),
  });
  expect(telling.progress({ ...progress, stackName: 'stock-ada', settled: 2, running: [] })).toBe(
    '  stock-ada: 2 done …',
  );
});
