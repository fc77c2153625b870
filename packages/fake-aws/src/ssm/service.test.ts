import { expect, test } from 'vitest';
import { startForTest, type TestStandIn } from '../stand-in-for-tests.ts';

/** Spoken by hand: nothing else here needs a client for these services. */
async function call(fake: TestStandIn, service: string, target: string, body: object) {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;
  const reply = await fetch(fake.endpoint, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(body),
  });
  const answer: unknown = await reply.json();
  return { status: reply.status, answer };
}

test('parameters are put, read one by one and by path, in pages', async () => {
  await using fake = await startForTest();
  const names = Array.from({ length: 12 }, (_, index) => `/orders/joe/p${String(index).padStart(2, '0')}`);
  for (const Name of names) await call(fake, 'ssm', 'AmazonSSM.PutParameter', { Name, Value: 'v', Type: 'String' });
  expect((await call(fake, 'ssm', 'AmazonSSM.GetParameter', { Name: names[0] })).answer).toMatchObject({
    Parameter: { Name: names[0], Value: 'v', Version: 1, Type: 'String' },
  });
  const first = await call(fake, 'ssm', 'AmazonSSM.GetParametersByPath', { Path: '/orders/joe' });
  expect(first.answer).toMatchObject({
    NextToken: '10',
    Parameters: names.slice(0, 10).map((Name) => ({ Name, Value: 'v' })),
  });
  const last = await call(fake, 'ssm', 'AmazonSSM.GetParametersByPath', { Path: '/orders/joe', NextToken: '10' });
  expect(last.answer).toMatchObject({ Parameters: [{ Name: names[10] }, { Name: names[11] }] });
  expect((await call(fake, 'ssm', 'AmazonSSM.GetParametersByPath', { Path: '/orders' })).answer).toEqual({
    Parameters: [],
  });
  for (const wrong of [{ Path: '/orders', MaxResults: 11 }, { Path: '/orders', MaxResults: 0 }, { Path: 'orders' }]) {
    expect(await call(fake, 'ssm', 'AmazonSSM.GetParametersByPath', wrong)).toMatchObject({
      status: 400,
      answer: { __type: 'ValidationException' },
    });
  }
  expect(await call(fake, 'ssm', 'AmazonSSM.GetParameter', { Name: '/nowhere' })).toEqual({
    status: 400,
    answer: { __type: 'ParameterNotFound', message: '' },
  });
  expect((await call(fake, 'ssm', 'AmazonSSM.GetParameters', { Names: [names[0], '/x'] })).answer).toMatchObject({
    Parameters: [{ Name: names[0] }],
    InvalidParameters: ['/x'],
  });
});

test('a SecureString shows its value only to who asks for it', async () => {
  await using fake = await startForTest();
  await call(fake, 'ssm', 'AmazonSSM.PutParameter', { Name: '/key', Value: 'hunter2', Type: 'SecureString' });
  const veiled = await call(fake, 'ssm', 'AmazonSSM.GetParameter', { Name: '/key' });
  expect(JSON.stringify(veiled.answer)).not.toContain('hunter2');
  const open = await call(fake, 'ssm', 'AmazonSSM.GetParameter', { Name: '/key', WithDecryption: true });
  expect(open.answer).toMatchObject({ Parameter: { Value: 'hunter2' } });
});

test('secrets are made and read', async () => {
  await using fake = await startForTest();
  await call(fake, 'secretsmanager', 'secretsmanager.CreateSecret', { Name: 'db', SecretString: '{"password":"x"}' });
  const read = await call(fake, 'secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: 'db' });
  expect(read.answer).toMatchObject({ Name: 'db', SecretString: '{"password":"x"}' });
  expect(await call(fake, 'secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: 'no' })).toMatchObject({
    status: 400,
    answer: { __type: 'ResourceNotFoundException' },
  });
  expect(await call(fake, 'secretsmanager', 'secretsmanager.RotateSecret', {})).toMatchObject({ status: 400 });
});
