/** Every kind of fault, each over many functions and several seeds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaEvent } from '../../packages/core/src/index.ts';
import { type FakeAws, type FaultRule, startFakeAws } from '../../packages/fake-aws/src/index.ts';
import { deployServices } from '../../packages/operations/src/index.ts';
import {
  digestOf,
  fastClock,
  REGION,
  type SampleFunction,
  sampleAws,
  sampleFunctions,
  samplePorts,
  sampleRequest,
  sampleZip,
  seedFunctions,
} from './sample-deployment.ts';
import { type Claim, judge, type Verdict } from './truth.ts';

export interface FaultRun extends Verdict {
  /** Faults that struck. */
  readonly faults: number;
  readonly calls: number;
  /** Calls that had to be made because of them. */
  readonly retries: number;
}

/** What else goes on, beside the rules that the stand-in is given. */
interface Scenario {
  readonly rules: readonly FaultRule[];
  readonly meddle?: (cloud: FakeAws, functions: readonly SampleFunction[], event: LambdaEvent) => number;
  /** Another deployment at the same time: of the same code, or of other code. */
  readonly rival?: 'same' | 'other';
}

const lambda = ['lambda:*'];

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  throttling: { rules: [{ kind: 'throttle', operations: lambda, probability: 0.2 }] },
  'server errors': { rules: [{ kind: 'server-error', operations: lambda, probability: 0.05 }] },
  resets: { rules: [{ kind: 'reset', operations: lambda, probability: 0.05 }] },
  'lost answers': { rules: [{ kind: 'lost-answer', operations: lambda, probability: 0.1 }] },
  'slow answers': { rules: [{ kind: 'slow', operations: lambda, probability: 0.1, delay: 200 }] },
  conflicts: { rules: [], meddle: changeBehindOurBack },
  'two deployments of the same code': { rules: [], rival: 'same' },
  'two deployments of different code': { rules: [], rival: 'other' },
  everything: {
    rules: [
      { kind: 'throttle', operations: lambda, probability: 0.1 },
      { kind: 'server-error', operations: lambda, probability: 0.05 },
      { kind: 'reset', operations: lambda, probability: 0.05 },
      { kind: 'lost-answer', operations: lambda, probability: 0.05 },
      { kind: 'slow', operations: lambda, probability: 0.05, delay: 100 },
    ],
    meddle: changeBehindOurBack,
  },
};

const SPEED = 20;
/** Milliseconds of real time. */
const UPDATE_TIME = 40;
const CONCURRENCY = 32;
/** Milliseconds of the fast clock: the SDK's own pauses between retries are real time. */
const PATIENCE = 300_000 * SPEED;

export async function runScenario(scenario: Scenario, seed: number, count: number): Promise<FaultRun> {
  const cloud = await startFakeAws({ updateTime: UPDATE_TIME, seed, faults: scenario.rules });
  const folder = await mkdtemp(join(tmpdir(), 'nx-lambda-faults-'));
  const functions = sampleFunctions(count);
  // One of ten is up to date already.
  const unchanged = (logicalId: string) => Number(logicalId.slice(1)) % 10 === seed % 10;
  seedFunctions(cloud, functions, ({ logicalId }) => sampleZip({ text: `old ${logicalId}` }));
  let meddled = 0;
  const deploy = async (name: string, text: string): Promise<Claim> => {
    const caller = `arn:aws:iam::123456789012:user/${name}`;
    cloud.control.setCaller(`AKIA${name.toUpperCase()}`, { arn: caller });
    const aws = sampleAws(cloud.endpoint, { accessKeyId: `AKIA${name.toUpperCase()}`, unlimited: true });
    const zipOf = (logicalId: string) =>
      sampleZip({ text: unchanged(logicalId) ? `old ${logicalId}` : `${text} ${logicalId}` });
    const emit = (event: LambdaEvent) => {
      meddled += scenario.meddle?.(cloud, functions, event) ?? 0;
    };
    const ports = samplePorts(aws, join(folder, name), zipOf, fastClock(SPEED));
    const result = await deployServices(
      sampleRequest(functions, { concurrency: CONCURRENCY, timeout: PATIENCE }),
      ports,
      emit,
    );
    aws.close();
    if (!result.ok) throw new Error(`${result.failures[0].code}: ${result.failures[0].message}`);
    return { report: result.value, caller, built: ({ logicalId }) => digestOf(zipOf(logicalId)) };
  };
  try {
    const rivals = scenario.rival === undefined ? [] : [deploy('ben', scenario.rival === 'same' ? 'new' : 'other')];
    const claims = await Promise.all([deploy('anna', 'new'), ...rivals]);
    const calls = cloud.control.calls.list();
    const struck = calls.filter(({ faults }) => faults.length > 0);
    const again = struck.filter(({ faults }) => faults.some((kind) => kind !== 'slow'));
    const refused = calls.filter(({ status, faults }) => (status === 409 || status === 412) && faults.length === 0);
    return {
      ...judge(cloud, functions, claims),
      faults: struck.length + meddled + (scenario.rival === undefined ? 0 : 1),
      calls: calls.length,
      retries: again.length + refused.length,
    };
  } finally {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Someone deploys other code to some functions while we plan, and changes the settings of others as we write. */
function changeBehindOurBack({ control }: FakeAws, functions: readonly SampleFunction[], event: LambdaEvent): number {
  if (event.type === 'plan-made') {
    // What is up to date was told to be so before, and truly was.
    const planned = event.plan.actions.filter(({ kind }) => kind === 'update');
    const taken = planned.filter((_, index) => index % 7 === 0);
    for (const { physicalName } of taken) {
      if (physicalName === undefined) continue;
      control.seedFunction({
        functionName: physicalName,
        region: REGION,
        code: { zip: sampleZip({ text: 'theirs' }) },
      });
    }
    return taken.length;
  }
  if (event.type !== 'update-started' || Number(event.logicalId.slice(1)) % 3 !== 0) return 0;
  const fn = functions.find(({ logicalId }) => logicalId === event.logicalId);
  if (fn !== undefined) control.seedFunction({ functionName: fn.physicalName, region: REGION, description: 'theirs' });
  return 1;
}
