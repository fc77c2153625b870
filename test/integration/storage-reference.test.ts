/** Functions that refer to their zips in the artifact bucket, in place of copies that Lambda keeps. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutBucketPolicyCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import type { AwsPorts } from '@nx-lambda/aws';
import type { DeployReport } from '@nx-lambda/core';
import { type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import { deployServices } from '@nx-lambda/operations';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  digestOf,
  REGION,
  type SampleFunction,
  sampleAws,
  sampleFunctions,
  samplePorts,
  sampleRequest,
  sampleZip,
  seedFunctions,
} from '../../tools/faults/sample-deployment.ts';

const BUCKET = 'zips';
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: [`arn:aws:s3:::${BUCKET}/*`],
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:us-east-1:123456789012:function:s0-anna-*' } },
    },
  ],
};
const functions: readonly SampleFunction[] = sampleFunctions(3);

let cloud: FakeAws;
let folder: string;
let aws: AwsPorts;
let s3: S3Client;
let lambda: LambdaClient;

beforeEach(async () => {
  cloud = await startFakeAws();
  folder = await mkdtemp(join(tmpdir(), 'nx-lambda-reference-'));
  aws = sampleAws(cloud.endpoint);
  const settings = {
    endpoint: cloud.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'AKIASAMPLE', secretAccessKey: 'sample' },
  };
  s3 = new S3Client({ ...settings, forcePathStyle: true });
  lambda = new LambdaClient(settings);
  seedFunctions(cloud, functions, ({ logicalId }) => sampleZip({ text: `old ${logicalId}` }));
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
});

afterEach(async () => {
  for (const client of [s3, lambda]) client.destroy();
  aws.close();
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

async function keepVersions(): Promise<void> {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }));
}

async function letLambdaRead(): Promise<void> {
  await s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: JSON.stringify(POLICY) }));
}

/** The first two functions have equal code. */
function newZip(logicalId: string): Uint8Array {
  return sampleZip({ text: logicalId === 'F2' ? 'other' : 'shared' });
}

async function deploy(storage: 'copy' | 'reference' = 'reference', zipOf = newZip): Promise<DeployReport> {
  const { options, ...request } = sampleRequest(functions);
  cloud.control.calls.reset();
  const report = await deployServices(
    { ...request, options: { ...options, artifactBucket: BUCKET, storage } },
    samplePorts(aws, folder, zipOf),
    () => undefined,
  );
  if (!report.ok) throw new Error(report.failures[0].message);
  return report.value;
}

async function sourceOf({ physicalName }: SampleFunction) {
  const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName: physicalName }));
  return Code?.ResolvedS3Object;
}

it('puts each zip once, and has the functions refer to the version that was put', async () => {
  await keepVersions();
  await letLambdaRead();
  const { counts, outcomes } = await deploy();
  expect(counts).toMatchObject({ updated: 3, failed: 0 });
  expect(outcomes).toMatchObject([{ upload: 's3' }, { upload: 's3' }, { upload: 's3' }]);
  expect(cloud.control.calls.count({ operation: 'PutObject' })).toBe(2);
  const sources = await Promise.all(functions.map(sourceOf));
  expect(sources).toMatchObject(
    functions.map(({ logicalId }) => ({
      S3Bucket: BUCKET,
      S3Key: `${Buffer.from(digestOf(newZip(logicalId)), 'base64').toString('hex')}.zip`,
      S3ObjectVersion: expect.stringMatching(/^\w+$/),
    })),
  );
});

it('finds objects that are there already, with their versions', async () => {
  await keepVersions();
  await letLambdaRead();
  await deploy();
  const before = await Promise.all(functions.map(sourceOf));
  const otherZip = (logicalId: string) => sampleZip({ text: `between ${logicalId}` });
  await deploy('copy', otherZip);
  expect(await Promise.all(functions.map(sourceOf))).toEqual([undefined, undefined, undefined]);
  expect((await deploy()).counts.updated).toBe(3);
  expect(cloud.control.calls.count({ operation: 'PutObject' })).toBe(0);
  expect(await Promise.all(functions.map(sourceOf))).toEqual(before);
});

it('fails before any update where the bucket keeps no versions', async () => {
  await letLambdaRead();
  const { outcomes } = await deploy();
  expect(outcomes.map((outcome) => 'failure' in outcome && outcome.failure.code)).toEqual(
    functions.map(() => 'NXL-DEPLOY-NO-VERSION'),
  );
  expect(cloud.control.calls.count({ operation: 'UpdateFunctionCode' })).toBe(0);
});

it('names the bucket policy where Lambda may not read the bucket', async () => {
  await keepVersions();
  const [first] = (await deploy()).outcomes;
  expect(first).toMatchObject({
    kind: 'failed',
    failure: { code: 'NXL-AWS-REJECTED', notes: [expect.stringContaining(`the policy of ${BUCKET} must allow`)] },
  });
  await letLambdaRead();
  expect((await deploy()).counts).toMatchObject({ updated: 3, failed: 0 });
});

it('is refused where no bucket is set', async () => {
  const { options, ...request } = sampleRequest(functions);
  const ports = samplePorts(aws, folder, newZip);
  const report = await deployServices(
    { ...request, options: { ...options, storage: 'reference' } },
    ports,
    () => undefined,
  );
  expect(report).toMatchObject({ ok: true, value: { counts: { refused: 3 } } });
  expect(cloud.control.calls.list({ mutating: true }).map(({ operation }) => operation)).not.toContain(
    'UpdateFunctionCode',
  );
});
