import { GetFunctionCommand, InvokeCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { startForTest, TEST_REGION, zipOf } from '../stand-in-for-tests.ts';

const NEW = zipOf({ 'index.js': 'exports.handler = async () => 2;' });

test('who wrote what is kept for each function', async () => {
  await using fake = await startForTest({ callers: { AKIAMARY: { arn: 'arn:aws:iam::123456789012:user/mary' } } });
  fake.control.seedFunction({ functionName: 'f' });
  const { CodeSha256 } = await new LambdaClient(fake.clientOptions('AKIAMARY')).send(
    new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: NEW }),
  );
  expect(fake.control.functionFacts('f')).toMatchObject({
    codeSha256: CodeSha256,
    codeSize: NEW.length,
    writes: [
      { operation: 'seed' },
      { operation: 'UpdateFunctionCode', callerArn: 'arn:aws:iam::123456789012:user/mary', codeSha256: CodeSha256 },
    ],
  });
});

test('an update that is told to fail settles as Failed, with the code from before', async () => {
  await using fake = await startForTest({ faults: [{ kind: 'failed-update' }] });
  const before = fake.control.seedFunction({ functionName: 'f' }).codeSha256;
  await new LambdaClient(fake.clientOptions()).send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: NEW }));
  const { Configuration } = await new LambdaClient(fake.clientOptions()).send(
    new GetFunctionCommand({ FunctionName: 'f' }),
  );
  expect(Configuration).toMatchObject({
    LastUpdateStatus: 'Failed',
    LastUpdateStatusReasonCode: 'InternalError',
    CodeSha256: before,
  });
});

test('code of more than 250 MB unzipped is refused, before it is unzipped', async () => {
  await using fake = await startForTest();
  fake.control.seedFunction({ functionName: 'f' });
  const zip = Buffer.from(zipOf({ 'index.js': 'x' }));
  // The central directory's claim of the size is enough; it stands 24 bytes after the entry's signature.
  zip.writeUInt32LE(262_144_001, zip.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])) + 24);
  await expect(
    new LambdaClient(fake.clientOptions()).send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: zip })),
  ).rejects.toThrow('Unzipped size must be smaller than 262144000 bytes');
});

test('environments that run what was in force before an update end once it has settled', async () => {
  await using fake = await startForTest({ updateTime: 1000 });
  fake.control.seedFunction({ functionName: 'f' });
  const lambda = new LambdaClient(fake.clientOptions());
  const invoke = () => lambda.send(new InvokeCommand({ FunctionName: 'f' }));
  await invoke();
  await invoke();
  expect(fake.started).toHaveLength(1);
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: NEW }));
  await invoke();
  expect(fake.started.map((each) => each.stopped)).toEqual([false]);
  fake.advance(1000);
  await invoke();
  expect(fake.started.map((each) => each.stopped)).toEqual([true, false]);
});

test('the URL of the code works for ten minutes', async () => {
  await using fake = await startForTest();
  fake.control.seedFunction({ functionName: 'f', region: TEST_REGION });
  const { Code } = await new LambdaClient(fake.clientOptions()).send(new GetFunctionCommand({ FunctionName: 'f' }));
  const status = async () => (await fetch(Code?.Location ?? '')).status;
  expect(await status()).toBe(200);
  fake.advance(601_000);
  expect(await status()).toBe(403);
});
