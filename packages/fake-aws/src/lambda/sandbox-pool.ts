import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asInLambda,
  type InvocationReport,
  type InvocationRequest,
  LAYERS_ROOT,
  type Sandbox,
  type SandboxOptions,
} from '@nx-lambda/runtime';
import { functionArn } from './function-name.ts';
import type { FunctionRecord } from './function-store.ts';
import type { Deployed, FunctionCode } from './function-version.ts';
import { unpackZip } from './unpack.ts';

export type StartSandbox = (options: SandboxOptions) => Promise<Sandbox>;

/**
 * The execution environments of all functions. One serves one invocation at a time, stays warm for the next of the
 * same version and the same deployed code and settings, and ends when these are no longer in force.
 */
export interface SandboxPool {
  invoke(
    record: FunctionRecord,
    version: string,
    deployed: Deployed,
    request: InvocationRequest,
  ): Promise<InvocationReport>;
  /** Ends the function's environments that `keep` does not name; a busy one ends after its invocation. */
  retire(record: FunctionRecord, keep: (version: string, deployedId: string) => boolean): void;
  /** Resolves when no invocation runs, asynchronous ones included. */
  idle(): Promise<void>;
  /** Ends every process, busy or not, and removes the unpacked code. */
  stop(): Promise<void>;
}

interface Environment {
  readonly arn: string;
  readonly version: string;
  readonly deployedId: string;
  readonly sandbox: Promise<Sandbox>;
  busy: boolean;
  retired: boolean;
}

/** Processes of one function at a time; further invocations wait. Lambda would allow 1,000, this machine would not. */
const MOST_PER_FUNCTION = 4;

export interface SandboxHost {
  readonly start: StartSandbox;
  /** Of this stand-in; known once it listens. */
  readonly endpoint: () => string;
  /** This machine's variables; the runtime passes on only what an executable needs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What a layer version holds; undefined for layers of other accounts. None at all when absent. */
  readonly layerCode?: (arn: string) => FunctionCode | undefined;
}

export function createSandboxPool(host: SandboxHost): SandboxPool {
  const environments = new Set<Environment>();
  const ending = new Set<Promise<void>>();
  const running = new Set<Promise<InvocationReport>>();
  const folders = createCodeFolders();
  let waiting: (() => void)[] = [];

  const end = (environment: Environment): void => {
    environments.delete(environment);
    const ended = environment.sandbox
      .then((sandbox) => sandbox.stop())
      .catch(() => undefined)
      .finally(() => ending.delete(ended));
    ending.add(ended);
  };

  const open = (record: FunctionRecord, version: string, deployed: Deployed): Environment => {
    const environment: Environment = {
      arn: functionArn(record),
      version,
      deployedId: deployed.id,
      sandbox: Promise.all([folders.of(deployed), folders.layersOf(layersOf(deployed, host))]).then(
        ([taskRoot, layersRoot]) =>
          host.start(sandboxOptions(record, version, deployed, { taskRoot, layersRoot }, host)),
      ),
      busy: true,
      retired: false,
    };
    environments.add(environment);
    return environment;
  };

  const acquire = async (record: FunctionRecord, version: string, deployed: Deployed): Promise<Environment> => {
    const arn = functionArn(record);
    for (;;) {
      const own = [...environments].filter((each) => each.arn === arn && !each.retired);
      const warm = own.find((each) => !each.busy && each.version === version && each.deployedId === deployed.id);
      if (warm !== undefined) {
        warm.busy = true;
        return warm;
      }
      if (own.filter((each) => each.busy).length < MOST_PER_FUNCTION) return open(record, version, deployed);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };

  const release = (environment: Environment): void => {
    environment.busy = false;
    if (environment.retired) end(environment);
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };

  const run: SandboxPool['invoke'] = async (record, version, deployed, request) => {
    const environment = await acquire(record, version, deployed);
    try {
      const sandbox = await environment.sandbox;
      const report = asInLambda(await sandbox.invoke(request), await folders.of(deployed));
      const layersRoot = await folders.layersOf(layersOf(deployed, host));
      return layersRoot === undefined ? report : asInLambda(report, layersRoot, LAYERS_ROOT);
    } catch (error) {
      environment.retired = true;
      throw error;
    } finally {
      release(environment);
    }
  };

  return {
    invoke(record, version, deployed, request) {
      const invocation = run(record, version, deployed, request);
      running.add(invocation);
      const done = () => running.delete(invocation);
      invocation.then(done, done);
      return invocation;
    },
    retire(record, keep) {
      const arn = functionArn(record);
      for (const environment of environments) {
        if (environment.arn !== arn || keep(environment.version, environment.deployedId)) continue;
        environment.retired = true;
        if (!environment.busy) end(environment);
      }
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    async stop() {
      for (const environment of environments) end(environment);
      await Promise.all(ending);
      await folders.remove();
    },
  };
}

/** Unpacked code, one folder for each codeSha256, in a temporary folder that no repository contains. */
function createCodeFolders() {
  let root: Promise<string> | undefined;
  const unpacked = new Map<string, Promise<string>>();
  const unpack = async (name: string, zips: readonly Uint8Array[]): Promise<string> => {
    // Node names modules by their real paths.
    root ??= mkdtemp(join(tmpdir(), 'fake-aws-code-')).then((folder) => realpath(folder));
    const folder = join(await root, name);
    await mkdir(folder);
    for (const zip of zips) await unpackZip(zip, folder);
    return folder;
  };
  const once = (key: string, zips: readonly Uint8Array[]): Promise<string> => {
    const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const folder = unpacked.get(name) ?? unpack(name, zips);
    unpacked.set(name, folder);
    return folder;
  };
  return {
    of: ({ code }: Deployed): Promise<string> => once(code.codeSha256, [code.zip]),
    /** Later layers lie over earlier ones. Undefined: there are none. */
    async layersOf(layers: readonly FunctionCode[]): Promise<string | undefined> {
      if (layers.length === 0) return undefined;
      return once(
        `layers ${layers.map(({ codeSha256 }) => codeSha256).join(' ')}`,
        layers.map(({ zip }) => zip),
      );
    },
    async remove(): Promise<void> {
      await Promise.allSettled(unpacked.values());
      if (root !== undefined) await rm(await root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function layersOf({ settings }: Deployed, { layerCode }: SandboxHost): readonly FunctionCode[] {
  return settings.layers.flatMap((arn) => layerCode?.(arn) ?? []);
}

function sandboxOptions(
  record: FunctionRecord,
  version: string,
  deployed: Deployed,
  { taskRoot, layersRoot }: { readonly taskRoot: string; readonly layersRoot: string | undefined },
  host: SandboxHost,
): SandboxOptions {
  const { settings } = deployed;
  return {
    runtime: settings.runtime ?? '',
    handler: settings.handler ?? '',
    taskRoot,
    ...(layersRoot === undefined ? {} : { layersRoot }),
    // A function that calls AWS reaches this stand-in, never the real one.
    environment: { AWS_ENDPOINT_URL: host.endpoint(), ...settings.environment },
    functionName: record.name,
    functionVersion: version,
    region: record.region,
    memorySize: settings.memorySize,
    timeout: settings.timeout * 1000,
    logFormat: settings.logFormat,
    hostEnvironment: host.environment,
    credentials: { accessKeyId: 'ASIASTANDIN', secretAccessKey: 'stand-in', sessionToken: 'stand-in' },
  };
}
