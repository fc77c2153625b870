import { expect, it } from 'vitest';
import { requestedEvent } from './requested-event.ts';

it.each([
  [['run', 'orders:invoke-cloud:created'], 'created'],
  [['run', 'orders:invoke-cloud', '-c', 'created'], 'created'],
  [['run', 'orders:invoke-local:created', '--watch'], 'created'],
  [['run', 'orders:invoke-cloud', '--configuration=created', '--output=json'], 'created'],
  [['invoke-cloud', 'orders', '-c=created'], 'created'],
  [['run', 'orders:invoke-cloud'], undefined],
  [['run', 'orders:build:production'], undefined],
  [['run-many', '-t', 'build', '-c', 'production'], undefined],
  [['run', 'orders:invoke-cloud', '--payload={"a:invoke-cloud:b":1}'], undefined],
])('reads %j as the event %s', (args, event) => {
  expect(requestedEvent(args, ['invoke-cloud', 'invoke-local'])).toBe(event);
});
