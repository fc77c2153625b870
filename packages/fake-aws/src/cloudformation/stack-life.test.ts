import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startForTest, type TestStandIn } from '../stand-in-for-tests.ts';

const ORDERS = `
Parameters:
  Stage: { Type: String, Default: dev }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] }
  Create:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: { ZipFile: 'exports.handler = async () => 1;' }
      Environment: { Variables: { TABLE: !Ref Table, QUEUE: !Sub '\${Queue.Arn}/\${Stage}' } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: [] } }
  Queue: { Type: AWS::SQS::Queue }
  Store: { Type: AWS::S3::Bucket }
Outputs:
  FunctionArn: { Value: !GetAtt Create.Arn, Export: { Name: !Sub '\${AWS::StackName}-create' } }
`;

const client = (fake: TestStandIn) => new CloudFormationClient(fake.clientOptions());

async function apply(fake: TestStandIn, input: Partial<CreateChangeSetCommandInput> & { ChangeSetName: string }) {
  const cloudFormation = client(fake);
  const { Id, StackId } = await cloudFormation.send(
    new CreateChangeSetCommand({
      StackName: 'orders-joe',
      TemplateBody: ORDERS,
      Capabilities: ['CAPABILITY_IAM'],
      ...input,
    }),
  );
  await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  return { Id, StackId };
}

async function stackOf(fake: TestStandIn, StackName = 'orders-joe') {
  const { Stacks } = await client(fake).send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0];
}

test('a change set of a new stack makes its resources, and the functions run', async () => {
  await using fake = await startForTest();
  const cloudFormation = client(fake);
  const { Id } = await cloudFormation.send(
    new CreateChangeSetCommand({
      StackName: 'orders-joe',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: ORDERS,
      Capabilities: ['CAPABILITY_IAM'],
      Tags: [{ Key: 'nx-lambda:environment', Value: 'joe' }],
    }),
  );
  expect(await stackOf(fake)).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS' });
  const template = await cloudFormation.send(new GetTemplateCommand({ StackName: 'orders-joe' }));
  expect(template.TemplateBody).toBeUndefined();
  const described = await cloudFormation.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
  expect(described).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' });
  expect(described.Changes?.map((each) => each.ResourceChange?.Action)).toEqual(Array(5).fill('Add'));
  await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  const stack = await stackOf(fake);
  expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE', Outputs: [{ ExportName: 'orders-joe-create' }] });
  const { StackResources } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: 'orders-joe' }));
  expect(StackResources?.map((each) => each.ResourceStatus)).toEqual(Array(5).fill('CREATE_COMPLETE'));
  const name = StackResources?.find((each) => each.LogicalResourceId === 'Create')?.PhysicalResourceId ?? '';
  const lambda = new LambdaClient(fake.clientOptions());
  const { Configuration, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  expect(Configuration?.Environment?.Variables?.['QUEUE']).toMatch(/^arn:aws:sqs:us-east-1:123456789012:.*\/dev$/);
  expect(Tags).toMatchObject({ 'nx-lambda:environment': 'joe', 'aws:cloudformation:logical-id': 'Create' });
  expect((await lambda.send(new InvokeCommand({ FunctionName: name }))).StatusCode).toBe(200);
});

test('an update changes what differs, replaces what it must, and says so before', async () => {
  await using fake = await startForTest();
  await apply(fake, { ChangeSetName: 'first', ChangeSetType: 'CREATE' });
  const before = await client(fake).send(new DescribeStackResourcesCommand({ StackName: 'orders-joe' }));
  const changed = ORDERS.replace('KeySchema: []', 'KeySchema: [{ AttributeName: id, KeyType: HASH }]').replace(
    '  Store: { Type: AWS::S3::Bucket }\n',
    '  Topic: { Type: AWS::SNS::Topic }\n',
  );
  const { Id } = await client(fake).send(
    new CreateChangeSetCommand({
      StackName: 'orders-joe',
      ChangeSetName: 'second',
      TemplateBody: changed,
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  const { Changes } = await client(fake).send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
  const rows = Changes?.map(({ ResourceChange: each }) => [each?.LogicalResourceId, each?.Action, each?.Replacement]);
  expect(rows).toEqual([
    ['Table', 'Modify', 'True'],
    ['Create', 'Modify', 'False'],
    ['Topic', 'Add', undefined],
    ['Store', 'Remove', undefined],
  ]);
  await client(fake).send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  expect(await stackOf(fake)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  const after = await client(fake).send(new DescribeStackResourcesCommand({ StackName: 'orders-joe' }));
  const idOf = (rows: typeof after, id: string) =>
    rows.StackResources?.find((each) => each.LogicalResourceId === id)?.PhysicalResourceId;
  expect(idOf(after, 'Table')).not.toBe(idOf(before, 'Table'));
  expect(idOf(after, 'Create')).toBe(idOf(before, 'Create'));
  expect(idOf(after, 'Store')).toBeUndefined();
});

test('a change set without changes fails with the words of AWS', async () => {
  await using fake = await startForTest();
  await apply(fake, { ChangeSetName: 'first', ChangeSetType: 'CREATE' });
  const { Id } = await client(fake).send(
    new CreateChangeSetCommand({
      StackName: 'orders-joe',
      ChangeSetName: 'same',
      TemplateBody: ORDERS,
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  expect(await client(fake).send(new DescribeChangeSetCommand({ ChangeSetName: Id }))).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  });
  await expect(client(fake).send(new ExecuteChangeSetCommand({ ChangeSetName: Id }))).rejects.toMatchObject({
    name: 'InvalidChangeSetStatusException',
  });
});

const BROKEN = ORDERS.replace('Runtime: nodejs22.x', 'Runtime: cobol61.x');

test('a resource that fails rolls the new stack back, with the cause among its events', async () => {
  await using fake = await startForTest();
  await apply(fake, { ChangeSetName: 'first', ChangeSetType: 'CREATE', TemplateBody: BROKEN });
  expect(await stackOf(fake)).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  const { StackEvents = [] } = await client(fake).send(new DescribeStackEventsCommand({ StackName: 'orders-joe' }));
  expect(StackEvents[0]).toMatchObject({ ResourceStatus: 'ROLLBACK_COMPLETE', LogicalResourceId: 'orders-joe' });
  const failed = StackEvents.filter((each) => each.ResourceStatus === 'CREATE_FAILED');
  expect(failed.at(-1)).toMatchObject({
    LogicalResourceId: 'Create',
    ResourceStatusReason: expect.stringContaining('cobol61.x'),
  });
  expect(fake.control.functions()).toEqual([]);
  await expect(
    client(fake).send(
      new CreateChangeSetCommand({ StackName: 'orders-joe', ChangeSetName: 'x', TemplateBody: ORDERS }),
    ),
  ).rejects.toThrow(/is in ROLLBACK_COMPLETE state and can not be updated/);
});

test('a failed update brings back what was', async () => {
  await using fake = await startForTest();
  await apply(fake, { ChangeSetName: 'first', ChangeSetType: 'CREATE' });
  const [before] = fake.control.functions();
  await apply(fake, {
    ChangeSetName: 'second',
    TemplateBody: BROKEN.replace(
      'Queue: { Type: AWS::SQS::Queue }',
      'Queue: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: 5 } }',
    ).replace('Store: { Type', 'Other: { Type: AWS::S3::Bucket }\n  Store: { Type'),
  });
  const stack = await stackOf(fake);
  expect(stack).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
  const { StackResources = [] } = await client(fake).send(
    new DescribeStackResourcesCommand({ StackName: 'orders-joe' }),
  );
  expect(new Set(StackResources.map((each) => each.LogicalResourceId))).toEqual(
    new Set(['Create', 'Queue', 'Role', 'Store', 'Table']),
  );
  expect(fake.control.functions()).toMatchObject([{ runtime: 'nodejs22.x', codeSha256: before?.codeSha256 }]);
  await apply(fake, { ChangeSetName: 'third', Tags: [{ Key: 'a', Value: '1' }] });
  expect(await stackOf(fake)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', Tags: [{ Key: 'a', Value: '1' }] });
  expect(fake.control.functions()[0]?.tags).toMatchObject({ a: '1' });
});

test('resources come one after the other as time goes on, four times as fast in EXPRESS mode', async () => {
  await using fake = await startForTest({ resourceTime: 4000 });
  const cloudFormation = client(fake);
  const start = async (StackName: string, Mode: 'STANDARD' | 'EXPRESS') => {
    const { Id } = await cloudFormation.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody: ORDERS,
        Capabilities: ['CAPABILITY_IAM'],
        DeploymentConfig: { Mode },
      }),
    );
    expect(await cloudFormation.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))).toMatchObject({
      Status: 'CREATE_IN_PROGRESS',
    });
    return Id;
  };
  const standard = await start('standard', 'STANDARD');
  const express = await start('express', 'EXPRESS');
  fake.advance(4000);
  await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: standard }));
  await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: express }));
  fake.advance(2000);
  expect(await stackOf(fake, 'express')).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  expect(await stackOf(fake, 'standard')).toMatchObject({ StackStatus: 'CREATE_IN_PROGRESS' });
  fake.advance(6000);
  expect(await stackOf(fake, 'standard')).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: 'standard' }));
  const made = StackEvents.filter((each) => each.ResourceStatus === 'CREATE_COMPLETE').reverse();
  expect(made.map((each) => each.LogicalResourceId)).toEqual(['Role', 'Table', 'Queue', 'Store', 'Create', 'standard']);
  const times = made.map((each) => each.Timestamp?.getTime() ?? 0);
  expect((times[4] ?? 0) - (times[3] ?? 0)).toBe(4000);
});

test('EXPRESS mode leaves a failure as it is, unless rollback is asked for', async () => {
  await using fake = await startForTest();
  const first = { ChangeSetName: 'first', ChangeSetType: 'CREATE', TemplateBody: BROKEN } as const;
  await apply(fake, { ...first, DeploymentConfig: { Mode: 'EXPRESS' } });
  expect(await stackOf(fake)).toMatchObject({ StackStatus: 'CREATE_FAILED' });
  await apply(fake, { ChangeSetName: 'second', DeploymentConfig: { Mode: 'EXPRESS' } });
  expect(await stackOf(fake)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  await apply(fake, {
    ...first,
    StackName: 'orders-mary',
    DeploymentConfig: { Mode: 'EXPRESS', DisableRollback: false },
  });
  expect(await stackOf(fake, 'orders-mary')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
});

test('a stack with a bucket that is not empty stays, until the bucket is', async () => {
  await using fake = await startForTest();
  await apply(fake, { ChangeSetName: 'first', ChangeSetType: 'CREATE' });
  const { StackResources = [] } = await client(fake).send(
    new DescribeStackResourcesCommand({ StackName: 'orders-joe' }),
  );
  const Bucket = StackResources.find((each) => each.LogicalResourceId === 'Store')?.PhysicalResourceId ?? '';
  await new S3Client(fake.clientOptions()).send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  await client(fake).send(new DeleteStackCommand({ StackName: 'orders-joe' }));
  expect(await stackOf(fake)).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [Store]. ',
  });
  await client(fake).send(new DeleteStackCommand({ StackName: 'orders-joe', RetainResources: ['Store'] }));
  await expect(stackOf(fake)).rejects.toThrow('Stack with id orders-joe does not exist');
  expect(fake.control.functions()).toEqual([]);
});
