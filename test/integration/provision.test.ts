/** What provisioning makes of stacks: on the stand-in's CloudFormation, through the real adapters. */
import { ENVIRONMENT_TAG, type StackOutcome } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Provisioning, SAM, shaOf, startProvisioning } from '../support/provisioning.ts';

const FUNCTION = `  Api:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: app.handler
      Runtime: nodejs22.x
`;
const TABLE = `  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`;
const QUEUE = '  Queue: { Type: AWS::SQS::Queue }\n';
const OUTPUTS = 'Outputs:\n  QueueUrl: { Value: !Ref Queue }\n';

let sample: Provisioning;

beforeEach(async () => {
  sample = await startProvisioning({ resourceTime: 2000 });
  await sample.write('orders/app.js', 'exports.handler = async () => 1;\n');
});
afterEach(() => sample.stop());

const template = (resources: string, rest = '') =>
  sample.write('orders/template.yaml', `${SAM}Resources:\n${resources}${rest}`);
const codes = ({ failures }: StackOutcome) => failures.map(({ code }) => code);
const stack = () => sample.stack('orders-anna');
const kinds = ({ changes }: StackOutcome) => changes.map(({ kind, logicalId }) => `${kind} ${logicalId}`);

describe('a stack that is not there', () => {
  it('is made with its functions, code and tags', async () => {
    await template(`${FUNCTION}${QUEUE}`, OUTPUTS);
    const outcome = await sample.provision();
    expect(outcome).toMatchObject({ kind: 'created', failures: [], expires: '2026-12-06' });
    expect(kinds(outcome)).toEqual(['add Api', 'add ApiRole', 'add Queue']);
    expect(outcome.outputs).toMatchObject([{ key: 'QueueUrl' }]);
    const [fn] = sample.fake.control.functions();
    expect(fn).toMatchObject({ codeSha256: shaOf('old'), handler: 'app.handler' });
    expect(fn?.tags).toMatchObject({
      [ENVIRONMENT_TAG]: 'anna',
      'nx-lambda:owner': 'anna',
      'nx-lambda:service': 'orders',
      'nx-lambda:expires': '2026-12-06',
    });
    expect(await stack()).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  it('needs nothing from deploy-feature afterwards', async () => {
    await template(FUNCTION);
    await sample.provision();
    sample.fake.control.calls.reset();
    const deployed = await sample.deploy();
    expect(deployed.outcomes).toMatchObject([{ kind: 'skipped', reason: 'same code' }]);
    expect(sample.writes()).toEqual([]);
  });

  it('is told event by event, with signs of life', async () => {
    await template(QUEUE);
    await sample.provision({ mode: 'standard' });
    const types = new Set(sample.events.map(({ type }) => type));
    expect([...types]).toEqual([
      'provision-started',
      'stack-planned',
      'stack-event',
      'stack-progress',
      'stack-settled',
      'provision-finished',
    ]);
    const progress = sample.events.find((event) => event.type === 'stack-progress');
    expect(progress).toMatchObject({ settled: 0, total: 1, running: [{ logicalId: 'Queue' }], isTakenBack: false });
  });

  it('leaves nothing behind of a dry run', async () => {
    await template(`${FUNCTION}${QUEUE}`);
    const outcome = await sample.provision({ dryRun: true });
    expect(outcome.kind).toBe('planned');
    expect(kinds(outcome)).toEqual(['add Api', 'add ApiRole', 'add Queue']);
    expect(await stack()).toBeUndefined();
    expect(sample.writes()).not.toContain('ExecuteChangeSet');
  });

  it('that somebody else’s change set has put into review stays in review after a dry run', async () => {
    await template(QUEUE);
    const theirs = await sample.aws.stackOperations.createChangeSet({
      stackName: 'orders-anna',
      changeSetName: 'theirs',
      kind: 'create',
      template: { kind: 'text', text: `Resources:\n${QUEUE}` },
      parameters: [],
      tags: {},
      mode: 'standard',
      nestedStacks: false,
    });
    expect((await sample.provision({ dryRun: true })).kind).toBe('planned');
    expect(await stack()).toMatchObject({ status: 'REVIEW_IN_PROGRESS' });
    expect(theirs.ok && (await sample.aws.stackOperations.describeChangeSet(theirs.value.id)).ok).toBe(true);
    expect((await sample.provision()).kind).toBe('created');
  });
});

describe('a stack that is there', () => {
  it('is unchanged in few calls where nothing differs', async () => {
    await template(`${FUNCTION}${QUEUE}`, OUTPUTS);
    await sample.provision();
    sample.fake.control.calls.reset();
    const outcome = await sample.provision();
    expect(outcome).toMatchObject({ kind: 'unchanged', changes: [], outputs: [{ key: 'QueueUrl' }] });
    const counts = sample.fake.control.calls.counts();
    expect(counts).not.toHaveProperty('cloudformation:ExecuteChangeSet');
    expect(counts).toMatchObject({ 'cloudformation:CreateChangeSet': 1, 'cloudformation:DescribeStacks': 1 });
  });

  it('is changed by what the template says anew, and the rest stays', async () => {
    await template(QUEUE);
    await sample.provision();
    const before = await stack();
    await template(`${QUEUE}${TABLE}`);
    const outcome = await sample.provision();
    expect(outcome.kind).toBe('updated');
    expect(kinds(outcome)).toEqual(['add Table']);
    expect(await stack()).toMatchObject({ id: before?.id, status: 'UPDATE_COMPLETE' });
  });

  it('is renewed by a later expiry alone', async () => {
    await template(QUEUE);
    await sample.provision();
    expect((await sample.provision({ tags: { owner: 'anna', expires: '2027-01-01' } })).kind).toBe('updated');
    expect((await stack())?.tags).toMatchObject({ 'nx-lambda:expires': '2027-01-01' });
  });

  it('keeps tags that others gave it', async () => {
    const { stackOperations } = sample.aws;
    await template(QUEUE);
    await sample.provision();
    const text = `Resources:\n${QUEUE}${TABLE}`;
    const tags = { ...(await stack())?.tags, team: 'checkout' };
    const made = await stackOperations.createChangeSet({
      stackName: 'orders-anna',
      changeSetName: 'tagging',
      kind: 'update',
      template: { kind: 'text', text },
      parameters: [],
      tags,
      mode: 'express',
      nestedStacks: false,
    });
    if (!made.ok) throw new Error(made.failures[0].message);
    await sample.clock.wait(10_000);
    await stackOperations.executeChangeSet(made.value.id, 'theirs');
    await sample.provision({ allowReplacement: true });
    expect((await stack())?.tags).toMatchObject({ team: 'checkout', [ENVIRONMENT_TAG]: 'anna' });
  });

  it('is waited for while another operation is under way', async () => {
    await template(QUEUE);
    await sample.provision({ mode: 'standard' });
    await template(`${QUEUE}${TABLE}`);
    const first = sample.provision({ mode: 'standard' });
    const begun = new Promise<void>((resolve) => {
      sample.onWait = () => {
        if (sample.writes().filter((operation) => operation === 'ExecuteChangeSet').length === 2) resolve();
      };
    });
    await begun;
    const second = await sample.provision({ mode: 'standard' });
    expect((await first).kind).toBe('updated');
    expect(second.kind).toBe('unchanged');
  });
});

describe('data is not lost unasked', () => {
  const other = TABLE.replace('AttributeName: id, KeyType', 'AttributeName: key, KeyType').replace(
    'AttributeName: id, AttributeType',
    'AttributeName: key, AttributeType',
  );

  beforeEach(async () => {
    await template(`${QUEUE}${TABLE}`);
    await sample.provision();
  });

  it('a table that would be replaced is refused, and nothing is changed or left', async () => {
    await template(`${QUEUE}${other}`);
    const outcome = await sample.provision();
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(codes(outcome)).toEqual(['NXL-PROVISION-REPLACEMENT']);
    expect(outcome.failures[0]?.message).toContain('Table (AWS::DynamoDB::Table)');
    expect(await stack()).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(sample.writes().at(-1)).toBe('DeleteChangeSet');
  });

  it.each(['express', 'standard'] as const)('is replaced with --allow-replacement in %s mode', async (mode) => {
    await template(`${QUEUE}${other}`);
    const outcome = await sample.provision({ allowReplacement: true, mode });
    expect(outcome).toMatchObject({ kind: 'updated', changes: [{ kind: 'replace', logicalId: 'Table' }] });
  });

  it('a table that would be removed is refused, one that is retained is not', async () => {
    await template(QUEUE);
    expect(codes(await sample.provision())).toEqual(['NXL-PROVISION-REPLACEMENT']);
    await template(`${QUEUE}${TABLE.replace('Table\n', 'Table\n    DeletionPolicy: Retain\n')}`);
    expect((await sample.provision()).kind).toBe('updated');
    await template(QUEUE);
    expect((await sample.provision()).kind).toBe('updated');
  });
});

describe('what fails', () => {
  const broken = '  Wrong:\n    Type: Custom::Thing\n    Properties: { ServiceToken: nowhere }\n';

  it('tells the first real cause with its place in the template, and is taken back', async () => {
    await template(QUEUE);
    await sample.provision();
    await template(`${QUEUE}${TABLE}${broken}`);
    const outcome = await sample.provision();
    expect(outcome.kind).toBe('failed');
    expect(outcome.failures).toMatchObject([
      {
        code: 'NXL-PROVISION-FAILED',
        message: expect.stringContaining('Wrong (Custom::Thing) of orders-anna failed'),
        place: { file: 'services/orders/template.yaml', lineText: '  Wrong:' },
      },
    ]);
    expect(await stack()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  });

  it('leaves a first creation that the next run removes and makes anew', async () => {
    await template(`${QUEUE}${broken}`);
    expect((await sample.provision()).kind).toBe('failed');
    const left = await stack();
    expect(left).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    await template(QUEUE);
    const dry = await sample.provision({ dryRun: true });
    expect(dry).toMatchObject({ kind: 'planned', notices: [{ code: 'NXL-PROVISION-REMAINS' }] });
    expect((await stack())?.id).toBe(left?.id);
    expect((await sample.provision()).kind).toBe('created');
    expect((await stack())?.id).not.toBe(left?.id);
  });

  it('is told by CloudFormation’s own words where it can’t even plan', async () => {
    await template('  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Nothing } }\n');
    const outcome = await sample.provision();
    expect(outcome.kind).toBe('failed');
    expect(codes(outcome)).toEqual(['NXL-PROVISION-CHANGE-SET']);
    expect(outcome.failures[0]?.message).toContain('Nothing');
    expect(await stack()).toBeUndefined();
  });

  it('a stack that is stuck half-way is refused with what to do', async () => {
    sample.fake.control.seedStack({
      stackName: 'orders-anna',
      region: 'us-east-1',
      tags: { [ENVIRONMENT_TAG]: 'anna' },
      status: 'UPDATE_ROLLBACK_FAILED',
      resources: [],
    });
    await template(QUEUE);
    expect(codes(await sample.provision())).toEqual(['NXL-PROVISION-STUCK']);
  });

  it('has a time limit, after which the operation goes on in the cloud', async () => {
    await template(`${QUEUE}  Later: { Type: AWS::SNS::Topic, DependsOn: Queue }\n`);
    sample.onWait = () => {
      if (sample.writes().includes('ExecuteChangeSet')) sample.fake.control.change({ resourceTime: 3_600_000 });
    };
    const outcome = await sample.provision({ timeout: 60_000, mode: 'standard' });
    expect(codes(outcome)).toEqual(['NXL-PROVISION-TIMEOUT']);
    expect(outcome.failures[0]?.message).toContain('goes on in the cloud');
    expect(await stack()).toMatchObject({ status: 'CREATE_IN_PROGRESS' });
  });
});
