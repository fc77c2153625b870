import type { DeployReport, Failure } from '@nx-lambda/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { deployServices } from './deploy.ts';
import type { DeployRequest } from './deploy-request.ts';
import { addFunction, createSampleCloud, requestFor, type SampleCloud } from './deploy-sample.ts';

let cloud: SampleCloud;

beforeEach(() => {
  cloud = createSampleCloud();
});

async function deploy(change: Partial<DeployRequest> = {}, signal?: AbortSignal): Promise<DeployReport> {
  const functions = ['A', 'B', 'C'].map((id) => addFunction(cloud, id, { built: 'new', deployed: 'old' }));
  const result = await deployServices(requestFor(functions, change), cloud.ports, () => undefined, signal);
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

function told({ outcomes }: DeployReport): readonly string[] {
  return outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.code : outcome.kind));
}

function failure(code: Failure['code']): Failure {
  return { code, message: 'No.', advice: 'None.' };
}

const { options } = requestFor([]);
const oneByOne = { options: { ...options, concurrency: 1 } };

describe('credentials that expire', () => {
  it('while functions are written are told in full once, and nothing is tried after', async () => {
    cloud.beforeUpdate = ({ name }) => (name.endsWith('A') ? undefined : failure('NXL-AWS-CREDENTIALS-EXPIRED'));
    const { outcomes } = await deploy(oneByOne);
    expect(outcomes).toMatchObject([
      // Its update was under way, and nobody can look any more how it ended.
      { failure: { code: 'NXL-AWS-CREDENTIALS-EXPIRED', message: expect.stringContaining('took the update') } },
      { failure: { code: 'NXL-AWS-CREDENTIALS-EXPIRED' } },
      { failure: { code: 'NXL-DEPLOY-HALTED' } },
    ]);
    expect(cloud.mutations()).toHaveLength(2);
  });

  it('while state is read fail the run before anything is written', async () => {
    const expired = failure('NXL-AWS-CREDENTIALS-EXPIRED');
    const getFunction = async () => ({ ok: false as const, failures: [expired] as const });
    const functions = [addFunction(cloud, 'A', { built: 'new', deployed: 'old' })];
    const ports = { ...cloud.ports, lambda: { ...cloud.ports.lambda, getFunction } };
    const result = await deployServices(requestFor(functions), ports, () => undefined);
    expect(result).toEqual({ ok: false, failures: [expired] });
    expect(cloud.mutations()).toEqual([]);
  });
});

it('goes on with the others where one function is denied', async () => {
  cloud.beforeUpdate = ({ name }) => (name.endsWith('B') ? failure('NXL-AWS-ACCESS-DENIED') : undefined);
  expect(told(await deploy())).toEqual(['updated', 'NXL-AWS-ACCESS-DENIED', 'updated']);
});

it('tells that a function was deleted just before its write', async () => {
  cloud.beforeUpdate = ({ name }) => {
    if (name.endsWith('B')) cloud.functions.delete(name);
    return undefined;
  };
  expect(told(await deploy())).toEqual(['updated', 'NXL-DEPLOY-VANISHED', 'updated']);
});

describe('with --force', () => {
  function overwriteOnce(change: Parameters<SampleCloud['functions']['set']>[1] | object): void {
    let once = true;
    cloud.beforeUpdate = ({ name }) => {
      const found = cloud.functions.get(name);
      if (once && name.endsWith('A') && found !== undefined) {
        cloud.functions.set(name, { ...found, codeSha256: 'theirs', revisionId: 'theirs', ...change });
        once = false;
      }
      return undefined;
    };
  }

  it('writes over code that came in between', async () => {
    overwriteOnce({});
    expect(told(await deploy({ force: true }))).toEqual(['updated', 'updated', 'updated']);
  });

  it('passes no guard', async () => {
    overwriteOnce({ tags: { kind: 'read', tags: {} } });
    expect(told(await deploy({ force: true }))).toEqual(['NXL-PLAN-NOT-FEATURE', 'updated', 'updated']);
  });
});

it('says skipped, not updated, where somebody else brought the same code', async () => {
  cloud.beforeUpdate = ({ name }) => {
    const found = cloud.functions.get(name);
    if (found !== undefined) cloud.functions.set(name, { ...found, codeSha256: 'new', revisionId: 'theirs' });
    return undefined;
  };
  expect(told(await deploy())).toEqual(['skipped', 'skipped', 'skipped']);
});

it('takes an update for ours that a conflict followed after a lost answer', async () => {
  const { updateFunctionCode } = cloud.ports.lambda;
  const lambda = {
    ...cloud.ports.lambda,
    updateFunctionCode: async (request: Parameters<typeof updateFunctionCode>[0]) => {
      await updateFunctionCode(request);
      const failures = [failure('NXL-AWS-CONFLICT'), failure('NXL-AWS-NETWORK')] as const;
      return { ok: false as const, failures };
    },
  };
  const functions = [addFunction(cloud, 'A', { built: 'new', deployed: 'old' })];
  const result = await deployServices(requestFor(functions), { ...cloud.ports, lambda }, () => undefined);
  expect(result.ok && told(result.value)).toEqual(['updated']);
});

it('says that it is not known where neither the answer nor the function can be read', async () => {
  let written = false;
  cloud.beforeUpdate = () => {
    written = true;
    return failure('NXL-AWS-NETWORK');
  };
  const { getFunction } = cloud.ports.lambda;
  const lambda = {
    ...cloud.ports.lambda,
    getFunction: async (name: string) =>
      written ? { ok: false as const, failures: [failure('NXL-AWS-TIMEOUT')] as const } : getFunction(name),
  };
  const functions = [addFunction(cloud, 'A', { built: 'new', deployed: 'old' })];
  const result = await deployServices(requestFor(functions), { ...cloud.ports, lambda }, () => undefined);
  expect(result.ok && result.value.outcomes[0]).toMatchObject({
    kind: 'failed',
    failure: { code: 'NXL-AWS-TIMEOUT', message: expect.stringContaining("isn't known whether the update") },
  });
});

it('waits longer for a function that was idle, and says so', async () => {
  const functions = [addFunction(cloud, 'A', { built: 'new', deployed: 'old' })];
  const found = cloud.functions.get('orders-anna-A');
  if (found !== undefined) cloud.functions.set('orders-anna-A', { ...found, state: 'Inactive' });
  cloud.settlingLooks = 20;
  const request = requestFor(functions, { timeout: 5000, inactiveTimeout: 900_000 });
  const result = await deployServices(request, cloud.ports, () => undefined);
  expect(result.ok && told(result.value)).toEqual(['updated']);
  expect(result.ok && result.value.notices.map(({ code }) => code)).toEqual(['NXL-DEPLOY-INACTIVE']);
});

it('never waits beyond the timeout', async () => {
  cloud.settlingLooks = 1_000_000;
  const before = cloud.ports.clock.now();
  const report = await deploy({ ...oneByOne, timeout: 1500, services: requestFor([]).services });
  expect(report.outcomes).toEqual([]);
  const functions = [addFunction(cloud, 'A', { built: 'new', deployed: 'old' })];
  const result = await deployServices(requestFor(functions, { timeout: 1500 }), cloud.ports, () => undefined);
  expect(result.ok && told(result.value)).toEqual(['NXL-DEPLOY-TIMEOUT']);
  // The sign of life moves this clock by a second too.
  expect(cloud.ports.clock.now() - before).toBeLessThanOrEqual(1500 + 1000);
});

it('reads nothing more and writes nothing once it is interrupted', async () => {
  const abort = new AbortController();
  abort.abort();
  expect(told(await deploy({}, abort.signal))).toEqual(Array.from({ length: 3 }, () => 'NXL-DEPLOY-INTERRUPTED'));
  expect(cloud.calls).toEqual(['identity']);
});

it('hands the interruption to the writes, so that none waits its turn in vain', async () => {
  const abort = new AbortController();
  cloud.beforeUpdate = ({ stop }) => {
    abort.abort();
    return stop?.aborted ? failure('NXL-AWS-INTERRUPTED') : undefined;
  };
  expect(told(await deploy(oneByOne, abort.signal))).toEqual(Array.from({ length: 3 }, () => 'NXL-DEPLOY-INTERRUPTED'));
});
