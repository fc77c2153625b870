import { InvokeCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { startSandbox } from '@nx-lambda/runtime';
import { expect, test } from 'vitest';
import { startForTest, type TestStandIn, zipOf } from '../stand-in-for-tests.ts';

const PID = 'exports.handler = async () => process.pid;';

async function pidOf(fake: TestStandIn): Promise<number> {
  const { Payload } = await new LambdaClient(fake.clientOptions()).send(new InvokeCommand({ FunctionName: 'f' }));
  return Number(Buffer.from(Payload ?? new Uint8Array()).toString('utf8'));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a function stays warm in one process, which an update replaces and stopping ends', async () => {
  await using fake = await startForTest({ startSandbox });
  fake.control.seedFunction({ functionName: 'f', code: { files: { 'index.js': PID } } });
  const first = await pidOf(fake);
  expect(first).toBeGreaterThan(0);
  expect(await pidOf(fake)).toBe(first);
  const zip = zipOf({ 'index.js': `${PID} // changed` });
  await new LambdaClient(fake.clientOptions()).send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: zip }));
  const second = await pidOf(fake);
  expect(second).not.toBe(first);
  expect(isRunning(second)).toBe(true);
  await fake.stop();
  expect([isRunning(first), isRunning(second)]).toEqual([false, false]);
});
