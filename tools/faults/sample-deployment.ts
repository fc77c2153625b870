/** Services with many functions on the stand-in, and deployments of them through the real adapters to AWS. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { zipSync } from 'fflate';
import { type AwsPorts, createAwsPorts } from '../../packages/aws/src/index.ts';
import {
  type ArtifactManifest,
  bytesBody,
  type Clock,
  type DeployPorts,
  ENVIRONMENT_TAG,
  type LambdaFunction,
  type Service,
  success,
} from '../../packages/core/src/index.ts';
import type { FakeAws } from '../../packages/fake-aws/src/index.ts';
import type { DeployRequest } from '../../packages/operations/src/index.ts';
import { deploymentRecords, keptCode, physicalNames } from '../../packages/workspace/src/index.ts';

export const REGION = 'us-east-1';
const ENVIRONMENT = 'anna';
const FUNCTIONS_PER_SERVICE = 10;

/** The code of one function: texts that differ make zips that differ. */
export interface SampleCode {
  readonly text: string;
  /** Bytes that do not compress, for zips of a certain size; none when absent. */
  readonly ballast?: Uint8Array;
}

export interface SampleFunction {
  readonly service: string;
  readonly logicalId: string;
  readonly physicalName: string;
  /** It is invoked through the alias `live`. */
  readonly aliased: boolean;
}

/** With aliases, each fourth function is invoked through one: it takes further calls to look at, publish and move. */
export function sampleFunctions(count: number, { aliases = true } = {}): readonly SampleFunction[] {
  return Array.from({ length: count }, (_, index) => {
    const service = `s${Math.floor(index / FUNCTIONS_PER_SERVICE)}`;
    const logicalId = `F${index}`;
    const aliased = aliases && index % 4 === 3;
    return { service, logicalId, physicalName: `${service}-${ENVIRONMENT}-${logicalId}`, aliased };
  });
}

function byService(functions: readonly SampleFunction[]): ReadonlyMap<string, readonly SampleFunction[]> {
  const groups = new Map<string, SampleFunction[]>();
  for (const fn of functions) groups.set(fn.service, [...(groups.get(fn.service) ?? []), fn]);
  return groups;
}

export function sampleZip({ text, ballast }: SampleCode): Uint8Array {
  const source = Buffer.from(`exports.handler = async () => '${text}';\n`);
  const mtime = new Date('1980-01-01T00:00:00');
  return zipSync({ 'app.js': [source, { mtime }], ...(ballast && { ballast: [ballast, { mtime, level: 0 }] }) });
}

export function digestOf(zip: Uint8Array): string {
  return createHash('sha256').update(zip).digest('base64');
}

/** One stack a service, as CloudFormation would have made them. */
export function seedFunctions(
  { control }: Pick<FakeAws, 'control'>,
  functions: readonly SampleFunction[],
  code: (fn: SampleFunction) => Uint8Array,
): void {
  for (const [service, own] of byService(functions)) {
    control.seedStack({
      stackName: `${service}-${ENVIRONMENT}`,
      region: REGION,
      tags: { [ENVIRONMENT_TAG]: ENVIRONMENT },
      resources: own.map((fn) => ({
        logicalId: fn.logicalId,
        physicalId: fn.physicalName,
        function: {
          handler: 'app.handler',
          runtime: 'nodejs22.x',
          architectures: ['x86_64'],
          code: { zip: code(fn) },
          ...(fn.aliased && { aliases: ['live'] }),
        },
      })),
    });
  }
}

export function sampleRequest(
  functions: readonly SampleFunction[],
  change: Partial<DeployRequest> & { readonly concurrency?: number } = {},
): DeployRequest {
  const { concurrency = 8, ...rest } = change;
  return {
    environment: { name: ENVIRONMENT, origin: '--environment' },
    services: [...byService(functions)].map(([name, own]) => sampleService(name, own)),
    options: { stackName: '{service}-{environment}', accounts: [], protect: [], artifactPrefix: '', concurrency },
    dryRun: false,
    why: false,
    notCompared: 0,
    timeout: 300_000,
    ...rest,
  };
}

function sampleService(name: string, functions: readonly SampleFunction[]): Service {
  const root = `services/${name}`;
  return {
    name,
    root,
    template: `${root}/template.yaml`,
    functions: functions.map(
      ({ logicalId, aliased }): LambdaFunction => ({
        logicalId,
        runtime: 'nodejs22.x',
        handler: 'app.handler',
        architecture: 'x86_64',
        source: { kind: 'directory', path: root, assets: [] },
        ...(aliased && { aliases: [{ name: ['live'], gradual: false }] }),
        address: { kind: 'name', expression: [{ ref: 'AWS::StackName' }, `-${logicalId}`] },
        place: { file: `${root}/template.yaml`, line: 1, column: 1 },
      }),
    ),
    undeployable: [],
    events: [],
    definitionFiles: [],
    failures: [],
    notices: [],
  };
}

export function sampleAws(
  endpoint: string,
  change: { readonly accessKeyId?: string; readonly unlimited?: boolean } = {},
): AwsPorts {
  const { accessKeyId = 'AKIASAMPLE', unlimited = false } = change;
  const credentials = { accessKeyId, secretAccessKey: 'sample' };
  return createAwsPorts({
    region: REGION,
    endpoint,
    credentials,
    ...(unlimited && { rates: { getFunction: 1e6, rest: 1e6 } }),
  });
}

/** `folder` is where records are kept; absolute. */
export function samplePorts(
  aws: AwsPorts,
  folder: string,
  zipOf: (logicalId: string) => Uint8Array,
  clock: Clock = realClock,
): DeployPorts {
  return {
    identity: aws.identity,
    lambda: aws.lambda,
    stacks: aws.stacks,
    objects: aws.objects,
    layers: aws.layers,
    artifacts: {
      manifest: async (service, logicalId) => success(manifestOf(service, logicalId, zipOf(logicalId))),
      zip: async (_, logicalId) => success(zipOf(logicalId)),
      withZip: (_, logicalId, use) => use(bytesBody(zipOf(logicalId))),
    },
    names: physicalNames(folder),
    records: deploymentRecords(folder),
    clock,
  };
}

/** With what undoes deployments later. */
export function withKept<Ports extends DeployPorts>(ports: Ports, aws: AwsPorts, folder: string) {
  const kept = keptCode({
    cacheFolder: join(folder, 'cache'),
    artifactFolder: (service) => join(folder, 'dist', service),
  });
  return { ...ports, kept, deployedCode: aws.deployedCode };
}

function manifestOf(service: string, logicalId: string, zip: Uint8Array): ArtifactManifest {
  return {
    schema: 1,
    service,
    function: logicalId,
    codeSha256: digestOf(zip),
    zipSize: zip.length,
    unzippedSize: zip.length,
    runtime: 'nodejs22.x',
    handler: 'app.handler',
    architecture: 'x86_64',
    inputs: [],
    packages: [],
    externals: [],
    tools: {},
    sourceMaps: [],
  };
}

export const realClock: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
};

/** Runs so many times as fast as real time. */
export function fastClock(factor: number): Clock {
  return {
    now: () => Date.now() * factor,
    wait: (ms, signal) => realClock.wait(ms / factor, signal),
  };
}
