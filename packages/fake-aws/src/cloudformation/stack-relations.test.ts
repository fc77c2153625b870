import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startForTest, type TestStandIn } from '../stand-in-for-tests.ts';

const client = (fake: TestStandIn) => new CloudFormationClient(fake.clientOptions());

const create = (fake: TestStandIn, StackName: string, template: object, more: Partial<CreateStackCommandInput> = {}) =>
  client(fake).send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
      ...more,
    }),
  );

async function stackOf(fake: TestStandIn, StackName: string) {
  const { Stacks } = await client(fake).send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0];
}

const QUEUE = { Type: 'AWS::SQS::Queue' };
const FUNCTION = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::123456789012:role/r',
    Code: { ZipFile: 'exports.handler = async () => 1;' },
  },
};

async function nested(fake: TestStandIn, inner: object) {
  const s3 = new S3Client(fake.clientOptions());
  await s3.send(new CreateBucketCommand({ Bucket: 'templates' }));
  await s3.send(new PutObjectCommand({ Bucket: 'templates', Key: 'inner.json', Body: JSON.stringify(inner) }));
  return {
    Resources: {
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: 'https://templates.s3.us-east-1.amazonaws.com/inner.json',
          Parameters: { Stage: 'joe' },
        },
      },
      After: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::GetAtt': ['Inner', 'Outputs.Seen'] } } },
    },
  };
}

test('a nested stack is a stack of its own, with its outputs, the tags of its parent, and its end', async () => {
  await using fake = await startForTest({ resourceTime: 1000 });
  const outer = await nested(fake, {
    Parameters: { Stage: { Type: 'String' } },
    Resources: { Create: FUNCTION },
    Outputs: { Seen: { Value: { Ref: 'Stage' } } },
  });
  const { StackId } = await create(fake, 'outer', outer, { Tags: [{ Key: 'nx-lambda:environment', Value: 'joe' }] });
  fake.advance(10_000);
  expect(await stackOf(fake, 'outer')).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  const { StackResources = [] } = await client(fake).send(new DescribeStackResourcesCommand({ StackName: 'outer' }));
  const inner = StackResources.find((each) => each.LogicalResourceId === 'Inner')?.PhysicalResourceId ?? '';
  expect(await stackOf(fake, inner)).toMatchObject({
    ParentId: StackId,
    RootId: StackId,
    StackStatus: 'CREATE_COMPLETE',
  });
  expect(fake.control.functions()[0]?.tags).toMatchObject({
    'nx-lambda:environment': 'joe',
    'aws:cloudformation:stack-id': inner,
  });
  await client(fake).send(new DeleteStackCommand({ StackName: 'outer' }));
  fake.advance(10_000);
  expect(await stackOf(fake, inner)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
  expect(fake.control.functions()).toEqual([]);
});

test('a change set shows what it would do inside of nested stacks', async () => {
  await using fake = await startForTest();
  const outer = await nested(fake, {
    Parameters: { Stage: { Type: 'String', AllowedValues: ['joe'] } },
    Resources: { Create: FUNCTION },
    Outputs: { Seen: { Value: 'x' } },
  });
  const { Id } = await client(fake).send(
    new CreateChangeSetCommand({
      StackName: 'outer',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: JSON.stringify(outer),
      IncludeNestedStacks: true,
    }),
  );
  const { Changes } = await client(fake).send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
  const ChangeSetName = Changes?.find((each) => each.ResourceChange?.LogicalResourceId === 'Inner')?.ResourceChange
    ?.ChangeSetId;
  expect(await client(fake).send(new DescribeChangeSetCommand({ ChangeSetName }))).toMatchObject({
    ParentChangeSetId: Id,
    RootChangeSetId: Id,
    Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'Create' } }],
  });
  await expect(client(fake).send(new ExecuteChangeSetCommand({ ChangeSetName }))).rejects.toThrow('root change set');
  await client(fake).send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  expect(await stackOf(fake, 'outer')).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
});

test('a nested stack that fails takes its parent with it, and says why', async () => {
  await using fake = await startForTest();
  const outer = await nested(fake, {
    Parameters: { Stage: { Type: 'String' } },
    Resources: { Queue: QUEUE, Bad: { Type: 'Custom::Bad', Properties: {} } },
  });
  await create(fake, 'outer', { ...outer, Resources: { Inner: outer.Resources.Inner, Queue: QUEUE } });
  expect(await stackOf(fake, 'outer')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
  const { StackResources = [] } = await client(fake).send(new DescribeStackResourcesCommand({ StackName: 'outer' }));
  expect(StackResources.map((each) => each.ResourceStatus)).toEqual(['DELETE_COMPLETE', 'DELETE_COMPLETE']);
});

test('an export that another stack imports may not change', async () => {
  await using fake = await startForTest();
  const exporting = (value: string) => ({
    Resources: { Queue: QUEUE },
    Outputs: { Out: { Value: value, Export: { Name: 'shared' } } },
  });
  await create(fake, 'producer', exporting('one'));
  const Value = { 'Fn::ImportValue': 'shared' };
  await create(fake, 'consumer', { Resources: { Seen: { Type: 'AWS::SSM::Parameter', Properties: { Value } } } });
  const update = { StackName: 'producer', TemplateBody: JSON.stringify(exporting('two')) };
  await client(fake).send(new UpdateStackCommand(update));
  expect(await stackOf(fake, 'producer')).toMatchObject({
    StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
    Outputs: [{ OutputValue: 'one' }],
  });
  await expect(create(fake, 'second', exporting('x'))).resolves.toBeDefined();
  expect(await stackOf(fake, 'second')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
});

test('values of SSM and secrets reach resources, and neither the stack nor its change sets', async () => {
  await using fake = await startForTest();
  await create(fake, 'stores', {
    Resources: {
      Host: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/db/host', Value: 'db.example', Type: 'String' } },
      Secret: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { Name: 'db', SecretString: '{"password":"hunter2"}' },
      },
    },
  });
  const Variables = { HOST: { Ref: 'Host' }, PASSWORD: '{{resolve:secretsmanager:db:SecretString:password}}' };
  const create2 = { ...FUNCTION, Properties: { ...FUNCTION.Properties, Environment: { Variables } } };
  await create(fake, 'uses', {
    Parameters: { Host: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/db/host' } },
    Resources: { Create: create2 },
  });
  const stack = await stackOf(fake, 'uses');
  expect(stack).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    Parameters: [{ ParameterValue: '/db/host', ResolvedValue: 'db.example' }],
  });
  const name = fake.control.functions()[0]?.functionName ?? '';
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00';
  const reply = await fetch(`${fake.endpoint}/2015-03-31/functions/${name}/configuration`, {
    headers: { authorization },
  });
  expect(await reply.json()).toMatchObject({ Environment: { Variables: { HOST: 'db.example', PASSWORD: 'hunter2' } } });
});

test('a protected stack is not deleted', async () => {
  await using fake = await startForTest();
  await create(fake, 'kept', { Resources: { Queue: QUEUE } }, { EnableTerminationProtection: true });
  const remove = () => client(fake).send(new DeleteStackCommand({ StackName: 'kept' }));
  await expect(remove()).rejects.toThrow('Stack [kept] cannot be deleted while TerminationProtection is enabled');
  const off = new UpdateTerminationProtectionCommand({ StackName: 'kept', EnableTerminationProtection: false });
  await client(fake).send(off);
  await remove();
  await expect(stackOf(fake, 'kept')).rejects.toThrow('does not exist');
});

test('what was seeded is deleted like any other stack', async () => {
  await using fake = await startForTest();
  fake.control.seedStack({ stackName: 'seeded', resources: [{ logicalId: 'Api' }] });
  await client(fake).send(new DeleteStackCommand({ StackName: 'seeded' }));
  await expect(stackOf(fake, 'seeded')).rejects.toThrow('does not exist');
  expect(fake.control.functions()).toEqual([]);
});
