/** A function of a temporary workspace, deployed to a stand-in, and run on this machine as invoke-local does. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import {
  BUNDLE_DEFAULTS,
  type BundleOptions,
  type InvokeReport,
  type LambdaEvent,
  type LambdaFunction,
  type Result,
  type Service,
} from '@nx-lambda/core';
import { type Control, type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import {
  followFunction,
  invokeLocal,
  readLocalFunction,
  type WatchLocalPorts,
  type WatchLocalRequest,
} from '@nx-lambda/operations';
import { type LocalCodeOptions, layerFolders, localCode } from '@nx-lambda/workspace';
import { createLocalRuntime, type LocalRuntimeOptions } from '../../packages/nx-lambda/src/run/local-runtime.ts';
import { watchedDefinitions } from '../../packages/nx-lambda/src/run/watched-definitions.ts';

export const NAME = 'orders-ann-api';
export const ROLE = 'arn:aws:iam::123456789012:role/orders-ann-role';
const REGION = 'us-east-1';
/** Of the developer: the function must never see them. */
export const OWN = { accessKeyId: 'AKIADEVELOPER', secretAccessKey: 'developers-own-secret' };

export interface LocalRun {
  readonly result: Result<InvokeReport>;
  readonly events: readonly LambdaEvent[];
}

export interface RunOptions {
  /** Reads the service anew, where it has a definition. */
  readonly readService?: () => Promise<Service | undefined>;
  readonly fn?: Partial<LambdaFunction>;
  readonly bundle?: Partial<BundleOptions>;
  readonly physicalName?: string;
  readonly event?: unknown;
  readonly credentials?: 'role' | 'own';
  readonly code?: Partial<LocalCodeOptions>;
  readonly runtime?: Partial<LocalRuntimeOptions>;
  readonly onEvent?: (event: LambdaEvent) => void;
  readonly signal?: AbortSignal;
}

export interface PreparedRun {
  readonly request: WatchLocalRequest;
  readonly ports: Omit<WatchLocalPorts, 'changes'>;
}

export interface LocalWorld {
  readonly root: string;
  readonly cloud: FakeAws;
  readonly control: Control;
  readonly aws: AwsPorts;
  /** Where layers are unpacked. */
  readonly cacheFolder: string;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  prepare(options?: RunOptions, service?: Service): PreparedRun;
  run(options?: RunOptions): Promise<LocalRun>;
  stop(): Promise<void>;
}

const PLAIN: BundleOptions = {
  ...BUNDLE_DEFAULTS,
  format: 'cjs',
  target: ['node20'],
  minify: false,
  external: [],
  provided: ['@aws-sdk/*'],
};

export async function startLocalWorld(): Promise<LocalWorld> {
  const cloud = await startFakeAws();
  const root = await realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-local-test-')));
  const cacheFolder = await realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-layers-test-')));
  const aws = createAwsPorts({ region: REGION, endpoint: cloud.endpoint, credentials: OWN, maxAttempts: 1 });
  const world: LocalWorld = {
    root,
    cloud,
    control: cloud.control,
    aws,
    cacheFolder,
    async write(files) {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      }
    },
    prepare: (options = {}, service = serviceOf(options)) => prepare(world, options, service),
    async run(options = {}) {
      const { request, ports } = world.prepare(options);
      const events: LambdaEvent[] = [];
      try {
        const emit = (event: LambdaEvent) => {
          events.push(event);
          options.onEvent?.(event);
        };
        const result = await invokeLocal(request, ports, emit, options.signal ?? new AbortController().signal);
        return { result, events };
      } finally {
        await ports.code.remove();
      }
    },
    async stop() {
      aws.close();
      await cloud.stop();
      for (const folder of [root, cacheFolder]) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return world;
}

/** A service of one function that has no definition. */
function serviceOf(options: RunOptions): Service {
  const bundle = { ...PLAIN, ...options.bundle };
  const outputPath = bundle.format === 'esm' ? 'app.mjs' : 'app.js';
  const fn: LambdaFunction = {
    logicalId: 'Api',
    runtime: 'nodejs20.x',
    handler: 'app.handler',
    architecture: 'x86_64',
    source: { kind: 'bundle', entryPoint: 'orders/app.ts', outputPath, bundle },
    address: { kind: 'stack-resource', logicalId: 'Api' },
    place: { file: 'orders/template.yaml', line: 1, column: 1 },
    ...options.fn,
  };
  const none = { undeployable: [], events: [], definitionFiles: [], failures: [], notices: [] };
  return { name: 'orders', root: 'orders', functions: [fn], ...none };
}

function prepare({ aws, root, cacheFolder }: LocalWorld, options: RunOptions, service: Service): PreparedRun {
  const [fn] = service.functions;
  if (fn === undefined) throw new Error('the service has no function');
  const { code, handler, definition } = followFunction(
    { service, function: fn, environment: 'ann', provisionTarget: 'provision-feature' },
    {
      readService: options.readService ?? (async () => service),
      code: (meant) =>
        localCode({
          workspaceRoot: root,
          function: meant,
          packages: 'as-built',
          repeated: false,
          forDebugger: false,
          ...options.code,
        }),
      ...watchedDefinitions(root),
    },
  );
  const request: WatchLocalRequest = {
    service: 'orders',
    logicalId: fn.logicalId,
    read: async () => {
      const caller = await aws.identity.callerIdentity();
      if (!caller.ok) return caller;
      return readLocalFunction(
        {
          physicalName: options.physicalName ?? NAME,
          handler: handler(),
          environment: 'ann',
          caller: caller.value,
          credentials: options.credentials ?? 'role',
          nodeVersion: process.version,
          invokeCloud: 'nx run orders:invoke-cloud',
        },
        {
          settings: aws.functionSettings,
          role: aws.role,
          layers: aws.layers,
          layerCode: aws.layerCode,
          layerFolders: layerFolders(cacheFolder),
        },
      );
    },
    payload: async () => ({
      ok: true,
      value: { bytes: Buffer.from(JSON.stringify(options.event ?? {})), origin: { kind: 'option' } },
    }),
    newRequestId: () => '8476a536-e9f4-11e8-9739-2dfe598c3f00',
    folder: 'orders',
    payloadFiles: [],
    now: Date.now,
  };
  const runtime = createLocalRuntime({ environment: process.env, ...options.runtime });
  return { request, ports: { code, runtime, definition } };
}

/** The answer of a run that gave one. */
export function reportOf({ result }: LocalRun): InvokeReport {
  if (!result.ok) throw new Error(JSON.stringify(result.failures));
  return result.value;
}

export function answerOf(run: LocalRun): unknown {
  return JSON.parse(reportOf(run).payload ?? 'null');
}
