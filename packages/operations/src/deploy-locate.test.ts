import type { LambdaFunction } from '@nx-lambda/core';
import { beforeEach, expect, it } from 'vitest';
import { deployServices } from './deploy.ts';
import { addFunction, createSampleCloud, requestFor, type SampleCloud } from './deploy-sample.ts';

let cloud: SampleCloud;

beforeEach(() => {
  cloud = createSampleCloud();
});

function ofStack(fn: LambdaFunction): LambdaFunction {
  return { ...fn, address: { kind: 'stack-resource', logicalId: fn.logicalId } };
}

function resource(logicalId: string, physicalId = `orders-anna-${logicalId}`) {
  return { logicalId, physicalId, type: 'AWS::Lambda::Function' };
}

async function kinds(functions: readonly LambdaFunction[]): Promise<readonly string[]> {
  const result = await deployServices(requestFor(functions), cloud.ports, () => {});
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value.outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.code : outcome.kind));
}

it('lists a stack once for all its functions, and not again while the names are proven', async () => {
  const functions = ['A', 'B'].map((id) => ofStack(addFunction(cloud, id, { built: 'same', deployed: 'same' })));
  cloud.stacks.set('orders-anna', [resource('A'), resource('B')]);
  expect(await kinds(functions)).toEqual(['skipped', 'skipped']);
  expect(cloud.calls.filter((call) => call.startsWith('list'))).toEqual(['listResources orders-anna']);
  expect(cloud.names.get('orders-anna')).toEqual({ A: 'orders-anna-A', B: 'orders-anna-B' });
  expect(await kinds(functions)).toEqual(['skipped', 'skipped']);
  expect(cloud.calls.filter((call) => call.startsWith('list'))).toHaveLength(1);
});

it('does not trust a remembered name that was re-created in another stack', async () => {
  const fn = ofStack(addFunction(cloud, 'A', { built: 'new', deployed: 'old' }));
  const found = cloud.functions.get('orders-anna-A');
  if (found?.tags.kind !== 'read') throw new Error('the sample has tags');
  const tags = { ...found.tags.tags, 'aws:cloudformation:stack-name': 'orders-prod' };
  cloud.functions.set('moved', { ...found, physicalName: 'moved', tags: { kind: 'read', tags } });
  cloud.names.set('orders-anna', { A: 'moved' });
  cloud.stacks.set('orders-anna', [resource('A')]);
  expect(await kinds([fn])).toEqual(['updated']);
  expect(cloud.mutations()).toEqual(['updateFunctionCode orders-anna-A zip']);
  expect(cloud.names.get('orders-anna')).toEqual({ A: 'orders-anna-A' });
});

it('asks the stack when a name with an assumed parameter leads nowhere', async () => {
  const fn = addFunction(cloud, 'A', { built: 'new', deployed: 'old' });
  const assumed: LambdaFunction = {
    ...fn,
    address: { kind: 'name', expression: ['orders-', { ref: 'Stage', assumed: 'dev' }, '-A'] },
  };
  cloud.stacks.set('orders-anna', [resource('A')]);
  expect(await kinds([assumed])).toEqual(['updated']);
});

it('finds functions of nested stacks', async () => {
  const fn = ofStack(addFunction(cloud, 'A', { built: 'same', deployed: 'same' }));
  const found = cloud.functions.get('orders-anna-A');
  if (found?.tags.kind !== 'read') throw new Error('the sample has tags');
  const tags = { ...found.tags.tags, 'aws:cloudformation:stack-name': 'orders-anna-Child-1ABC' };
  cloud.functions.set('orders-anna-A', { ...found, tags: { kind: 'read', tags } });
  const manifest = cloud.artifacts.get('orders/A');
  if (manifest !== undefined) cloud.artifacts.set('orders/Child/A', manifest);
  const nested = { ...fn, logicalId: 'Child/A', address: { kind: 'stack-resource', logicalId: 'Child/A' } as const };
  const arn = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/orders-anna-Child-1ABC/1';
  cloud.stacks.set('orders-anna', [{ logicalId: 'Child', physicalId: arn, type: 'AWS::CloudFormation::Stack' }]);
  cloud.stacks.set(arn, [resource('A')]);
  expect(await kinds([nested])).toEqual(['skipped']);
});

it('tells a missing stack from a missing resource', async () => {
  const fn = ofStack(addFunction(cloud, 'A', { built: 'new', deployed: 'old' }));
  expect(await kinds([fn])).toEqual(['NXL-PLAN-NO-STACK']);
  cloud.stacks.set('orders-anna', [resource('B')]);
  expect(await kinds([fn])).toEqual(['NXL-PLAN-FUNCTION-MISSING']);
});
