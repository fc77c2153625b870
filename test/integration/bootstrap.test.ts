import { PutObjectCommand } from '@aws-sdk/client-s3';
import { BOOTSTRAP_STACK, BOOTSTRAP_TEMPLATE, type BootstrapReport } from '@nx-lambda/core';
import { type BootstrapRequest, bootstrap } from '@nx-lambda/operations';
import { expect, test } from 'vitest';
import { ACCOUNT, REGION, type StackWorld, startStackWorld } from './stack-world.ts';

const BUCKET = `nx-lambda-${ACCOUNT}-${REGION}`;

async function run(world: StackWorld, given: Partial<BootstrapRequest> = {}): Promise<BootstrapReport> {
  const request = { options: { accounts: [] }, template: BOOTSTRAP_TEMPLATE, dryRun: false, timeout: 60_000, ...given };
  world.now += 1000;
  const result = await bootstrap(request, world.removal, (event) => world.events.push(event));
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

test('the bucket is made once, with the name that nx.json needs, and a second run changes nothing', async () => {
  await using world = await startStackWorld();
  expect(await run(world)).toMatchObject({
    stack: { kind: 'created', failures: [] },
    bucket: BUCKET,
    option: '"artifactBucket": "nx-lambda-{account}-{region}"',
  });
  await world.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'a', ExpectedBucketOwner: ACCOUNT }));
  const again = await run(world, { options: { accounts: [], artifactBucket: BUCKET } });
  expect(again).toMatchObject({ stack: { kind: 'unchanged', changes: [] } });
  expect(again.option).toBeUndefined();
});

test('a dry run shows what would be made and leaves nothing behind', async () => {
  await using world = await startStackWorld();
  const report = await run(world, { dryRun: true });
  expect(report).toMatchObject({
    stack: { kind: 'planned', changes: [{ logicalId: 'Artifacts' }, { logicalId: 'ArtifactsPolicy' }] },
  });
  expect(await world.stacks()).toEqual([]);
});

test('a changed template updates the stack, but never so that the bucket goes', async () => {
  await using world = await startStackWorld();
  await run(world);
  const longer = BOOTSTRAP_TEMPLATE.replace('ExpirationInDays: 180', 'ExpirationInDays: 365');
  expect(await run(world, { template: longer })).toMatchObject({
    stack: { kind: 'updated', failures: [] },
  });
  const renamed = BOOTSTRAP_TEMPLATE.replace('nx-lambda-$', 'other-$');
  expect(await run(world, { template: renamed })).toMatchObject({
    stack: { kind: 'refused', failures: [{ code: 'NXL-PROVISION-REPLACEMENT' }] },
  });
});

test("somebody else's stack of that name, and an account that is not allowed, are refused", async () => {
  await using world = await startStackWorld();
  const denied = await run(world, { options: { accounts: ['210987654321'] } });
  expect(denied).toMatchObject({ stack: { kind: 'refused', failures: [{ code: 'NXL-PLAN-ACCOUNT' }] } });
  expect(world.cloud.control.calls.count({ service: 'cloudformation' })).toBe(0);
  await world.create(BOOTSTRAP_STACK, 'Resources:\n  Q: { Type: AWS::SQS::Queue }\n', {});
  expect(await run(world)).toMatchObject({
    stack: { kind: 'refused', failures: [{ code: 'NXL-PROVISION-NOT-BOOTSTRAP' }] },
  });
});
