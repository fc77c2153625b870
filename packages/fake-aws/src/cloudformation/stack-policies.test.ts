import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type UpdateStackCommandInput,
} from '@aws-sdk/client-cloudformation';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startForTest, type TestStandIn } from '../stand-in-for-tests.ts';

const client = (fake: TestStandIn) => new CloudFormationClient(fake.clientOptions());
const StackName = 'orders-joe';

async function create(fake: TestStandIn, Resources: object, more: Partial<CreateStackCommandInput> = {}) {
  const TemplateBody = JSON.stringify({ Resources });
  const { StackId } = await client(fake).send(new CreateStackCommand({ StackName, TemplateBody, ...more }));
  return statusOf(fake, StackId ?? '');
}

async function update(fake: TestStandIn, Resources: object, more: Partial<UpdateStackCommandInput> = {}) {
  const TemplateBody = JSON.stringify({ Resources });
  const { StackId } = await client(fake).send(new UpdateStackCommand({ StackName, TemplateBody, ...more }));
  return statusOf(fake, StackId ?? '');
}

async function statusOf(fake: TestStandIn, name: string) {
  const { Stacks } = await client(fake).send(new DescribeStacksCommand({ StackName: name }));
  return Stacks?.[0]?.StackStatus;
}

/** Of resources, newest first: `<logical id> <status>: <reason>`. */
async function told(fake: TestStandIn) {
  const { StackEvents = [] } = await client(fake).send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.map(
    (each) => `${each.LogicalResourceId ?? ''} ${each.ResourceStatus ?? ''}: ${each.ResourceStatusReason ?? ''}`,
  );
}

const queue = (Properties: object = {}, more: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties, ...more });
const BAD = { Bad: { Type: 'Custom::Bad', Properties: {} } };

test('what happens to a stack that fails is what was asked for', async () => {
  for (const [OnFailure, status] of [
    ['ROLLBACK', 'ROLLBACK_COMPLETE'],
    ['DO_NOTHING', 'CREATE_FAILED'],
    ['DELETE', 'DELETE_COMPLETE'],
  ] as const) {
    await using fake = await startForTest();
    expect(await create(fake, BAD, { OnFailure })).toBe(status);
  }
});

test('what is to be kept outlives its stack', async () => {
  await using fake = await startForTest();
  const Store = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'kept' }, DeletionPolicy: 'Retain' };
  const gone = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'gone' } };
  await create(fake, { Store, Gone: gone });
  await client(fake).send(new DeleteStackCommand({ StackName }));
  const s3 = new S3Client(fake.clientOptions());
  await s3.send(new HeadBucketCommand({ Bucket: 'kept' }));
  await expect(s3.send(new HeadBucketCommand({ Bucket: 'gone' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
  });
});

test('a resource with a name of its own is not replaced under the same name', async () => {
  await using fake = await startForTest();
  await create(fake, { Queue: queue({ QueueName: 'named.fifo' }) });
  const status = await update(fake, { Queue: queue({ QueueName: 'named.fifo', FifoQueue: true }) });
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await told(fake)).toContain(
    'Queue UPDATE_FAILED: CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename named.fifo and update the stack again.',
  );
});

test('nothing is replaced where rollback is disabled', async () => {
  await using fake = await startForTest();
  await create(fake, { Queue: queue() });
  const DeploymentConfig = { Mode: 'EXPRESS' } as const;
  expect(await update(fake, { Queue: queue({ FifoQueue: true }) }, { DeploymentConfig })).toBe('UPDATE_FAILED');
  expect(await told(fake)).toContain(
    'Queue UPDATE_FAILED: Replacement type updates not supported on stack with disable-rollback.',
  );
  const config = { DeploymentConfig: { ...DeploymentConfig, DisableRollback: false } };
  expect(await update(fake, { Queue: queue({ FifoQueue: true }) }, config)).toBe('UPDATE_COMPLETE');
});

test('the old resource goes last, unless its policy keeps it', async () => {
  await using fake = await startForTest();
  await create(fake, { One: queue(), Two: queue({}, { UpdateReplacePolicy: 'Retain' }) });
  const two = queue({ QueueName: 'two' }, { UpdateReplacePolicy: 'Retain' });
  expect(await update(fake, { One: queue({ QueueName: 'one' }), Two: two })).toBe('UPDATE_COMPLETE');
  const events = (await told(fake)).reverse();
  const at = (text: string) => events.findIndex((each) => each.startsWith(text));
  expect(at('One DELETE_COMPLETE')).toBeGreaterThan(at('orders-joe UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'));
  expect(at('Two DELETE_SKIPPED')).toBeGreaterThan(0);
  expect(at('Two DELETE_COMPLETE')).toBe(-1);
});

test('functions are made by the role that CloudFormation was given', async () => {
  await using fake = await startForTest();
  const Create = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/r',
      Code: { ZipFile: 'x' },
    },
  };
  await create(fake, { Create }, { RoleARN: 'arn:aws:iam::123456789012:role/deployer' });
  expect(fake.control.functions()[0]?.writes).toMatchObject([
    { callerArn: 'arn:aws:sts::123456789012:assumed-role/deployer/AWSCloudFormation' },
  ]);
  fake.control.distrust('arn:aws:iam::123456789012:role/other');
  await expect(
    create(fake, { Create }, { StackName: 'x', RoleARN: 'arn:aws:iam::123456789012:role/other' }),
  ).rejects.toThrow('is invalid or cannot be assumed');
});
