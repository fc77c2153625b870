import { expect, test } from 'vitest';
import { isUndoing, resourceStep, runningResources } from './resource-step.ts';
import type { StackEvent } from './stack-events.ts';

let count = 0;

function event(logicalId: string, status: string, time: number, reason?: string): StackEvent {
  const physicalId = logicalId === 'stack' ? 'arn:stack' : logicalId.toLowerCase();
  return {
    id: String(count++),
    logicalId,
    physicalId,
    type: 'AWS::SQS::Queue',
    status,
    time,
    stackId: 'arn:stack',
    ...(reason === undefined ? {} : { reason }),
  };
}

function steps(events: readonly StackEvent[]): readonly string[] {
  return events.flatMap((each, index) => {
    const step = resourceStep(each, events.slice(0, index));
    return step === undefined ? [] : [`${step.logicalId} ${step.kind} ${step.duration}`];
  });
}

const creation = [
  event('stack', 'CREATE_IN_PROGRESS', 0, 'User Initiated'),
  event('Queue', 'CREATE_IN_PROGRESS', 1000),
  event('Queue', 'CREATE_IN_PROGRESS', 1500, 'Resource creation Initiated'),
  event('Queue', 'CREATE_COMPLETE', 4000),
  event('stack', 'CREATE_COMPLETE', 5000),
];

test('a resource is told once, when it is done, with the time it took', () => {
  expect(steps(creation)).toEqual(['Queue created 3000']);
});

test('what is taken back after a failure is told as undone, what was only cancelled not at all', () => {
  const events = [
    event('Queue', 'CREATE_IN_PROGRESS', 0),
    event('Queue', 'CREATE_COMPLETE', 10),
    event('Topic', 'CREATE_IN_PROGRESS', 0),
    event('Table', 'CREATE_IN_PROGRESS', 0),
    event('Topic', 'CREATE_FAILED', 20, 'It is taken'),
    event('Table', 'CREATE_FAILED', 21, 'Resource creation cancelled'),
    event('stack', 'ROLLBACK_IN_PROGRESS', 30),
    event('Queue', 'DELETE_IN_PROGRESS', 40),
    event('Queue', 'DELETE_COMPLETE', 50),
    event('Bucket', 'DELETE_SKIPPED', 60),
  ];
  expect(steps(events)).toEqual(['Queue created 10', 'Topic failed 20', 'Queue undone 50', 'Bucket kept 0']);
  expect(isUndoing(events.slice(0, 6))).toBe(false);
});

test('what is waited for is told by how long it takes already', () => {
  const events = [...creation.slice(0, 3), event('Table', 'CREATE_IN_PROGRESS', 500)];
  expect(runningResources(events)).toEqual([
    { logicalId: 'Table', type: 'AWS::SQS::Queue', since: 500 },
    { logicalId: 'Queue', type: 'AWS::SQS::Queue', since: 1000 },
  ]);
  expect(runningResources(creation)).toEqual([]);
});
