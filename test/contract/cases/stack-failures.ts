import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { expect } from 'vitest';
import { type ContractCase, failureOf } from '../contract-case.ts';

const queue = (extra: object = {}) => JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } }, ...extra });

export const STACK_FAILURE_CASES: readonly ContractCase[] = [
  {
    behaviour: 'a stack that exists is not created again',
    async run({ clients: { cloudFormation } }) {
      const create = new CreateStackCommand({ StackName: 'twice', TemplateBody: queue() });
      await cloudFormation.send(create);
      expect(await failureOf(cloudFormation.send(create))).toMatchObject({
        name: 'AlreadyExistsException',
        status: 400,
      });
    },
  },
  {
    behaviour: 'an update without changes is refused with the words that tools look for',
    notMoto: 'it updates the stack all the same',
    async run({ clients: { cloudFormation } }) {
      const input = { StackName: 'unchanged', TemplateBody: queue() };
      await cloudFormation.send(new CreateStackCommand(input));
      const failure = await failureOf(cloudFormation.send(new UpdateStackCommand(input)));
      expect(failure).toEqual({ name: 'ValidationError', status: 400, message: 'No updates are to be performed.' });
    },
  },
  {
    behaviour: 'a change set without changes fails with the words that tools look for',
    notMoto: 'its change sets are complete even without changes',
    async run({ clients: { cloudFormation } }) {
      const input = { StackName: 'nothing-new', TemplateBody: queue() };
      await cloudFormation.send(new CreateStackCommand(input));
      const { Id } = await cloudFormation.send(new CreateChangeSetCommand({ ...input, ChangeSetName: 'same' }));
      const described = await cloudFormation.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
      expect(described).toMatchObject({
        Status: 'FAILED',
        StatusReason:
          "The submitted information didn't contain changes. Submit different information to create a change set.",
      });
    },
  },
  {
    behaviour: 'IAM resources need a capability, named ones another',
    notMoto: 'it asks for no capabilities',
    async run({ clients: { cloudFormation } }) {
      const template = (properties: object) =>
        JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties: properties } } });
      const create = (properties: object, Capabilities: 'CAPABILITY_IAM'[]) =>
        failureOf(
          cloudFormation.send(
            new CreateStackCommand({ StackName: 'roles', TemplateBody: template(properties), Capabilities }),
          ),
        );
      expect(await create({}, [])).toEqual({
        name: 'InsufficientCapabilitiesException',
        status: 400,
        message: 'Requires capabilities : [CAPABILITY_IAM]',
      });
      expect(await create({ RoleName: 'named' }, ['CAPABILITY_IAM'])).toMatchObject({
        message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
      });
    },
  },
  {
    behaviour: 'parameters that the template does not declare, or that have no value, are refused',
    notMoto: 'it takes unknown parameters',
    async run({ clients: { cloudFormation } }) {
      const TemplateBody = queue({ Parameters: { Stage: { Type: 'String' } } });
      const create = (ParameterKey: string) =>
        failureOf(
          cloudFormation.send(
            new CreateStackCommand({
              StackName: 'parameters',
              TemplateBody,
              Parameters: [{ ParameterKey, ParameterValue: 'x' }],
            }),
          ),
        );
      expect((await create('Stge')).message).toBe('Parameters: [Stge] do not exist in the template');
      const missing = failureOf(cloudFormation.send(new CreateStackCommand({ StackName: 'parameters', TemplateBody })));
      expect((await missing).message).toBe('Parameters: [Stage] must have values');
    },
  },
  {
    behaviour: 'a reference to nothing is refused before anything is made',
    notMoto: 'it makes the stack all the same',
    async run({ clients: { cloudFormation } }) {
      const TemplateBody = queue({ Outputs: { Name: { Value: { Ref: 'Nothing' } } } });
      const failure = await failureOf(
        cloudFormation.send(new CreateStackCommand({ StackName: 'dangling', TemplateBody })),
      );
      expect(failure.message).toBe(
        'Template format error: Unresolved resource dependencies [Nothing] in the Outputs block of the template',
      );
      expect((await failureOf(cloudFormation.send(new DescribeStacksCommand({ StackName: 'dangling' })))).name).toBe(
        'ValidationError',
      );
    },
  },
  {
    behaviour: 'a resource that fails rolls the new stack back and is named among its events',
    notMoto: 'a failing resource is an error of CreateStack itself',
    async run({ clients: { cloudFormation } }) {
      const StackName = 'failing';
      await cloudFormation.send(
        new CreateStackCommand({
          StackName,
          TemplateBody: JSON.stringify({
            Resources: {
              Queue: { Type: 'AWS::SQS::Queue' },
              Custom: { Type: 'Custom::Thing', DependsOn: 'Queue', Properties: { ServiceToken: 'x' } },
            },
          }),
        }),
      );
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
      expect(Stacks?.[0]?.StackStatus).toBe('ROLLBACK_COMPLETE');
      const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
      const told = StackEvents.map((each) => `${each.LogicalResourceId ?? ''} ${each.ResourceStatus ?? ''}`);
      expect(told).toEqual(expect.arrayContaining(['Custom CREATE_FAILED', 'Queue DELETE_COMPLETE']));
      const again = failureOf(cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody: queue() })));
      expect((await again).message).toMatch(/ is in ROLLBACK_COMPLETE state and can not be updated\.$/);
    },
  },
  {
    behaviour: 'an export in use may not go',
    notMoto: 'it deletes the exporting stack',
    async run({ clients: { cloudFormation } }) {
      const exporting = queue({ Outputs: { Arn: { Value: 'x', Export: { Name: 'used' } } } });
      const importing = queue({ Outputs: { Seen: { Value: { 'Fn::ImportValue': 'used' } } } });
      await cloudFormation.send(new CreateStackCommand({ StackName: 'exporting', TemplateBody: exporting }));
      await cloudFormation.send(new CreateStackCommand({ StackName: 'importing', TemplateBody: importing }));
      const failure = await failureOf(cloudFormation.send(new DeleteStackCommand({ StackName: 'exporting' })));
      expect(failure.message).toBe('Export used cannot be deleted as it is in use by importing');
    },
  },
  {
    behaviour: 'executing one change set ends all others of the stack',
    notMoto: 'change sets know nothing of one another',
    async run({ clients: { cloudFormation } }) {
      const set = (ChangeSetName: string) =>
        cloudFormation.send(
          new CreateChangeSetCommand({
            StackName: 'rivals',
            ChangeSetName,
            ChangeSetType: 'CREATE',
            TemplateBody: queue(),
          }),
        );
      const one = await set('one');
      const other = await set('other');
      await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: one.Id }));
      const failure = await failureOf(cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: other.Id })));
      expect(failure).toMatchObject({ name: 'InvalidChangeSetStatusException', status: 400 });
    },
  },
];
