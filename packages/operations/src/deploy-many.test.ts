import type { DeployReport, LambdaFunction } from '@nx-lambda/core';
import { beforeEach, expect, it } from 'vitest';
import { deployServices } from './deploy.ts';
import { addFunction, createSampleCloud, requestFor, type SampleCloud } from './deploy-sample.ts';

const MANY = 120;

let cloud: SampleCloud;
let functions: readonly LambdaFunction[];

beforeEach(() => {
  cloud = createSampleCloud();
  functions = Array.from({ length: MANY }, (_, index) =>
    addFunction(cloud, `F${index}`, { built: `code ${index}`, deployed: `code ${index}` }),
  );
});

async function deploy(change: Parameters<typeof requestFor>[1] = {}): Promise<DeployReport> {
  cloud.calls.length = 0;
  const result = await deployServices(requestFor(functions, change), cloud.ports, () => undefined);
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

function reasons({ outcomes }: DeployReport): ReadonlySet<string> {
  return new Set(outcomes.map((outcome) => ('reason' in outcome ? outcome.reason : outcome.kind)));
}

it('reads each function once and then trusts lists as long as the code is the one that was proven', async () => {
  expect(reasons(await deploy())).toEqual(new Set(['same code']));
  expect(cloud.calls).toHaveLength(1 + MANY);
  expect(reasons(await deploy())).toEqual(new Set(['same code (listed)']));
  expect(cloud.calls).toEqual(['identity', 'listFunctions', 'listFunctions 50', 'listFunctions 100']);
});

it('proves nothing for later in a dry run', async () => {
  await deploy({ dryRun: true });
  expect(cloud.records.size).toBe(0);
});

it('reads what differs from the list by GetFunction, tags and all, before it is written', async () => {
  await deploy();
  const found = cloud.functions.get('orders-anna-F7');
  if (found !== undefined) cloud.functions.set('orders-anna-F7', { ...found, codeSha256: 'theirs' });
  const report = await deploy();
  expect(reasons(report)).toEqual(new Set(['same code (listed)', 'updated']));
  expect(cloud.calls.filter((call) => call.startsWith('getFunction'))[0]).toBe('getFunction orders-anna-F7');
  expect(cloud.mutations()).toHaveLength(1);
});

it('refuses a listed function of an account that is not allowed', async () => {
  await deploy();
  const { options } = requestFor([]);
  const report = await deploy({ options: { ...options, accounts: ['999999999999'] } });
  expect(report.counts).toMatchObject({ refused: MANY, skipped: 0 });
});

it('reads by GetFunction where listing is denied', async () => {
  await deploy();
  const denied = { code: 'NXL-AWS-ACCESS-DENIED', message: 'No.', advice: 'Allow it.' } as const;
  const lambda = {
    ...cloud.ports.lambda,
    listFunctions: async () => ({ ok: false as const, failures: [denied] as const }),
  };
  const result = await deployServices(requestFor(functions), { ...cloud.ports, lambda }, () => undefined);
  expect(result.ok && reasons(result.value)).toEqual(new Set(['same code']));
});
