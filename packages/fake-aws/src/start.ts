import { randomUUID } from 'node:crypto';
import { startSandbox } from '@nx-lambda/runtime';
import { createCallLog } from './calls.ts';
import { createStackStore } from './cloudformation/stack-store.ts';
import { type Control, createControl } from './control/control.ts';
import { createFaults, type FaultRule } from './faults.ts';
import { createIdentities, DEFAULT_ACCOUNT, type IdentitySeed } from './identity.ts';
import { createFunctionStore } from './lambda/function-store.ts';
import { createLayerStore } from './lambda/layer-store.ts';
import { createSandboxPool, type StartSandbox } from './lambda/sandbox-pool.ts';
import { createRateLimiter } from './rate-limit.ts';
import { createSecretStore } from './secrets/secret-store.ts';
import { listen } from './server.ts';
import { type Clock, DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { createParameterStore } from './ssm/parameter-store.ts';
import type { World } from './world.ts';

export interface FakeAwsOptions extends Partial<Settings> {
  /** On 127.0.0.1; a free one when absent or 0. */
  readonly port?: number;
  /** The account of callers that `callers` does not name; 123456789012 when absent. */
  readonly account?: string;
  /** Who each access key id belongs to, and what it may not do. */
  readonly callers?: Readonly<Record<string, IdentitySeed>>;
  readonly faults?: readonly FaultRule[];
  /** Of the generator that draws faults; 1 when absent. */
  readonly seed?: number;
  /** Milliseconds since 1970; Date.now when absent. */
  readonly clock?: Clock;
  /** UUIDs for request ids, RevisionIds and the like; random when absent. */
  readonly newId?: () => string;
  /** Where functions find executables such as python; this process's environment when absent. */
  readonly hostEnvironment?: Readonly<Record<string, string | undefined>>;
  /** Takes the place of the real child processes. */
  readonly startSandbox?: StartSandbox;
  /** Told of errors that are the stand-in's own bugs; its answer is a 500 either way. */
  readonly onBug?: (error: unknown) => void;
}

export interface FakeAws {
  /** `http://127.0.0.1:<port>`, for AWS_ENDPOINT_URL. */
  readonly endpoint: string;
  readonly port: number;
  readonly control: Control;
  /** Ends the server, its connections and every function's process, and removes the unpacked code. */
  stop(): Promise<void>;
}

/**
 * Starts a stand-in for AWS on loopback. It executes the code that is uploaded to it: never let it listen elsewhere.
 */
export async function startFakeAws(options: FakeAwsOptions = {}): Promise<FakeAws> {
  const world = createWorld(options);
  const control = createControl(world);
  const server = await listen(world, control, options.port ?? 0);
  world.endpoint = `http://127.0.0.1:${server.port}`;
  return {
    endpoint: world.endpoint,
    port: server.port,
    control,
    async stop() {
      await server.close();
      await world.sandboxes.stop();
    },
  };
}

/** The state of a stand-in that nothing has happened to yet, without a server around it. */
export function createWorld(options: FakeAwsOptions): World {
  const clock = options.clock ?? Date.now;
  const account = options.account ?? DEFAULT_ACCOUNT;
  const faults = createFaults(options.seed ?? 1);
  faults.set(options.faults ?? []);
  const layers = createLayerStore();
  const sandboxes = createSandboxPool({
    start: options.startSandbox ?? startSandbox,
    endpoint: () => world.endpoint,
    environment: options.hostEnvironment ?? process.env,
    layerCode: (arn) => layers.byArn(arn)?.code,
  });
  // Once an update has settled, processes that run what was in force before it end.
  const functions = createFunctionStore(clock, (record) =>
    sandboxes.retire(record, (version, id) => version !== '$LATEST' || id === record.latest.deployed.id),
  );
  const world: World = {
    endpoint: '',
    account,
    settings: {
      limits: options.limits ?? DEFAULT_SETTINGS.limits,
      latency: options.latency ?? DEFAULT_SETTINGS.latency,
      updateTime: options.updateTime ?? DEFAULT_SETTINGS.updateTime,
      createTime: options.createTime ?? DEFAULT_SETTINGS.createTime,
      snapshotTime: options.snapshotTime ?? DEFAULT_SETTINGS.snapshotTime,
      codeLocationStatus: DEFAULT_SETTINGS.codeLocationStatus,
      resourceTime: options.resourceTime ?? DEFAULT_SETTINGS.resourceTime,
    },
    clock,
    newId: options.newId ?? randomUUID,
    identities: createIdentities(options.callers ?? {}, account),
    calls: createCallLog(),
    faults,
    limiter: createRateLimiter(clock),
    functions,
    layers,
    sandboxes,
    snapshots: new Map(),
    buckets: new Map(),
    stacks: createStackStore(),
    parameters: createParameterStore(),
    secrets: createSecretStore(),
    untrusted: new Set(),
    trustPolicies: new Map(),
    bug: options.onBug ?? (() => undefined),
  };
  return world;
}
