import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackResourcesCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startForTest, type TestStandIn, zipOf } from '../stand-in-for-tests.ts';

const SAM = `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs22.x } }
Resources:
  Create:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      CodeUri: { Bucket: artifacts, Key: create.zip }
      Layers: [!Ref Libraries]
      Environment: { Variables: { TABLE: !Ref Table } }
  Libraries: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: { Bucket: artifacts, Key: create.zip } } }
  Table: { Type: AWS::Serverless::SimpleTable }
`;

async function changeSet(fake: TestStandIn, TemplateBody: string, capabilities = true) {
  const s3 = new S3Client(fake.clientOptions());
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
  await s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key: 'create.zip', Body: zipOf({ 'index.js': 'x' }) }));
  const client = new CloudFormationClient(fake.clientOptions());
  const { Id } = await client.send(
    new CreateChangeSetCommand({
      StackName: 'orders-joe',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody,
      ...(capabilities ? { Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] } : {}),
    }),
  );
  const described = await client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
  return { client, Id, described };
}

test('a SAM template becomes the resources that its transform makes', async () => {
  await using fake = await startForTest();
  const { client, Id } = await changeSet(fake, SAM);
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: 'orders-joe' }));
  const types = StackResources.map((each) => [each.ResourceType, each.ResourceStatus]);
  expect(new Map(types.map(([type, status]) => [type, status]))).toEqual(
    new Map([
      ['AWS::Lambda::LayerVersion', 'CREATE_COMPLETE'],
      ['AWS::DynamoDB::Table', 'CREATE_COMPLETE'],
      ['AWS::IAM::Role', 'CREATE_COMPLETE'],
      ['AWS::Lambda::Function', 'CREATE_COMPLETE'],
    ]),
  );
  expect(fake.control.functions()).toHaveLength(1);
});

test('a SAM template that its transform refuses fails the change set, as do capabilities that are missing', async () => {
  await using fake = await startForTest();
  const unknown = await changeSet(fake, SAM.replace('AWS::Serverless::SimpleTable', 'AWS::Serverless::Nothing'));
  expect(unknown.described).toMatchObject({
    Status: 'FAILED',
    StatusReason: expect.stringContaining('AWS::Serverless::Nothing'),
  });
  await using other = await startForTest();
  expect((await changeSet(other, SAM, false)).described).toMatchObject({
    Status: 'FAILED',
    StatusReason: 'Requires capabilities : [CAPABILITY_IAM]',
  });
});

test('AWS::LanguageExtensions writes loops out', async () => {
  await using fake = await startForTest();
  const { described } = await changeSet(
    fake,
    `
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: 'a,b' } }
Resources:
  Fn::ForEach::Queues:
    - Name
    - !Ref Names
    - Queue\${Name}: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub 'q-\${Name}', DelaySeconds: !Length [1, 2] } }
`,
  );
  expect(described.Changes?.map((each) => each.ResourceChange?.LogicalResourceId)).toEqual(['Queuea', 'Queueb']);
});

test('a SAM type without its transform is an unknown type', async () => {
  await using fake = await startForTest();
  await expect(changeSet(fake, SAM.replace('Transform: AWS::Serverless-2016-10-31', ''))).rejects.toThrow(
    /Invalid template property or properties \[Globals\]|Unrecognized resource types/,
  );
});
