import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStacksCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { ContractCase } from '../contract-case.ts';

const bucket = (name: string, extra: object = {}) =>
  JSON.stringify({ Resources: { Store: { Type: 'AWS::S3::Bucket', Properties: { BucketName: name } } }, ...extra });

async function statusOf(client: CloudFormationClient, StackName: string) {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0]?.StackStatus;
}

async function changeSetOf(client: CloudFormationClient, input: Omit<CreateChangeSetCommandInput, 'ChangeSetName'>) {
  const made = await client.send(
    new CreateChangeSetCommand({ ChangeSetName: `set-${input.StackName ?? ''}`, ...input }),
  );
  return { made, described: await client.send(new DescribeChangeSetCommand({ ChangeSetName: made.Id })) };
}

export const STACK_LIFE_CASES: readonly ContractCase[] = [
  {
    behaviour: 'a change set of a new stack puts it into review and lists what is added',
    async run({ clients: { cloudFormation } }) {
      const { made, described } = await changeSetOf(cloudFormation, {
        StackName: 'reviewed',
        ChangeSetType: 'CREATE',
        TemplateBody: bucket('reviewed-store'),
      });
      expect(made.StackId).toMatch(/^arn:aws:cloudformation:eu-west-1:\d{12}:stack\/reviewed\//);
      expect(described).toMatchObject({
        Status: 'CREATE_COMPLETE',
        ExecutionStatus: 'AVAILABLE',
        StackName: 'reviewed',
      });
      expect(described.Changes).toMatchObject([
        {
          Type: 'Resource',
          ResourceChange: { Action: 'Add', LogicalResourceId: 'Store', ResourceType: 'AWS::S3::Bucket' },
        },
      ]);
      expect(await statusOf(cloudFormation, 'reviewed')).toBe('REVIEW_IN_PROGRESS');
    },
  },
  {
    behaviour: 'an executed change set makes the stack and its resources',
    async run({ clients: { cloudFormation, s3 } }) {
      const { made } = await changeSetOf(cloudFormation, {
        StackName: 'executed',
        ChangeSetType: 'CREATE',
        TemplateBody: bucket('executed-store'),
        Tags: [{ Key: 'owner', Value: 'joe' }],
      });
      await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: made.Id }));
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'executed' }));
      expect(Stacks).toMatchObject([{ StackStatus: 'CREATE_COMPLETE', Tags: [{ Key: 'owner', Value: 'joe' }] }]);
      await s3.send(new HeadBucketCommand({ Bucket: 'executed-store' }));
    },
  },
  {
    behaviour: 'CreateStack, UpdateStack and DeleteStack lead to their end states',
    async run({ clients: { cloudFormation } }) {
      const StackName = 'direct';
      await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: bucket('direct-one') }));
      expect(await statusOf(cloudFormation, StackName)).toBe('CREATE_COMPLETE');
      const both = {
        Resources: {
          Other: { Type: 'AWS::SQS::Queue' },
          Store: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'direct-one' } },
        },
      };
      await cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody: JSON.stringify(both) }));
      expect(await statusOf(cloudFormation, StackName)).toBe('UPDATE_COMPLETE');
      const { StackResources } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
      expect(new Set(StackResources?.map((each) => each.LogicalResourceId))).toEqual(new Set(['Store', 'Other']));
      await cloudFormation.send(new DeleteStackCommand({ StackName }));
      const { StackSummaries } = await cloudFormation.send(
        new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }),
      );
      expect(StackSummaries?.map((each) => each.StackName)).toContain(StackName);
    },
  },
  {
    behaviour: 'parameters, conditions, mappings and functions are evaluated',
    async run({ clients: { cloudFormation }, account, region }) {
      const template = {
        Parameters: {
          Stage: { Type: 'String', Default: 'dev' },
          Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
        },
        Mappings: { Sizes: { dev: { Size: 'small' }, prod: { Size: 'large' } } },
        Conditions: {
          IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
          IsDev: { 'Fn::Not': [{ Condition: 'IsProd' }] },
        },
        Resources: {
          Store: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': 'evaluated-${Stage}' } } },
          Never: { Type: 'AWS::S3::Bucket', Condition: 'IsProd' },
        },
        Outputs: {
          Name: { Value: { Ref: 'Store' } },
          Arn: { Value: { 'Fn::GetAtt': ['Store', 'Arn'] } },
          Joined: { Value: { 'Fn::Join': ['-', [{ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }]] } },
          Mapped: { Value: { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Size'] } },
          Chosen: { Value: { 'Fn::If': ['IsDev', 'yes', 'no'] } },
          Second: { Value: { 'Fn::Select': ['1', { 'Fn::Split': [':', 'x:y:z'] }] } },
          Encoded: { Value: { 'Fn::Base64': 'text' } },
          Absent: { Value: 'x', Condition: 'IsProd' },
        },
      };
      await cloudFormation.send(
        new CreateStackCommand({ StackName: 'evaluated', TemplateBody: JSON.stringify(template) }),
      );
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'evaluated' }));
      const outputs = Stacks?.[0]?.Outputs?.map((each) => [each.OutputKey, each.OutputValue] as const) ?? [];
      expect(Object.fromEntries(outputs)).toEqual({
        Name: 'evaluated-dev',
        Arn: 'arn:aws:s3:::evaluated-dev',
        Joined: `${region}-${account}`,
        Mapped: 'small',
        Chosen: 'yes',
        Second: 'y',
        Encoded: 'dGV4dA==',
      });
    },
  },
  {
    behaviour: 'an export of one stack is the import of another',
    async run({ clients: { cloudFormation } }) {
      const exported = { Outputs: { Name: { Value: { Ref: 'Store' }, Export: { Name: 'producer-store' } } } };
      await cloudFormation.send(
        new CreateStackCommand({ StackName: 'producer', TemplateBody: bucket('producer-store', exported) }),
      );
      const { Exports } = await cloudFormation.send(new ListExportsCommand({}));
      expect(Exports).toContainEqual(expect.objectContaining({ Name: 'producer-store', Value: 'producer-store' }));
      const consumer = {
        Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
        Outputs: { Seen: { Value: { 'Fn::ImportValue': 'producer-store' } } },
      };
      await cloudFormation.send(
        new CreateStackCommand({ StackName: 'consumer', TemplateBody: JSON.stringify(consumer) }),
      );
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'consumer' }));
      expect(Stacks?.[0]?.Outputs).toMatchObject([{ OutputKey: 'Seen', OutputValue: 'producer-store' }]);
    },
  },
  {
    behaviour: 'events come newest first and end with the state of the stack',
    async run({ clients: { cloudFormation } }) {
      await cloudFormation.send(new CreateStackCommand({ StackName: 'told', TemplateBody: bucket('told-store') }));
      const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: 'told' }));
      expect(StackEvents[0]).toMatchObject({
        ResourceType: 'AWS::CloudFormation::Stack',
        ResourceStatus: 'CREATE_COMPLETE',
      });
      expect(StackEvents.at(-1)).toMatchObject({ LogicalResourceId: 'told', ResourceStatus: 'CREATE_IN_PROGRESS' });
    },
  },
  {
    behaviour: 'the template comes back, and one resource is described by name',
    async run({ clients: { cloudFormation } }) {
      const TemplateBody = bucket('kept-store');
      await cloudFormation.send(new CreateStackCommand({ StackName: 'kept', TemplateBody }));
      const template = await cloudFormation.send(new GetTemplateCommand({ StackName: 'kept' }));
      expect(JSON.parse(template.TemplateBody ?? '')).toEqual(JSON.parse(TemplateBody));
      const { StackResourceDetail } = await cloudFormation.send(
        new DescribeStackResourceCommand({ StackName: 'kept', LogicalResourceId: 'Store' }),
      );
      expect(StackResourceDetail).toMatchObject({
        PhysicalResourceId: 'kept-store',
        ResourceStatus: 'CREATE_COMPLETE',
      });
    },
  },
  {
    behaviour: 'ValidateTemplate answers the parameters that a template declares',
    notMoto: 'it runs a linter, to which a parameter that is not used is an error',
    async run({ clients: { cloudFormation } }) {
      const TemplateBody = bucket('x', {
        Parameters: { Stage: { Type: 'String', Default: 'dev', Description: 'Which one' } },
      });
      const { Parameters } = await cloudFormation.send(new ValidateTemplateCommand({ TemplateBody }));
      expect(Parameters).toMatchObject([{ ParameterKey: 'Stage', DefaultValue: 'dev', Description: 'Which one' }]);
    },
  },
];
