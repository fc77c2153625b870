import { get, type OutgoingHttpHeaders } from 'node:http';
import {
  GetFunctionCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { startForTest, TEST_REGION, zipOf } from './stand-in-for-tests.ts';

const NEW = zipOf({ 'index.js': 'exports.handler = async () => 2;' });
const update = () => new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: NEW });

test('with limits on, the sixteenth control-plane call within a second is a TooManyRequestsException', async () => {
  await using fake = await startForTest({ limits: true });
  const lambda = new LambdaClient(fake.clientOptions());
  for (let call = 0; call < 15; call += 1) await lambda.send(new ListFunctionsCommand({}));
  await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    message: 'Rate exceeded',
    Reason: 'CallerRateLimitExceeded',
    $metadata: { httpStatusCode: 429 },
  });
  fake.advance(1000);
  await lambda.send(new ListFunctionsCommand({}));
});

test('the nth call of an operation fails as told, and the effect of the others happens', async () => {
  await using fake = await startForTest({ faults: [{ kind: 'server-error', operations: ['ListFunctions'], nth: 2 }] });
  const lambda = new LambdaClient(fake.clientOptions());
  await lambda.send(new ListFunctionsCommand({}));
  await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({ name: 'ServiceException' });
  await lambda.send(new ListFunctionsCommand({}));
  expect(fake.control.calls.list().map((call) => call.status)).toEqual([200, 500, 200]);
});

test('a throttled or reset call has no effect; a lost answer has one that the caller is not told', async () => {
  await using fake = await startForTest();
  const before = fake.control.seedFunction({ functionName: 'f' }).codeSha256;
  fake.control.setFaults([{ kind: 'throttle', retryAfter: 2 }]);
  await expect(new LambdaClient(fake.clientOptions()).send(update())).rejects.toMatchObject({ retryAfterSeconds: '2' });
  fake.control.setFaults([{ kind: 'reset' }]);
  await expect(new LambdaClient(fake.clientOptions()).send(update())).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(fake.control.functionFacts('f')?.codeSha256).toBe(before);
  fake.control.setFaults([{ kind: 'lost-answer' }]);
  await expect(new LambdaClient(fake.clientOptions()).send(update())).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(fake.control.functionFacts('f')?.codeSha256).not.toBe(before);
});

test('latency and slowness delay the answer by as much as told', async () => {
  await using fake = await startForTest({ latency: 30 });
  const took = async () => {
    const start = performance.now();
    await new LambdaClient(fake.clientOptions()).send(new ListFunctionsCommand({}));
    return performance.now() - start;
  };
  expect(await took()).toBeGreaterThan(28);
  fake.control.change({ latency: 0 });
  fake.control.setFaults([{ kind: 'slow', delay: 60 }]);
  expect(await took()).toBeGreaterThan(58);
});

test('every call is listed with its operation, resource, status, and whether it changes anything', async () => {
  await using fake = await startForTest();
  fake.control.seedFunction({ functionName: 'f' });
  await new LambdaClient(fake.clientOptions()).send(new GetFunctionCommand({ FunctionName: 'f' }));
  await new LambdaClient(fake.clientOptions()).send(update());
  await expect(
    new LambdaClient(fake.clientOptions()).send(new GetFunctionCommand({ FunctionName: 'g' })),
  ).rejects.toThrow(/not found/);
  expect(fake.control.calls.list()).toMatchObject([
    { operation: 'GetFunction', resource: 'f', status: 200, mutating: false, region: TEST_REGION },
    { operation: 'UpdateFunctionCode', resource: 'f', status: 200, mutating: true, accessKeyId: 'AKIATEST' },
    { operation: 'GetFunction', resource: 'g', status: 404, error: 'ResourceNotFoundException' },
  ]);
  expect(fake.control.calls.counts()).toEqual({ 'lambda:GetFunction': 2, 'lambda:UpdateFunctionCode': 1 });
  expect(fake.control.calls.count({ mutating: true })).toBe(1);
  fake.control.calls.reset();
  expect(fake.control.calls.counts()).toEqual({});
});

test('GetFunction tells a caller without lambda:ListTags a TagsError in place of the tags', async () => {
  await using fake = await startForTest({ callers: { AKIABLIND: { denied: ['lambda:ListTags'] } } });
  fake.control.seedFunction({ functionName: 'f', tags: { a: '1' } });
  const answer = await new LambdaClient(fake.clientOptions('AKIABLIND')).send(
    new GetFunctionCommand({ FunctionName: 'f' }),
  );
  expect(answer.Tags).toBeUndefined();
  expect(answer.TagsError?.ErrorCode).toBe('AccessDeniedException');
  expect(answer.TagsError?.Message).toContain('is not authorized to perform: lambda:ListTags on resource: arn:aws:');
});

test('an action that is denied to the caller is an AccessDeniedException that names it', async () => {
  await using fake = await startForTest({ callers: { AKIAREADER: { denied: ['lambda:UpdateFunctionCode'] } } });
  fake.control.seedFunction({ functionName: 'f' });
  await expect(new LambdaClient(fake.clientOptions('AKIAREADER')).send(update())).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('is not authorized to perform: lambda:UpdateFunctionCode on resource: arn:aws:'),
    $metadata: { httpStatusCode: 403 },
  });
});

test('an access key belongs to the account that the table says, and accounts do not see one another', async () => {
  await using fake = await startForTest({ callers: { AKIAOTHER: { account: '999999999999' } } });
  fake.control.seedFunction({ functionName: 'f' });
  await expect(
    new LambdaClient(fake.clientOptions('AKIAOTHER')).send(new GetFunctionCommand({ FunctionName: 'f' })),
  ).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('AssumeRole of a role that does not trust the caller is denied', async () => {
  await using fake = await startForTest();
  const RoleArn = 'arn:aws:iam::123456789012:role/f';
  fake.control.distrust(RoleArn);
  const sts = new STSClient(fake.clientOptions());
  await expect(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'joe' }))).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
});

test('a request without a signature is refused, and an operation that is not spoken here is named', async () => {
  await using fake = await startForTest();
  const unsigned = await fetch(`${fake.endpoint}/2015-03-31/functions`);
  expect(unsigned.status).toBe(403);
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/${TEST_REGION}/lambda/aws4_request`;
  const unknown = await fetch(`${fake.endpoint}/2016-08-19/account-settings`, { headers: { authorization } });
  expect(unknown.status).toBe(400);
  expect(await unknown.text()).toContain('GET /2016-08-19/account-settings');
});

test('a page in a browser is refused, and so is a host name that points here', async () => {
  await using fake = await startForTest();
  const status = (headers: OutgoingHttpHeaders) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = get(`${fake.endpoint}/_nx-lambda/calls`, { headers }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      });
      asked.once('error', reject);
    });
  expect(await status({})).toBe(200);
  expect(await status({ origin: 'https://example.com' })).toBe(403);
  expect(await status({ host: 'rebound.example.com' })).toBe(403);
});
