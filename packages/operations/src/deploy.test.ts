import type { DeployReport, Failure, FunctionOutcome } from '@nx-lambda/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { deployServices } from './deploy.ts';
import type { DeployRequest } from './deploy-request.ts';
import { addFunction, createSampleCloud, requestFor, type SampleCloud } from './deploy-sample.ts';

let cloud: SampleCloud;

beforeEach(() => {
  cloud = createSampleCloud();
});

async function deploy(request: DeployRequest, signal?: AbortSignal): Promise<DeployReport> {
  const result = await deployServices(request, cloud.ports, (event) => cloud.events.push(event), signal);
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

function told({ outcomes }: DeployReport): readonly string[] {
  return outcomes.map(outcomeText);
}

function outcomeText(outcome: FunctionOutcome): string {
  return 'failure' in outcome ? `${outcome.kind} ${outcome.failure.code}` : outcome.kind;
}

function untag(name: string): void {
  const found = cloud.functions.get(name);
  if (found !== undefined) cloud.functions.set(name, { ...found, tags: { kind: 'read', tags: {} } });
}

const network: Failure = { code: 'NXL-AWS-NETWORK', message: 'Lost.', advice: 'Check.' };

describe('a deployment', () => {
  it('updates what differs, skips what is the same and refuses what is not proven', async () => {
    const functions = [
      addFunction(cloud, 'Changed', { built: 'new', deployed: 'old' }),
      addFunction(cloud, 'Same', { built: 'same', deployed: 'same' }),
      addFunction(cloud, 'Foreign', { built: 'new', deployed: 'old' }),
    ];
    untag('orders-anna-Foreign');
    const report = await deploy(requestFor(functions, { notCompared: 5 }));
    expect(told(report)).toEqual(['updated', 'skipped', 'refused NXL-PLAN-NOT-FEATURE']);
    expect(report.counts).toEqual({ updated: 1, wouldUpdate: 0, skipped: 1, refused: 1, failed: 0 });
    expect(report.notCompared).toBe(5);
    expect(cloud.mutations()).toEqual(['updateFunctionCode orders-anna-Changed zip']);
    expect(cloud.functions.get('orders-anna-Changed')?.codeSha256).toBe('new');
  });

  it('tells success only after Lambda says that the update is over', async () => {
    cloud.settlingLooks = 3;
    await deploy(requestFor([addFunction(cloud, 'Api', { built: 'new', deployed: 'old' })]));
    expect(cloud.calls.slice(2)).toEqual([
      'updateFunctionCode orders-anna-Api zip',
      ...Array.from({ length: 4 }, () => 'getFunction orders-anna-Api'),
    ]);
  });

  it('tells its events in order, the report last', async () => {
    await deploy(requestFor([addFunction(cloud, 'Api', { built: 'new', deployed: 'old' })]));
    const types = cloud.events.map((event) => event.type).filter((type) => type !== 'deploy-progress');
    expect(types).toEqual(['deploy-started', 'plan-made', 'update-started', 'function-settled', 'deploy-finished']);
  });

  it('gives a sign of life during long waits, once a second', async () => {
    cloud.settlingLooks = 12;
    const report = await deploy(requestFor([addFunction(cloud, 'Api', { built: 'new', deployed: 'old' })]));
    const signs = cloud.events.filter((event) => event.type === 'deploy-progress');
    expect(signs.length).toBeGreaterThan(0);
    expect(signs.length).toBeLessThanOrEqual(report.duration / 1000);
    expect(signs[0]).toEqual({ type: 'deploy-progress', settled: 0, total: 1 });
  });

  it('makes no mutating call in a dry run', async () => {
    const functions = [
      addFunction(cloud, 'Changed', { built: 'new', deployed: 'old' }),
      addFunction(cloud, 'Same', { built: 'same', deployed: 'same' }),
    ];
    expect(told(await deploy(requestFor(functions, { dryRun: true })))).toEqual(['would-update', 'skipped']);
    expect(cloud.mutations()).toEqual([]);
  });

  it('reads nothing of what --function leaves out', async () => {
    const functions = [
      addFunction(cloud, 'Api', { built: 'new', deployed: 'old' }),
      addFunction(cloud, 'Worker', { built: 'new', deployed: 'old' }),
    ];
    expect(told(await deploy(requestFor(functions, { functionPattern: 'Work*' })))).toEqual(['skipped', 'updated']);
    expect(cloud.calls.filter((call) => call.includes('Api'))).toEqual([]);
  });

  it('reads nothing at all of a protected environment', async () => {
    const functions = [addFunction(cloud, 'Api', { built: 'new', deployed: 'old' })];
    const { options } = requestFor([]);
    const report = await deploy(requestFor(functions, { options: { ...options, protect: ['an*'] } }));
    expect(told(report)).toEqual(['refused NXL-PLAN-PROTECTED']);
    expect(cloud.calls).toEqual(['identity']);
  });

  it('sends a large zip through the bucket, equal zips once', async () => {
    const large = { built: 'bmV3', deployed: 'old', zipSize: 60_000_000 };
    const functions = [addFunction(cloud, 'Api', large), addFunction(cloud, 'Worker', large)];
    const { options } = requestFor([]);
    const report = await deploy(requestFor(functions, { options: { ...options, artifactBucket: 'zips' } }));
    expect(told(report)).toEqual(['updated', 'updated']);
    expect(cloud.mutations().toSorted()).toEqual([
      'putIfAbsent zips',
      'updateFunctionCode orders-anna-Api s3',
      'updateFunctionCode orders-anna-Worker s3',
    ]);
    expect([...cloud.objects.keys()]).toEqual(['nx-lambda/6e6577.zip']);
  });

  it('explains with --why and knows what changed since its own last deployment', async () => {
    const fn = addFunction(cloud, 'Api', { built: 'one', deployed: 'old' });
    const first = await deploy(requestFor([fn], { why: true }));
    expect(first.why?.[0]?.changes).toEqual({ kind: 'not-recorded' });
    const manifest = cloud.artifacts.get('orders/Api');
    if (manifest !== undefined) {
      const inputs = [{ path: 'services/orders/Api.ts', sha256: 'two' }];
      cloud.artifacts.set('orders/Api', { ...manifest, codeSha256: 'two', inputs });
    }
    const second = await deploy(requestFor([fn], { why: true }));
    expect(second.why?.[0]?.changes).toEqual({
      kind: 'known',
      changes: [{ kind: 'input-changed', path: 'services/orders/Api.ts' }],
    });
  });
});

describe('a function that changes under our hands', () => {
  it('is left alone when other code came, with the others updated', async () => {
    const functions = [
      addFunction(cloud, 'Api', { built: 'new', deployed: 'old' }),
      addFunction(cloud, 'Worker', { built: 'new', deployed: 'old' }),
    ];
    cloud.beforeUpdate = ({ name }) => {
      const found = cloud.functions.get(name);
      if (name.endsWith('Api') && found !== undefined) {
        cloud.functions.set(name, { ...found, codeSha256: 'theirs', revisionId: 'theirs' });
      }
      return undefined;
    };
    expect(told(await deploy(requestFor(functions)))).toEqual(['failed NXL-DEPLOY-CONFLICT', 'updated']);
    expect(cloud.functions.get('orders-anna-Api')?.codeSha256).toBe('theirs');
  });

  it('is written to with the new RevisionId when only its configuration changed', async () => {
    let once = true;
    cloud.beforeUpdate = ({ name }) => {
      const found = cloud.functions.get(name);
      if (once && found !== undefined) cloud.functions.set(name, { ...found, revisionId: 'configured' });
      once = false;
      return undefined;
    };
    const fn = addFunction(cloud, 'Api', { built: 'new', deployed: 'old' });
    expect(told(await deploy(requestFor([fn])))).toEqual(['updated']);
    expect(cloud.mutations()).toHaveLength(2);
  });

  it('is refused when it lost its tag in between', async () => {
    cloud.beforeUpdate = ({ name }) => {
      untag(name);
      const found = cloud.functions.get(name);
      if (found !== undefined) cloud.functions.set(name, { ...found, revisionId: 'untagged' });
      return undefined;
    };
    const fn = addFunction(cloud, 'Api', { built: 'new', deployed: 'old' });
    expect(told(await deploy(requestFor([fn])))).toEqual(['refused NXL-PLAN-NOT-FEATURE']);
  });

  it('is given up when it changes before every write', async () => {
    let writes = 0;
    cloud.beforeUpdate = ({ name }) => {
      const found = cloud.functions.get(name);
      if (found !== undefined) cloud.functions.set(name, { ...found, revisionId: `again-${writes++}` });
      return undefined;
    };
    const fn = addFunction(cloud, 'Api', { built: 'new', deployed: 'old' });
    expect(told(await deploy(requestFor([fn])))).toEqual(['failed NXL-DEPLOY-CONFLICT']);
    expect(writes).toBe(3);
  });

  it('is waited for while another update is under way, then updated', async () => {
    const fn = addFunction(cloud, 'Api', { built: 'new', deployed: 'old' });
    let busyTimes = 2;
    cloud.beforeUpdate = () =>
      busyTimes-- > 0 ? { code: 'NXL-AWS-CONFLICT', message: 'Busy.', advice: 'Wait.' } : undefined;
    expect(told(await deploy(requestFor([fn])))).toEqual(['updated']);
    expect(cloud.mutations()).toHaveLength(3);
  });

  it('is skipped when the update that was under way brought our code', async () => {
    const fn = addFunction(cloud, 'Api', { built: 'new', deployed: 'new' });
    const found = cloud.functions.get('orders-anna-Api');
    if (found !== undefined) cloud.functions.set('orders-anna-Api', { ...found, lastUpdateStatus: 'InProgress' });
    const request = requestFor([fn], { timeout: 3000 });
    const { getFunction } = cloud.ports.lambda;
    let looks = 0;
    const ports = {
      ...cloud.ports,
      lambda: {
        ...cloud.ports.lambda,
        getFunction: async (name: string) => {
          if (++looks === 3 && found !== undefined) cloud.functions.set(name, found);
          return getFunction(name);
        },
      },
    };
    const result = await deployServices(request, ports, () => {});
    expect(result.ok && told(result.value)).toEqual(['skipped']);
    expect(cloud.mutations()).toEqual([]);
  });

  it('fails when it does not settle in time', async () => {
    cloud.settlingLooks = 1_000_000;
    const fn = addFunction(cloud, 'Api', { built: 'new', deployed: 'old' });
    expect(told(await deploy(requestFor([fn], { timeout: 10_000 })))).toEqual(['failed NXL-DEPLOY-TIMEOUT']);
  });
});

describe('an answer that is lost', () => {
  it('counts as an update when the code arrived', async () => {
    cloud.afterUpdate = () => network;
    const fn = addFunction(cloud, 'Api', { built: 'new', deployed: 'old' });
    expect(told(await deploy(requestFor([fn])))).toEqual(['updated']);
    expect(cloud.mutations()).toHaveLength(1);
  });

  it('counts as a failure when it did not', async () => {
    cloud.beforeUpdate = () => network;
    const fn = addFunction(cloud, 'Api', { built: 'new', deployed: 'old' });
    expect(told(await deploy(requestFor([fn])))).toEqual(['failed NXL-AWS-NETWORK']);
    expect(cloud.mutations()).toHaveLength(1);
  });
});

it('starts no write after it was interrupted and waits for those under way', async () => {
  const abort = new AbortController();
  const functions = ['A', 'B', 'C'].map((id) => addFunction(cloud, id, { built: 'new', deployed: 'old' }));
  cloud.beforeUpdate = () => {
    abort.abort();
    return undefined;
  };
  const { options } = requestFor([]);
  const report = await deploy(requestFor(functions, { options: { ...options, concurrency: 1 } }), abort.signal);
  expect(told(report)).toEqual(['updated', 'failed NXL-DEPLOY-INTERRUPTED', 'failed NXL-DEPLOY-INTERRUPTED']);
  expect(cloud.mutations()).toHaveLength(1);
});

it('is a failure as a whole when nobody is signed in', async () => {
  const failure: Failure = { code: 'NXL-AWS-CREDENTIALS-MISSING', message: 'None.', advice: 'Sign in.' };
  const identity = { callerIdentity: async () => ({ ok: false as const, failures: [failure] as const }) };
  const result = await deployServices(requestFor([]), { ...cloud.ports, identity }, () => {});
  expect(result).toEqual({ ok: false, failures: [failure] });
});
