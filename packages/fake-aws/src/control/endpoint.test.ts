import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { startForTest, type TestStandIn } from '../stand-in-for-tests.ts';

async function ask(fake: TestStandIn, method: string, path: string, body?: unknown) {
  const reply = await fetch(`${fake.endpoint}/_nx-lambda${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: reply.status, body: parsed };
}

const ORDERS = {
  stackName: 'orders-joe',
  tags: { 'nx-lambda:environment': 'joe' },
  resources: [
    { logicalId: 'Api', physicalId: 'orders-joe-api', function: { handler: 'app.handler', architectures: ['arm64'] } },
    { logicalId: 'Gone', physicalId: 'orders-joe-gone', missing: true },
    { logicalId: 'Table', type: 'AWS::DynamoDB::Table' },
  ],
};

test('a seeded stack has its functions, with its own tags and the reserved ones', async () => {
  await using fake = await startForTest();
  expect((await ask(fake, 'POST', '/stacks', ORDERS)).status).toBe(201);
  const found = await new LambdaClient(fake.clientOptions()).send(
    new GetFunctionCommand({ FunctionName: 'orders-joe-api' }),
  );
  expect(found.Configuration).toMatchObject({ Handler: 'app.handler', Architectures: ['arm64'], State: 'Active' });
  expect(found.Tags).toEqual({
    'nx-lambda:environment': 'joe',
    'aws:cloudformation:stack-name': 'orders-joe',
    'aws:cloudformation:stack-id': expect.stringMatching(/^arn:aws:cloudformation:us-east-1:123456789012:stack\//),
    'aws:cloudformation:logical-id': 'Api',
  });
  expect((await ask(fake, 'GET', '/functions/orders-joe-gone')).status).toBe(404);
});

test('seeding a stack again keeps its id and its functions, and takes over what the seed says', async () => {
  await using fake = await startForTest();
  const first = fake.control.seedStack({ stackName: 's', resources: [{ logicalId: 'Api' }] });
  const name = first.resources[0]?.physicalId ?? '';
  const code = fake.control.functionFacts(name)?.codeSha256;
  const second = fake.control.seedStack({
    stackName: 's',
    tags: { a: '1' },
    resources: [{ logicalId: 'Api', function: { handler: 'other.handler' } }],
  });
  expect(second).toMatchObject({ id: first.id, status: 'UPDATE_COMPLETE', resources: [{ physicalId: name }] });
  expect(fake.control.functionFacts(name)).toMatchObject({
    handler: 'other.handler',
    codeSha256: code,
    tags: { a: '1' },
  });
});

test('settings, faults and callers are set, calls are listed, counted and forgotten over HTTP', async () => {
  await using fake = await startForTest();
  fake.control.seedFunction({ functionName: 'f', tags: { a: '1' } });
  expect((await ask(fake, 'POST', '/settings', { limits: true, updateTime: 5 })).body).toEqual({
    limits: true,
    latency: 0,
    updateTime: 5,
    createTime: 0,
    codeLocationStatus: 200,
    snapshotTime: 0,
    resourceTime: 0,
  });
  await ask(fake, 'POST', '/callers', { AKIABLIND: { denied: ['lambda:ListTags'] } });
  await ask(fake, 'POST', '/faults', { rules: [{ kind: 'throttle', operations: ['GetFunction'], nth: 2 }] });
  const getFunction = () =>
    new LambdaClient(fake.clientOptions('AKIABLIND')).send(new GetFunctionCommand({ FunctionName: 'f' }));
  expect((await getFunction()).TagsError).toBeDefined();
  await expect(getFunction()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  expect((await ask(fake, 'GET', '/calls?operation=GetFunction')).body).toMatchObject([
    { status: 200, faults: [] },
    { status: 429, faults: ['throttle'], error: 'TooManyRequestsException' },
  ]);
  expect((await ask(fake, 'GET', '/calls?mutating=true')).body).toEqual([]);
  expect((await ask(fake, 'GET', '/calls/counts')).body).toEqual({ 'lambda:GetFunction': 2 });
  await ask(fake, 'DELETE', '/calls');
  expect((await ask(fake, 'GET', '/calls')).body).toEqual([]);
  expect((await ask(fake, 'POST', '/idle')).status).toBe(204);
});

test('a misspelt or wrong member is refused with what there is', async () => {
  await using fake = await startForTest();
  const wrong = [
    ['/stacks', { stackName: 's', resource: [] }, 'Unknown member resource'],
    ['/stacks', { resources: [] }, 'Member stackName is missing'],
    ['/functions', { functionName: 'f', packageType: 'Jar' }, 'not one of Zip, Image'],
    ['/settings', { latency: -1 }, 'Member latency is not a number from 0 up'],
    ['/faults', [], 'is not an object'],
    ['/faults', { rules: [{ kind: 'nap' }] }, 'not one of throttle'],
  ] as const;
  for (const [path, body, message] of wrong) {
    expect(await ask(fake, 'POST', path, body)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(message) },
    });
  }
  expect(await ask(fake, 'PATCH', '/stacks')).toMatchObject({ status: 404 });
});
