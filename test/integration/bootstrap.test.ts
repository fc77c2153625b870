import { GetBucketPolicyCommand, GetBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { BOOTSTRAP_STACK, BOOTSTRAP_TEMPLATE, type BootstrapReport } from '@nx-lambda/core';
import { type BootstrapRequest, bootstrap } from '@nx-lambda/operations';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
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

test('the bucket is private, encrypted, without versions, forgets what is old, and is for TLS and the account only', async () => {
  await using world = await startStackWorld();
  await run(world);
  const versioning = await world.s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }));
  expect(versioning.Status).toBeUndefined();
  const { Policy = '{}' } = await world.s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }));
  const everything = [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`];
  expect(JSON.parse(Policy)).toMatchObject({
    Statement: [
      { Effect: 'Deny', Principal: '*', Resource: everything, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Deny',
        Principal: '*',
        Resource: everything,
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } },
      },
    ],
  });
  const { properties } = bucketOf(BOOTSTRAP_TEMPLATE);
  expect(properties).toMatchObject({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: {
      Rules: [{ Status: 'Enabled', ExpirationInDays: 180, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } }],
    },
  });
  expect(properties).not.toHaveProperty('VersioningConfiguration');
});

/** The bucket as the template has it: of these settings the stand-in keeps a record only. */
function bucketOf(template: string): { readonly properties: unknown } {
  const document: unknown = parse(template, {
    customTags: ['!Sub', '!Ref', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text })),
  });
  return {
    properties: (document as { readonly Resources: { readonly Artifacts: { readonly Properties: unknown } } }).Resources
      .Artifacts.Properties,
  };
}

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
