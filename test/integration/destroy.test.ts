import { UpdateStackCommand, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import type { DestroyReport } from '@nx-lambda/core';
import { type DestroyRequest, destroyServices } from '@nx-lambda/operations';
import { expect, test } from 'vitest';
import { ACCOUNT, type StackWorld, startStackWorld, tagsOf } from './stack-world.ts';

const NETWORK = `
Resources:
  Bus: { Type: AWS::SNS::Topic }
Outputs:
  Bus: { Value: !Ref Bus, Export: { Name: !Sub '\${AWS::StackName}-bus' } }
`;
const ORDERS = `
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: { Tags: [{ Key: bus, Value: !ImportValue network-anna-bus }] }
`;
const FILES = `
Resources:
  Uploads: { Type: AWS::S3::Bucket, Properties: { BucketName: uploads-anna } }
  Archive: { Type: AWS::S3::Bucket, DeletionPolicy: Retain, Properties: { BucketName: archive-anna } }
  Queue: { Type: AWS::SQS::Queue }
`;

function request(given: Partial<DestroyRequest> = {}): DestroyRequest {
  return {
    environment: { name: 'anna', origin: '--environment' },
    services: [{ service: { name: 'files' }, after: [] }],
    options: { stackName: '{service}-{environment}', accounts: [], protect: ['prod'], concurrency: 4 },
    emptyBuckets: false,
    dryRun: false,
    mode: 'express',
    timeout: 60_000,
    ...given,
  };
}

async function destroy(world: StackWorld, given: Partial<DestroyRequest> = {}): Promise<DestroyReport> {
  const result = await destroyServices(request(given), world.removal, (event) => world.events.push(event));
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

const told = ({ stacks }: DestroyReport) =>
  stacks.map(({ stackName, kind, failures }) => [stackName, kind, ...failures.map(({ code }) => code)].join(' '));

const both = [
  { service: { name: 'network' }, after: [] },
  { service: { name: 'orders' }, after: [] },
];

test('a stack goes with all it has, and what is retained is listed', async () => {
  await using world = await startStackWorld();
  await world.create('files-anna', FILES);
  const report = await destroy(world);
  expect(report).toMatchObject({ command: 'destroy-feature', environment: 'anna', accountId: ACCOUNT, dryRun: false });
  expect(report.stacks).toMatchObject([
    {
      service: 'files',
      kind: 'removed',
      resources: 3,
      retained: [{ logicalId: 'Archive', type: 'AWS::S3::Bucket', physicalId: 'archive-anna' }],
    },
  ]);
  expect(await world.stacks()).toEqual([]);
  expect(world.events.some((event) => event.type === 'stack-event')).toBe(true);
});

test('a stack that is not there is a success, the second time too', async () => {
  await using world = await startStackWorld();
  await world.create('files-anna', FILES);
  await destroy(world);
  expect(told(await destroy(world))).toEqual(['files-anna absent']);
});

test('buckets with content keep a stack until they may be emptied, and none that is retained is', async () => {
  await using world = await startStackWorld();
  await world.create('files-anna', FILES);
  await world.fill('uploads-anna', ['a', 'b/ü']);
  await world.fill('archive-anna', ['kept']);
  const refused = await destroy(world);
  expect(told(refused)).toEqual(['files-anna refused NXL-PROVISION-BUCKETS']);
  expect(refused.stacks[0]?.failures[0]?.message).toContain('uploads-anna.');
  expect(
    world.cloud.control.calls.list({ mutating: true }).filter(({ operation }) => /Delete/.test(operation)),
  ).toEqual([]);
  const report = await destroy(world, { emptyBuckets: true });
  expect(report.stacks).toMatchObject([{ kind: 'removed', emptied: [{ bucket: 'uploads-anna', objects: 2 }] }]);
  expect(await world.aws.buckets.isEmpty('archive-anna', ACCOUNT)).toEqual({ ok: true, value: false });
});

test('who imports goes before who exports, whatever the order of the services', async () => {
  await using world = await startStackWorld();
  await world.create('network-anna', NETWORK);
  await world.create('orders-anna', ORDERS);
  expect(told(await destroy(world, { services: both }))).toEqual(['network-anna removed', 'orders-anna removed']);
  const order = world.events.flatMap((event) => (event.type === 'stack-removed' ? event.outcome.stackName : []));
  expect(order).toEqual(['orders-anna', 'network-anna']);
});

test('an export that others import keeps its stack, and they are named', async () => {
  await using world = await startStackWorld();
  await world.create('network-anna', NETWORK);
  await world.create('orders-anna', ORDERS);
  const report = await destroy(world, { services: both.slice(0, 1) });
  expect(report.stacks[0]?.failures).toMatchObject([
    {
      code: 'NXL-PROVISION-IMPORTED',
      message: "The stack network-anna can't be removed: orders-anna import from it.",
      notes: ['network-anna-bus is imported by orders-anna'],
    },
  ]);
  expect(await world.stacks()).toEqual(['network-anna', 'orders-anna']);
});

test('what a stack needs that stays is left alone', async () => {
  await using world = await startStackWorld();
  await world.create('network-anna', NETWORK);
  await world.create('orders-anna', ORDERS, tagsOf('anna'), { EnableTerminationProtection: true });
  expect(told(await destroy(world, { services: both }))).toEqual([
    'network-anna not-started NXL-PROVISION-STILL-NEEDED',
    'orders-anna refused NXL-PROVISION-TERMINATION-PROTECTED',
  ]);
  const after = [
    { service: { name: 'base' }, after: ['orders'] },
    { service: { name: 'orders' }, after: [] },
  ];
  await world.create('base-anna', FILES);
  expect(told(await destroy(world, { services: after }))).toEqual([
    'base-anna not-started NXL-PROVISION-STILL-NEEDED',
    'orders-anna refused NXL-PROVISION-TERMINATION-PROTECTED',
  ]);
  await world.cloudFormation.send(
    new UpdateTerminationProtectionCommand({ StackName: 'orders-anna', EnableTerminationProtection: false }),
  );
  expect(told(await destroy(world, { services: both }))).toEqual(['network-anna removed', 'orders-anna removed']);
});

test.each([
  ['without a tag', {}, 'NXL-PROVISION-NOT-FEATURE'],
  ['of another environment', tagsOf('ben'), 'NXL-PROVISION-OTHER-ENVIRONMENT'],
  ['of another service', tagsOf('anna', 'images'), 'NXL-PROVISION-OTHER-SERVICE'],
])('a stack %s is refused', async (_what, tags, code) => {
  await using world = await startStackWorld();
  await world.create('files-anna', FILES, tags);
  expect(told(await destroy(world, { emptyBuckets: true }))).toEqual([`files-anna refused ${code}`]);
  expect(await world.stacks()).toEqual(['files-anna']);
});

test('an operation that is under way is waited for, and the stack is removed then', async () => {
  await using world = await startStackWorld();
  await world.create('files-anna', 'Resources:\n  Queue: { Type: AWS::SQS::Queue }\n');
  world.cloud.control.change({ resourceTime: 30_000 });
  await world.cloudFormation.send(
    new UpdateStackCommand({
      StackName: 'files-anna',
      TemplateBody: 'Resources:\n  Queue: { Type: AWS::SQS::Queue }\n  Topic: { Type: AWS::SNS::Topic }\n',
      Tags: Object.entries(tagsOf('anna')).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  expect(told(await destroy(world))).toEqual(['files-anna removed']);
  expect(world.events).toContainEqual({
    type: 'stack-waiting',
    service: 'files',
    stackName: 'files-anna',
    status: 'UPDATE_IN_PROGRESS',
  });
  expect(await world.stacks()).toEqual([]);
});

test('what is left of a creation that failed is removed as well', async () => {
  await using world = await startStackWorld();
  const broken = 'Resources:\n  Wrong: { Type: Custom::Thing, Properties: { ServiceToken: nowhere } }\n';
  await expect(world.create('files-anna', broken)).rejects.toThrow('ROLLBACK_COMPLETE');
  expect(told(await destroy(world))).toEqual(['files-anna removed']);
});

test('a protected name and an account that is not allowed are refused before anything is read', async () => {
  await using world = await startStackWorld();
  await world.create('files-anna', FILES);
  world.cloud.control.calls.reset();
  const { options } = request();
  const refused = await destroy(world, { options: { ...options, protect: ['files-*'] } });
  expect(told(refused)).toEqual(['files-anna refused NXL-PLAN-PROTECTED']);
  const elsewhere = await destroy(world, { options: { ...options, accounts: ['210987654321'] } });
  expect(told(elsewhere)).toEqual(['files-anna refused NXL-PLAN-ACCOUNT']);
  expect(Object.keys(world.cloud.control.calls.counts())).toEqual(['sts:GetCallerIdentity']);
});

test('a dry run tells what would go and removes nothing', async () => {
  await using world = await startStackWorld();
  await world.create('files-anna', FILES);
  await world.fill('uploads-anna', ['a']);
  expect(told(await destroy(world, { dryRun: true }))).toEqual(['files-anna refused NXL-PROVISION-BUCKETS']);
  const report = await destroy(world, { dryRun: true, emptyBuckets: true });
  expect(report.stacks).toMatchObject([{ kind: 'planned', emptied: [{ bucket: 'uploads-anna' }], resources: 3 }]);
  expect(await world.stacks()).toEqual(['files-anna']);
});

test('a removal that fails tells the resource that would not go', async () => {
  await using world = await startStackWorld();
  await world.create('files-anna', FILES);
  // Somebody fills the bucket after it was looked at.
  const { removal } = world;
  const racing = {
    ...removal,
    stacks: {
      ...removal.stacks,
      importers: async (names: readonly string[]) => {
        await world.fill('uploads-anna', ['late']);
        return removal.stacks.importers(names);
      },
    },
  };
  const result = await destroyServices(request(), racing, () => undefined);
  expect(result.ok ? result.value.stacks : []).toMatchObject([
    {
      kind: 'failed',
      failures: [{ code: 'NXL-PROVISION-FAILED', message: expect.stringMatching(/^Uploads .*not empty/) }],
    },
  ]);
  expect(told(await destroy(world, { emptyBuckets: true }))).toEqual(['files-anna removed']);
});

test('an interruption leaves what has begun to the cloud and begins nothing new', async () => {
  await using world = await startStackWorld();
  await world.create('network-anna', NETWORK);
  await world.create('orders-anna', ORDERS);
  world.cloud.control.change({ resourceTime: 60_000 });
  const controller = new AbortController();
  const result = await destroyServices(
    request({ services: both }),
    world.removal,
    (event) => event.type === 'stack-event' && controller.abort(),
    controller.signal,
  );
  expect(result.ok ? told(result.value) : result.failures).toEqual([
    'network-anna not-started NXL-PROVISION-STILL-NEEDED',
    'orders-anna interrupted NXL-PROVISION-INTERRUPTED',
  ]);
});
