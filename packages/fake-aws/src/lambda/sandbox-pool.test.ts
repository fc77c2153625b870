import { DeleteFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { startForTest } from '../stand-in-for-tests.ts';

/** Holds every invocation open until `release` is called. */
function gate() {
  let release: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { release, opened };
}

test('invocations at the same time get environments of their own, up to four, and wait beyond', async () => {
  const { release, opened } = gate();
  let running = 0;
  let most = 0;
  await using fake = await startForTest({}, async ({ payload }) => {
    running += 1;
    most = Math.max(most, running);
    if (running === 4) release();
    await opened;
    running -= 1;
    return payload;
  });
  fake.control.seedFunction({ functionName: 'f' });
  const lambda = new LambdaClient(fake.clientOptions());
  const invocations = Array.from({ length: 9 }, () => lambda.send(new InvokeCommand({ FunctionName: 'f' })));
  expect(await Promise.all(invocations)).toHaveLength(9);
  expect(most).toBe(4);
  expect(fake.started).toHaveLength(4);
});

test('an asynchronous invocation is answered first and run then', async () => {
  const { release, opened } = gate();
  await using fake = await startForTest({}, async ({ payload }) => {
    await opened;
    return payload;
  });
  fake.control.seedFunction({ functionName: 'f' });
  const event = { FunctionName: 'f', InvocationType: 'Event', Payload: '{"order":7}' } as const;
  expect((await new LambdaClient(fake.clientOptions()).send(new InvokeCommand(event))).StatusCode).toBe(202);
  release();
  await fake.control.idle();
  expect(fake.started.flatMap((each) => each.requests).map(({ payload }) => Buffer.from(payload).toString())).toEqual([
    '{"order":7}',
  ]);
  expect(fake.control.functionFacts('f')?.invocations).toBe(1);
});

test('a deleted function has no environment left', async () => {
  await using fake = await startForTest();
  fake.control.seedFunction({ functionName: 'f' });
  await new LambdaClient(fake.clientOptions()).send(new InvokeCommand({ FunctionName: 'f' }));
  await new LambdaClient(fake.clientOptions()).send(new DeleteFunctionCommand({ FunctionName: 'f' }));
  expect(fake.started.map((each) => each.stopped)).toEqual([true]);
});

test('a function is given its settings and this endpoint, so that its own calls stay on this machine', async () => {
  await using fake = await startForTest();
  fake.control.seedFunction({ functionName: 'f', timeout: 9, memorySize: 256, environment: { STAGE: 'joe' } });
  await new LambdaClient(fake.clientOptions()).send(new InvokeCommand({ FunctionName: 'f' }));
  expect(fake.started[0]?.options).toMatchObject({
    functionName: 'f',
    functionVersion: '$LATEST',
    timeout: 9000,
    memorySize: 256,
    environment: { STAGE: 'joe', AWS_ENDPOINT_URL: fake.endpoint },
  });
});
