import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  GetTemplateSummaryCommand,
  ListImportsCommand,
  ListStacksCommand,
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  paginateListExports,
  paginateListImports,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { startForTest, type TestStandIn } from '../stand-in-for-tests.ts';

const client = (fake: TestStandIn) => new CloudFormationClient(fake.clientOptions());

const create = (fake: TestStandIn, StackName: string, template: object) =>
  client(fake).send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));

async function pagesOf<T>(pages: AsyncIterable<T>, count: (page: T) => number): Promise<readonly number[]> {
  const counts: number[] = [];
  for await (const page of pages) counts.push(count(page));
  return counts;
}

const QUEUE = { Type: 'AWS::SQS::Queue' };
const many = (count: number) => Array.from({ length: count }, (_, index) => `Q${index}`);

test('exports, resources and events come in pages of a hundred, whole and once', async () => {
  await using fake = await startForTest();
  const names = many(120);
  await create(fake, 'large', {
    Resources: Object.fromEntries(names.map((name) => [name, QUEUE])),
    Outputs: Object.fromEntries(
      names.map((name) => [name, { Value: { Ref: name }, Export: { Name: `large-${name}` } }]),
    ),
  });
  const paginator = { client: client(fake) };
  const large = { StackName: 'large' };
  expect(await pagesOf(paginateListExports(paginator, {}), ({ Exports = [] }) => Exports.length)).toEqual([100, 20]);
  const resources = paginateListStackResources(paginator, large);
  expect(await pagesOf(resources, ({ StackResourceSummaries = [] }) => StackResourceSummaries.length)).toEqual([
    100, 20,
  ]);
  const ids = new Set<string | undefined>();
  for await (const { StackEvents = [] } of paginateDescribeStackEvents(paginator, large)) {
    for (const { EventId } of StackEvents) {
      expect(ids).not.toContain(EventId);
      ids.add(EventId);
    }
  }
  // Each resource begins and ends, and so does the stack.
  expect(ids.size).toBeGreaterThanOrEqual(2 * names.length + 2);
});

test('stacks and those that import an export come in pages, too', async () => {
  await using fake = await startForTest();
  await create(fake, 'base', {
    Resources: { Queue: QUEUE },
    Outputs: { Url: { Value: { Ref: 'Queue' }, Export: { Name: 'base-url' } } },
  });
  const importing = {
    Type: 'AWS::SSM::Parameter',
    Properties: { Type: 'String', Value: { 'Fn::ImportValue': 'base-url' } },
  };
  for (const name of many(103)) await create(fake, `user-${name}`, { Resources: { Seen: importing } });
  const paginator = { client: client(fake) };
  expect(await pagesOf(paginateDescribeStacks(paginator, {}), ({ Stacks = [] }) => Stacks.length)).toEqual([100, 4]);
  const imports = paginateListImports(paginator, { ExportName: 'base-url' });
  expect(await pagesOf(imports, ({ Imports = [] }) => Imports.length)).toEqual([100, 3]);
  const unused = client(fake).send(new ListImportsCommand({ ExportName: 'nobody' }));
  await expect(unused).rejects.toThrow("Export 'nobody' is not imported by any stack.");
});

test('stacks are listed by their status, and resources found by either name', async () => {
  await using fake = await startForTest();
  await create(fake, 'orders', { Resources: { Queue: QUEUE, Other: QUEUE } });
  await create(fake, 'broken', { Resources: { Wrong: { Type: 'Custom::Thing', Properties: { ServiceToken: 'x' } } } });
  const failed = await client(fake).send(new ListStacksCommand({ StackStatusFilter: ['ROLLBACK_COMPLETE'] }));
  expect(failed.StackSummaries).toMatchObject([{ StackName: 'broken' }]);
  const one = await client(fake).send(
    new DescribeStackResourceCommand({ StackName: 'orders', LogicalResourceId: 'Queue' }),
  );
  const PhysicalResourceId = one.StackResourceDetail?.PhysicalResourceId;
  const siblings = await client(fake).send(new DescribeStackResourcesCommand({ PhysicalResourceId }));
  expect(siblings.StackResources?.map(({ LogicalResourceId }) => LogicalResourceId).sort()).toEqual(['Other', 'Queue']);
});

test('a template is summed up: parameters, resource types, capabilities, transforms and metadata', async () => {
  await using fake = await startForTest();
  const template = {
    Transform: 'AWS::Serverless-2016-10-31',
    Metadata: { Team: 'checkout' },
    Parameters: {
      Stage: { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'joe'], Description: 'Whose' },
      Secret: { Type: 'String', NoEcho: true },
    },
    Resources: { Queue: QUEUE, Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } },
  };
  const TemplateBody = JSON.stringify(template);
  const summary = await client(fake).send(new GetTemplateSummaryCommand({ TemplateBody }));
  expect(summary).toMatchObject({
    Parameters: [
      {
        ParameterKey: 'Stage',
        DefaultValue: 'dev',
        Description: 'Whose',
        ParameterConstraints: { AllowedValues: ['dev', 'joe'] },
      },
      { ParameterKey: 'Secret', NoEcho: true },
    ],
    // What a transform will need is known only once it has run.
    Capabilities: ['CAPABILITY_AUTO_EXPAND'],
    DeclaredTransforms: ['AWS::Serverless-2016-10-31'],
    Metadata: '{"Team":"checkout"}',
  });
  expect([...(summary.ResourceTypes ?? [])].sort()).toEqual(['AWS::IAM::Role', 'AWS::SQS::Queue']);
  await create(fake, 'orders', { Metadata: { Team: 'orders' }, Resources: { Queue: QUEUE } });
  const ofStack = await client(fake).send(new GetTemplateSummaryCommand({ StackName: 'orders' }));
  expect(ofStack).toMatchObject({ Metadata: '{"Team":"orders"}', ResourceTypes: ['AWS::SQS::Queue'] });
});
