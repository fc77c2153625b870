/** When provisioning refuses, what becomes of it when it is broken off, and what it does not tell. */
import { ENVIRONMENT_TAG, type StackOutcome } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Provisioning, SAM, SAMPLE_OPTIONS, startProvisioning } from '../support/provisioning.ts';

const FUNCTION = `  Api:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ., Handler: app.handler, Runtime: nodejs22.x }
`;
const QUEUE = '  Queue: { Type: AWS::SQS::Queue }\n';

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

describe('refusals, before anything is written', () => {
  beforeEach(() => template(QUEUE));

  it.each([
    ['a stack without the environment’s tag', {}, 'NXL-PROVISION-NOT-FEATURE'],
    ['another environment’s stack', { [ENVIRONMENT_TAG]: 'ben' }, 'NXL-PROVISION-OTHER-ENVIRONMENT'],
    [
      'another service’s stack',
      { [ENVIRONMENT_TAG]: 'anna', 'nx-lambda:service': 'payments' },
      'NXL-PROVISION-OTHER-SERVICE',
    ],
  ])('%s', async (_what, tags, code) => {
    sample.fake.control.seedStack({ stackName: 'orders-anna', region: 'us-east-1', tags, resources: [] });
    const outcome = await sample.provision();
    expect(outcome.kind).toBe('refused');
    expect(codes(outcome)).toEqual([code]);
    expect(sample.writes()).toEqual([]);
  });

  it('a protected name', async () => {
    const outcome = await sample.provision({ options: { stackName: 'prod-{service}' } });
    expect(outcome).toMatchObject({ kind: 'refused', failures: [{ code: 'NXL-PLAN-PROTECTED' }] });
    expect(sample.writes()).toEqual([]);
  });

  it('an account that is not allowed', async () => {
    const outcome = await sample.provision({ options: { accounts: ['999999999999'] } });
    expect(codes(outcome)).toEqual(['NXL-PLAN-ACCOUNT']);
    expect(sample.writes()).toEqual([]);
  });

  it('no bucket where code has to be put somewhere', async () => {
    await template(FUNCTION);
    const { artifactBucket: _none, ...options } = SAMPLE_OPTIONS;
    const services = await sample.services('orders');
    const report = await sample.run(services, { options: { ...options, artifactBucket: undefined } as object });
    expect(report.stacks.map(codes)).toEqual([['NXL-PROVISION-NO-BUCKET']]);
    expect(sample.writes()).toEqual([]);
  });

  it('what a parameter may not be, and what is missing, all at once', async () => {
    await template(QUEUE, 'Parameters:\n  Stage: { Type: String, AllowedValues: [a, b] }\n  Size: { Type: Number }\n');
    const outcome = await sample.provision({ parameters: { Stage: 'c' } });
    expect(codes(outcome)).toEqual(['NXL-PROVISION-PARAMETER-VALUE', 'NXL-PROVISION-PARAMETER-MISSING']);
    expect(sample.writes()).toEqual([]);
  });
});

describe('interrupted', () => {
  it('before the change is carried out, it leaves nothing behind', async () => {
    await template(QUEUE);
    const abort = new AbortController();
    sample.onWait = () => abort.abort();
    const outcome = await sample.provision({ signal: abort.signal });
    expect(outcome).toMatchObject({ kind: 'interrupted', failures: [{ code: 'NXL-PROVISION-INTERRUPTED' }] });
    expect(await stack()).toBeUndefined();
  });

  it('while the change is carried out, it says that this goes on, and the next run finds it done', async () => {
    await template(QUEUE);
    const abort = new AbortController();
    sample.onWait = () => {
      if (sample.writes().includes('ExecuteChangeSet')) abort.abort();
    };
    const outcome = await sample.provision({ signal: abort.signal, mode: 'standard' });
    expect(outcome).toMatchObject({ kind: 'interrupted', failures: [{ code: 'NXL-PROVISION-INTERRUPTED' }] });
    expect((await sample.provision({ mode: 'standard' })).kind).toBe('unchanged');
  });
});

describe('a network that fails', () => {
  it('and answers that are lost make no second change set and no second execution', async () => {
    await template(QUEUE);
    sample.fake.control.setFaults([
      { kind: 'lost-answer', operations: ['CreateChangeSet'], nth: 1 },
      { kind: 'lost-answer', operations: ['ExecuteChangeSet'], nth: 1 },
    ]);
    expect((await sample.provision()).kind).toBe('created');
    expect(await stack()).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  it('while it is waited for costs looks, not the operation', async () => {
    await template(QUEUE);
    sample.fake.control.setFaults([{ kind: 'throttle', operations: ['DescribeStackEvents'], nth: 2, times: 4 }]);
    expect((await sample.provision({ mode: 'standard' })).kind).toBe('created');
  });
});

describe('secrets', () => {
  const parameters =
    'Parameters:\n  DbSecret: { Type: String, NoEcho: true }\n  Plain: { Type: String, Default: seen }\n';

  it('reach CloudFormation and nothing else', async () => {
    await template(QUEUE, parameters);
    const outcome = await sample.provision({ parameters: { DbSecret: 'hunter2' } });
    expect(outcome.kind).toBe('created');
    expect(outcome.parameters).toEqual([
      { name: 'DbSecret', kind: 'given', value: '****', origin: '--parameter' },
      { name: 'Plain', kind: 'default', value: 'seen' },
    ]);
    const again = await sample.provision({ dryRun: true });
    expect(again.parameters[0]).toEqual({ name: 'DbSecret', kind: 'previous' });
    expect(again.kind).toBe('unchanged');
    expect(JSON.stringify([outcome, again, sample.events])).not.toContain('hunter2');
  });
});
