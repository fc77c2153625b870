import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import {
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startForTest, type TestStandIn, zipOf } from '../stand-in-for-tests.ts';

const ORIGINAL = zipOf({ 'index.js': 'exports.handler = async () => 1;' });
const EDITED = zipOf({ 'index.js': 'exports.handler = async () => 2;' });

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Create:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders-create
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: s3://packages/original.zip
      AutoPublishAlias: live
`;

async function provision(fake: TestStandIn, name: string, TemplateBody: string): Promise<void> {
  const cloudFormation = new CloudFormationClient(fake.clientOptions());
  const { Id } = await cloudFormation.send(
    new CreateChangeSetCommand({
      StackName: 'orders-joe',
      ChangeSetName: name,
      ChangeSetType: name === 'first' ? 'CREATE' : 'UPDATE',
      TemplateBody,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    }),
  );
  await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
}

async function statusOf(fake: TestStandIn): Promise<string | undefined> {
  const { Stacks } = await new CloudFormationClient(fake.clientOptions()).send(
    new DescribeStacksCommand({ StackName: 'orders-joe' }),
  );
  return Stacks?.[0]?.StackStatus;
}

async function startWithStack(): Promise<TestStandIn> {
  const fake = await startForTest();
  const s3 = new S3Client({ ...fake.clientOptions(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'packages' }));
  await s3.send(new PutObjectCommand({ Bucket: 'packages', Key: 'original.zip', Body: ORIGINAL }));
  await s3.send(new PutObjectCommand({ Bucket: 'packages', Key: 'edited.zip', Body: EDITED }));
  await provision(fake, 'first', TEMPLATE);
  return fake;
}

test('a stack update fails to publish code that was published beside it', async () => {
  await using fake = await startWithStack();
  const lambda = new LambdaClient(fake.clientOptions());
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'orders-create', ZipFile: EDITED }));
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'orders-create' }));
  await lambda.send(new UpdateAliasCommand({ FunctionName: 'orders-create', Name: 'live', FunctionVersion: Version }));
  expect(Version).toBe('2');
  await provision(fake, 'second', TEMPLATE.replace('original.zip', 'edited.zip'));
  expect(await statusOf(fake)).toBe('UPDATE_ROLLBACK_COMPLETE');
  const { StackEvents = [] } = await new CloudFormationClient(fake.clientOptions()).send(
    new DescribeStackEventsCommand({ StackName: 'orders-joe' }),
  );
  const failed = StackEvents.find((each) => each.ResourceStatus === 'CREATE_FAILED');
  expect(failed?.ResourceStatusReason).toContain(
    'A version for this Lambda function exists ( 2 ). Modify the function to create a new version.',
  );
});

test('a stack update publishes a version where code or settings are new', async () => {
  await using fake = await startWithStack();
  await provision(fake, 'second', TEMPLATE.replace('original.zip', 'edited.zip'));
  expect(await statusOf(fake)).toBe('UPDATE_COMPLETE');
  await provision(fake, 'third', `${TEMPLATE}      MemorySize: 256\n`.replace('original.zip', 'edited.zip'));
  expect(await statusOf(fake)).toBe('UPDATE_COMPLETE');
  const { Version } = await new LambdaClient(fake.clientOptions()).send(
    new PublishVersionCommand({ FunctionName: 'orders-create' }),
  );
  expect(Version).toBe('3');
});

test('the same code uploaded once more is no reason for a new version', async () => {
  await using fake = await startWithStack();
  const lambda = new LambdaClient(fake.clientOptions());
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'orders-create', ZipFile: ORIGINAL }));
  const publish = () =>
    lambda.send(new PublishVersionCommand({ FunctionName: 'orders-create', Description: 'once more' }));
  expect((await publish()).Version).toBe('1');
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'orders-create', ZipFile: EDITED }));
  expect((await publish()).Version).toBe('2');
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'orders-create', ZipFile: EDITED }));
  expect((await publish()).Version).toBe('2');
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'orders-create', ZipFile: ORIGINAL }));
  expect((await publish()).Version).toBe('3');
});
