/** Parameters that nobody gives a value: which one a stack that is there gets when the template's default changes. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Provisioning, startProvisioning } from '../support/provisioning.ts';

let sample: Provisioning;

beforeEach(async () => {
  sample = await startProvisioning();
});
afterEach(() => sample.stop());

const template = (delay: number | string, rest = '') =>
  sample.write(
    'orders/template.yaml',
    `Parameters:
  Delay: { Type: Number, Default: ${delay} }
${rest}Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: !Ref Delay } }
`,
  );
const delay = async () => (await sample.stack('orders-anna'))?.parameters['Delay'];
const summaries = () => sample.fake.control.calls.count({ operation: 'GetTemplateSummary' });

it('a default that nobody changed by a value of their own is the new one', async () => {
  await template(1);
  await sample.provision();
  await template(2);
  const outcome = await sample.provision();
  expect(outcome).toMatchObject({
    kind: 'updated',
    changes: [{ logicalId: 'Queue' }],
    parameters: [{ name: 'Delay', kind: 'default', value: '2' }],
  });
  expect(await delay()).toBe('2');
  expect((await sample.provision()).kind).toBe('unchanged');
});

it('a value that somebody gave stays, whatever the defaults are', async () => {
  await template(1);
  await sample.provision({ parameters: { Delay: '7' } });
  await template(2);
  expect(await sample.provision()).toMatchObject({ kind: 'unchanged', parameters: [{ kind: 'previous' }] });
  expect(await delay()).toBe('7');
});

it('a default that the template does not allow is told with its place', async () => {
  await template(1);
  await sample.provision();
  await template('2, MaxValue: 1');
  expect(await sample.provision()).toMatchObject({
    kind: 'failed',
    failures: [{ code: 'NXL-PROVISION-PARAMETER-VALUE', place: { line: 2 } }],
  });
});

it('a secret’s default is never compared: CloudFormation does not tell its value', async () => {
  await template(1, '  Key: { Type: String, NoEcho: true, Default: one }\n');
  await sample.provision();
  await template(1, '  Key: { Type: String, NoEcho: true, Default: two }\n');
  expect((await sample.provision()).parameters[1]).toEqual({ name: 'Key', kind: 'previous' });
});

it('the deployed template is asked for only where a default differs', async () => {
  await template(1);
  await sample.provision();
  await sample.provision();
  expect(summaries()).toBe(0);
  await template(2);
  await sample.provision();
  expect(summaries()).toBe(1);
});
