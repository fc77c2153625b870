/** In which order the stacks of a run are provisioned, and what becomes of the others when one fails. */
import type { ProvisionReport } from '@nx-lambda/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Provisioning, SAM, startProvisioning } from '../support/provisioning.ts';

const QUEUE = '  Queue: { Type: AWS::SQS::Queue }\n';
const BROKEN = '  Wrong: { Type: Custom::Thing, Properties: { ServiceToken: nowhere } }\n';

let sample: Provisioning;

beforeEach(async () => {
  sample = await startProvisioning({ resourceTime: 2000 });
});
afterEach(() => sample.stop());

const template = (service: string, resources: string, rest = '') =>
  sample.write(`${service}/template.yaml`, `${SAM}Resources:\n${resources}${rest}`);
const kinds = ({ stacks }: ProvisionReport) => stacks.map(({ service, kind }) => `${service} ${kind}`).sort();

it('a service that fails stops those that need it, by way of others too, and no others', async () => {
  await template('network', BROKEN);
  for (const service of ['auth', 'orders', 'catalog', 'prices']) await template(service, QUEUE);
  const services = await sample.services('network', 'auth', 'orders', 'catalog', 'prices');
  const report = await sample.run(services, {
    after: { network: [], auth: ['network'], orders: ['catalog', 'auth'], catalog: [], prices: ['catalog'] },
  });
  expect(kinds(report)).toEqual([
    'auth not-started',
    'catalog created',
    'network failed',
    'orders not-started',
    'prices created',
  ]);
  expect(report.stacks.find(({ service }) => service === 'orders')?.failures).toMatchObject([
    {
      code: 'NXL-PROVISION-NOT-STARTED',
      message: 'orders was not provisioned, because network, which it needs, was not.',
      advice: expect.stringContaining('Mend network'),
    },
  ]);
  await template('network', QUEUE);
  const again = await sample.run(services, { after: { network: [], catalog: [] } });
  expect(kinds(again)).toContain('catalog unchanged');
  expect(again.stacks.every(({ failures }) => failures.length === 0)).toBe(true);
});

it('a stack is begun when those that it needs are done, not when all that began earlier are', async () => {
  await template(
    'slow',
    `${QUEUE}  A: { Type: AWS::SNS::Topic, DependsOn: Queue }\n  B: { Type: AWS::SNS::Topic, DependsOn: A }\n`,
  );
  await template('quick', QUEUE);
  await template('orders', QUEUE);
  const services = await sample.services('slow', 'quick', 'orders');
  await sample.run(services, { after: { slow: [], quick: [], orders: ['quick'] }, mode: 'standard' });
  const when = (type: string, name: string) =>
    sample.events.findIndex((event) => {
      if (event.type !== type) return false;
      return (event.type === 'stack-settled' ? event.outcome.service : 'service' in event && event.service) === name;
    });
  expect(when('stack-settled', 'quick')).toBeLessThan(when('stack-planned', 'orders'));
  expect(when('stack-planned', 'orders')).toBeLessThan(when('stack-settled', 'slow'));
});

it('a dry run of an environment that is not there says of each stack what it can', async () => {
  await template(
    'network',
    QUEUE,
    'Outputs:\n  Url: { Value: !Ref Queue, Export: { Name: !Sub "${AWS::StackName}-url" } }\n',
  );
  await template(
    'auth',
    '  Url: { Type: AWS::SSM::Parameter, Properties: { Type: String, Name: /auth/url, Value: x } }\n',
  );
  await template(
    'orders',
    '  Queue: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: a, Value: !ImportValue network-anna-url }] } }\n',
  );
  await template(
    'prices',
    '  Queue: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: a, Value: !Ref Url }] } }\n',
    'Parameters:\n  Url: { Type: "AWS::SSM::Parameter::Value<String>", Default: /auth/url }\n',
  );
  const services = await sample.services('network', 'auth', 'orders', 'prices');
  const after = { network: [], auth: [], orders: ['network'], prices: ['auth'] };
  const dry = await sample.run(services, { after, dryRun: true });
  expect(kinds(dry)).toEqual(['auth planned', 'network planned', 'orders planned', 'prices planned']);
  expect(dry.stacks.flatMap(({ notices }) => notices.map(({ code, message }) => `${code} ${message}`))).toEqual([
    'NXL-PROVISION-PLANNED-LATER orders can be planned only once network is provisioned: No export named network-anna-url found.',
    'NXL-PROVISION-PLANNED-LATER prices can be planned only once auth is provisioned: Unable to fetch parameters [/auth/url] from parameter store.',
  ]);
  for (const { stackName } of dry.stacks) expect(await sample.stack(stackName)).toBeUndefined();
  const real = await sample.run(services, { after });
  expect(kinds(real)).toEqual(['auth created', 'network created', 'orders created', 'prices created']);
  const alone = await sample.run(await sample.services('orders'), { dryRun: true });
  expect(kinds(alone)).toEqual(['orders unchanged']);
});
