import type { SweepReport } from '@nx-lambda/core';
import { listEnvironments, type SweepRequest, sweepEnvironments } from '@nx-lambda/operations';
import { expect, test } from 'vitest';
import { type StackWorld, startStackWorld, tagsOf } from './stack-world.ts';

const EXPORTING = `
Resources:
  Bus: { Type: AWS::SNS::Topic }
Outputs:
  Bus: { Value: !Ref Bus, Export: { Name: !Sub '\${AWS::StackName}-bus' } }
`;
const importing = (name: string) => `
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: { Tags: [{ Key: bus, Value: !ImportValue ${name} }] }
`;
const PLAIN = 'Resources:\n  Queue: { Type: AWS::SQS::Queue }\n';
const BUCKET = 'Resources:\n  Files: { Type: AWS::S3::Bucket, Properties: { BucketName: files-old } }\n';

const expiring = (environment: string, expires: string, service?: string) => ({
  ...tagsOf(environment, service),
  'nx-lambda:expires': expires,
});

async function sweep(world: StackWorld, given: Partial<SweepRequest> = {}): Promise<SweepReport> {
  const options = { accounts: [], protect: ['prod*'], concurrency: 4 };
  const request: SweepRequest = {
    options,
    emptyBuckets: false,
    dryRun: false,
    mode: 'express',
    timeout: 60_000,
    ...given,
  };
  const result = await sweepEnvironments(request, world.removal, (event) => world.events.push(event));
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

const told = ({ stacks }: SweepReport) =>
  stacks.map(({ stackName, kind, failures }) => [stackName, kind, ...failures.map(({ code }) => code)].join(' '));

test('what has expired goes, importing stacks first; all else stays', async () => {
  await using world = await startStackWorld();
  await world.create('bus-old', EXPORTING, expiring('old', '2026-11-20', 'bus'));
  await world.create('orders-old', importing('bus-old-bus'), expiring('old', '2026-11-21', 'orders'));
  await world.create('orders-new', PLAIN, expiring('new', '2026-11-22', 'orders'));
  await world.create('orders-ever', PLAIN, tagsOf('ever', 'orders'));
  await world.create('half-old', PLAIN, { 'nx-lambda:expires': '2026-11-20' });
  await world.create('billing', PLAIN, {});
  const planned = await sweep(world, { dryRun: true });
  expect(planned).toMatchObject({ command: 'sweep-features', dryRun: true, environments: [{ name: 'old' }] });
  expect(told(planned)).toEqual(['bus-old planned', 'orders-old planned']);
  expect(told(await sweep(world))).toEqual(['bus-old removed', 'orders-old removed']);
  expect(await world.stacks()).toEqual(['billing', 'half-old', 'orders-ever', 'orders-new']);
});

test('stacks that need others without importing from them go first too, where the workspace knows of it', async () => {
  await using world = await startStackWorld();
  await world.create('auth-old', PLAIN, expiring('old', '2026-11-20', 'auth'));
  await world.create('orders-old', PLAIN, expiring('old', '2026-11-20', 'orders'));
  await world.create('orders-older', PLAIN, expiring('older', '2026-11-20', 'orders'));
  await sweep(world, { needing: new Map([['auth', ['orders', 'gone']]]) });
  const order = world.events.flatMap((event) => (event.type === 'stack-removed' ? event.outcome.stackName : []));
  expect(order.indexOf('orders-old')).toBeLessThan(order.indexOf('auth-old'));
  expect(await world.stacks()).toEqual([]);
});

test('a stack that an environment which lives on imports from stays', async () => {
  await using world = await startStackWorld();
  await world.create('bus-old', EXPORTING, expiring('old', '2026-11-20'));
  await world.create('orders-new', importing('bus-old-bus'), expiring('new', '2026-12-20'));
  expect(told(await sweep(world))).toEqual(['bus-old refused NXL-PROVISION-IMPORTED']);
});

test('protected environments and filled buckets are refused, the others go on', async () => {
  await using world = await startStackWorld();
  await world.create('files-old', BUCKET, expiring('old', '2026-11-20'));
  await world.create('orders-a', PLAIN, expiring('prod-eu', '2026-11-20'));
  await world.create('orders-old', PLAIN, expiring('old', '2026-11-20'));
  await world.fill('files-old', ['a']);
  expect(told(await sweep(world))).toEqual([
    'files-old refused NXL-PROVISION-BUCKETS',
    'orders-old removed',
    'orders-a refused NXL-PLAN-PROTECTED',
  ]);
  expect(told(await sweep(world, { emptyBuckets: true }))[0]).toBe('files-old removed');
});

test('a stack that was renewed while the sweep began is spared', async () => {
  await using world = await startStackWorld();
  await world.create('orders-old', PLAIN, expiring('old', '2026-11-20'));
  const { stacks } = world.removal;
  const late: typeof stacks = {
    ...stacks,
    describe: async (name, signal) => {
      const found = await stacks.describe(name, signal);
      if (!found.ok || found.value === undefined) return found;
      return { ...found, value: { ...found.value, tags: expiring('old', '2026-12-20') } };
    },
  };
  const report = await sweep({ ...world, removal: { ...world.removal, stacks: late } });
  expect(told(report)).toEqual(['orders-old refused NXL-PROVISION-RENEWED']);
});

test('environments are listed with what their stacks tell', async () => {
  await using world = await startStackWorld();
  await world.create('bus-anna', EXPORTING, { ...expiring('anna', '2026-12-06', 'bus'), 'nx-lambda:owner': 'anna' });
  await world.create('orders-anna', PLAIN, expiring('anna', '2026-11-20', 'orders'));
  await world.create('billing', PLAIN, {});
  const listed = await listEnvironments({ ...world.removal }, (event) => world.events.push(event));
  expect(listed.ok ? listed.value : listed.failures).toMatchObject({
    command: 'list-features',
    environments: [
      {
        name: 'anna',
        owners: ['anna'],
        expires: '2026-12-06',
        daysLeft: 14,
        state: 'ready',
        stacks: [
          { stackName: 'bus-anna', service: 'bus', status: 'CREATE_COMPLETE' },
          { stackName: 'orders-anna', expires: '2026-11-20' },
        ],
      },
    ],
  });
});
