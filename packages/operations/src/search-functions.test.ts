import { ENVIRONMENT_TAG, type LambdaFunction } from '@nx-lambda/core';
import { beforeEach, expect, it } from 'vitest';
import { deployServices } from './deploy.ts';
import { addFunction, createSampleCloud, requestFor, type SampleCloud } from './deploy-sample.ts';

let cloud: SampleCloud;
let worker: LambdaFunction;
let mailer: LambdaFunction;

/** Two functions of an environment whose names end as their tool chose, made by no stack. */
beforeEach(() => {
  cloud = createSampleCloud();
  worker = searched('worker', { pattern: ['orders-', { ref: 'environment' }, '-worker-*'], tags: {} });
  mailer = searched('mailer', { pattern: ['*'], tags: { Function: ['mailer'], Stage: [{ ref: 'environment' }] } });
  made('orders-anna-worker-4f1c', 'worker', {});
  made('mail-88ab', 'mailer', { Function: 'mailer', Stage: 'anna' });
});

type Search = { readonly pattern: LambdaName; readonly tags: Readonly<Record<string, LambdaName>> };
type LambdaName = readonly (string | { readonly ref: string })[];

function searched(logicalId: string, search: Search): LambdaFunction {
  const fn = addFunction(cloud, logicalId, { built: 'new', deployed: 'old' });
  return { ...fn, address: { kind: 'search', ...search } };
}

/** Under another name than the sample's, and with these tags alone. */
function made(physicalName: string, logicalId: string, tags: Readonly<Record<string, string>>, environment = 'anna') {
  const sample = cloud.functions.get(`orders-anna-${logicalId}`) ?? cloud.functions.get('mail-88ab');
  if (sample === undefined) throw new Error('there is no sample');
  cloud.functions.delete(`orders-anna-${logicalId}`);
  const own = { ...tags, ...(environment === '' ? {} : { [ENVIRONMENT_TAG]: environment }) };
  const arn = sample.arn.replace(sample.physicalName, physicalName);
  cloud.functions.set(physicalName, { ...sample, physicalName, arn, tags: { kind: 'read', tags: own } });
}

async function deploy(functions: readonly LambdaFunction[]): Promise<readonly string[]> {
  cloud.calls.length = 0;
  const result = await deployServices(requestFor(functions), cloud.ports, () => {});
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value.outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.code : outcome.kind));
}

const lists = () => cloud.calls.filter((call) => call.startsWith('listFunctions')).length;

it('finds functions by name and by tags in one list of the account, and writes to those alone', async () => {
  made('orders-anna-workers', 'worker', {});
  made('other', 'mailer', { Function: 'mailer', Stage: 'bob' }, 'bob');
  expect(await deploy([worker, mailer])).toEqual(['updated', 'updated']);
  expect(lists()).toBe(1);
  expect(cloud.mutations()).toEqual([
    'updateFunctionCode orders-anna-worker-4f1c zip',
    'updateFunctionCode mail-88ab zip',
  ]);
});

it('reads what it found before without a list, as long as that still matches', async () => {
  await deploy([worker, mailer]);
  expect(await deploy([worker, mailer])).toEqual(['skipped', 'skipped']);
  expect(lists()).toBe(0);
  const found = cloud.functions.get('mail-88ab');
  cloud.functions.delete('mail-88ab');
  if (found === undefined) throw new Error('there is no sample');
  cloud.functions.set('mail-99cd', { ...found, physicalName: 'mail-99cd', arn: found.arn.replace('88ab', '99cd') });
  expect(await deploy([worker, mailer])).toEqual(['skipped', 'skipped']);
  expect(lists()).toBe(1);
});

it('refuses where two functions of the environment match', async () => {
  made('orders-anna-worker-77aa', 'mailer', {});
  expect(await deploy([worker])).toEqual(['NXL-PLAN-AMBIGUOUS']);
  expect(cloud.mutations()).toEqual([]);
});

it('says that the one function that matches is of no environment, and leaves those of others out', async () => {
  cloud.functions.delete('orders-anna-worker-4f1c');
  made('orders-anna-worker-77aa', 'mailer', {}, 'bob');
  expect(await deploy([worker])).toEqual(['NXL-PLAN-FUNCTION-MISSING']);
  made('orders-anna-worker-4f1c', 'mailer', {}, '');
  expect(await deploy([worker])).toEqual(['NXL-PLAN-NOT-FEATURE']);
});

it('says that tags which it must not read stand in the way', async () => {
  const found = cloud.functions.get('mail-88ab');
  if (found === undefined) throw new Error('there is no sample');
  cloud.functions.set('mail-88ab', { ...found, tags: { kind: 'unreadable', message: 'AccessDeniedException' } });
  expect(await deploy([mailer])).toEqual(['NXL-PLAN-TAGS-UNREADABLE']);
});

it('says that none matches, and which placeholder does not exist', async () => {
  cloud.functions.clear();
  expect(await deploy([worker, mailer])).toEqual(['NXL-PLAN-FUNCTION-MISSING', 'NXL-PLAN-FUNCTION-MISSING']);
  const wrong: LambdaFunction = { ...worker, address: { kind: 'search', pattern: [{ ref: 'stage' }, '*'], tags: {} } };
  expect(await deploy([wrong])).toEqual(['NXL-ENVIRONMENT-PLACEHOLDER']);
});
