/** Services whose templates are written by a test, provisioned through the real adapters on the stand-in, its clock moved by hand. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import {
  type ArtifactManifest,
  bytesBody,
  type Clock,
  type DeployPorts,
  type DeployReport,
  type LambdaEvent,
  type ParameterSource,
  type ProvisionPorts,
  type ProvisionReport,
  parsePluginOptions,
  type Service,
  type StackDescription,
  type StackOutcome,
  success,
} from '@nx-lambda/core';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from '@nx-lambda/fake-aws';
import {
  type DeployRequest,
  deployServices,
  type ProvisionRequest,
  provisionServices,
  waitingPort,
} from '@nx-lambda/operations';
import { deploymentRecords, physicalNames, readServices, templateFiles } from '@nx-lambda/workspace';
import { zipSync } from 'fflate';
import { realClock } from '../../tools/faults/sample-deployment.ts';

export const REGION = 'us-east-1';
export const BUCKET = 'artifacts';
export const credentials = { accessKeyId: 'AKIAANNA', secretAccessKey: 'marked-secret' };
export const SAM = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
`;
export const SAMPLE_OPTIONS = {
  stackName: '{service}-{environment}',
  accounts: [],
  protect: ['prod*'],
  artifactBucket: BUCKET,
  artifactPrefix: 'nx-lambda',
  concurrency: 4,
} as const;

export interface Provisioning {
  readonly fake: FakeAws;
  readonly aws: AwsPorts;
  readonly events: LambdaEvent[];
  readonly clock: Clock;
  /** Code of functions by logical id; `old` unless set. */
  readonly code: Map<string, string>;
  /** Handlers that functions were built for, by logical id; `app.handler` unless set. */
  readonly handlers: Map<string, string>;
  /** Called whenever the clock is waited for. */
  onWait: () => void;
  readonly deployPorts: () => DeployPorts;
  readonly ports: () => ProvisionPorts;
  /** Writes files below `services/<name>`. */
  write(path: string, text: string): Promise<void>;
  services(...names: readonly string[]): Promise<readonly Service[]>;
  /** Provisions one service. */
  provision(change?: ProvisionChange): Promise<StackOutcome>;
  run(services: readonly Service[], change?: ProvisionChange): Promise<ProvisionReport>;
  /** Deploys the service `orders`. */
  deploy(change?: Partial<DeployRequest>): Promise<DeployReport>;
  /** Undefined: there is none of that name. */
  stack(name: string): Promise<StackDescription | undefined>;
  /** Operations that change anything, in their order. */
  writes(): readonly string[];
  /** Keys in the artifact bucket. */
  stored(): Promise<readonly string[]>;
  object(key: string): Promise<string>;
  stop(): Promise<void>;
}

export type ProvisionChange = Partial<Omit<ProvisionRequest, 'services' | 'sourcesOf' | 'options'>> & {
  readonly service?: string;
  /** Names of the services that each one needs; the one before it unless given. */
  readonly after?: Readonly<Record<string, readonly string[]>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly options?: Partial<ProvisionRequest['options']>;
  readonly signal?: AbortSignal;
};

export async function startProvisioning(given: FakeAwsOptions = {}): Promise<Provisioning> {
  let now = Date.UTC(2026, 10, 22);
  const root = await mkdtemp(join(tmpdir(), 'provisioning-'));
  const fake = await startFakeAws({ clock: () => now, ...given });
  const settings = { region: REGION, endpoint: fake.endpoint, credentials };
  const aws = createAwsPorts({ ...settings, maxAttempts: 3, rates: { getFunction: 1e6, rest: 1e6 } });
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  fake.control.calls.reset();
  let runs = 0;
  const sample: Provisioning = {
    fake,
    aws,
    events: [],
    code: new Map(),
    handlers: new Map(),
    onWait: () => undefined,
    clock: {
      now: () => now,
      async wait(milliseconds) {
        now += milliseconds;
        await new Promise<void>((resolve) => setImmediate(resolve));
        sample.onWait();
        // Whoever only waits must not keep requests from being answered.
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
    ports: () => ({
      identity: aws.identity,
      stacks: aws.stackOperations,
      deployed: { ...aws.stacks, ...aws.lambda },
      objects: aws.objects,
      artifacts: artifactsOf(sample),
      templates: templateFiles(root),
      clock: sample.clock,
    }),
    deployPorts: () => ({
      identity: aws.identity,
      lambda: aws.lambda,
      stacks: aws.stacks,
      objects: aws.objects,
      layers: aws.layers,
      artifacts: artifactsOf(sample),
      names: physicalNames(root),
      records: deploymentRecords(root),
      clock: realClock,
      waiting: waitingPort(aws.stackOperations, templateFiles(root)),
    }),
    async write(path, text) {
      const file = join(root, 'services', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    },
    async services(...names) {
      const options = parsePluginOptions({});
      if (!options.ok) throw new Error(options.failures[0].message);
      const definitionFiles: string[] = [];
      for (const name of names) {
        const files = await readdir(join(root, 'services', name));
        definitionFiles.push(
          ...files.filter((file) => file.startsWith('template.')).map((file) => `services/${name}/${file}`),
        );
      }
      return readServices({ workspaceRoot: root, definitionFiles, options: options.value });
    },
    async provision({ service = 'orders', ...change } = {}) {
      const report = await sample.run(await sample.services(service), change);
      const [outcome] = report.stacks;
      if (outcome === undefined) throw new Error('there is no outcome');
      return outcome;
    },
    async run(services, { parameters = {}, options = {}, signal, after, service: _service, ...change } = {}) {
      const sources: readonly ParameterSource[] = [{ origin: '--parameter', values: parameters, shared: true }];
      const result = await provisionServices(
        {
          environment: { name: 'anna', origin: '--environment' },
          services: services.map((service, index) => {
            const before = services[index - 1];
            return { service, after: after?.[service.name] ?? (before === undefined ? [] : [before.name]) };
          }),
          options: { ...SAMPLE_OPTIONS, ...options },
          sourcesOf: async () => success(sources),
          tags: { owner: 'anna', expires: '2026-12-06' },
          mode: 'express',
          dryRun: false,
          allowReplacement: false,
          runId: `run-${++runs}`,
          timeout: 600_000,
          ...change,
        },
        sample.ports(),
        (event) => sample.events.push(event),
        signal,
      );
      if (!result.ok) throw new Error(result.failures[0].message);
      return result.value;
    },
    async deploy(change = {}) {
      const result = await deployServices(
        {
          environment: { name: 'anna', origin: '--environment' },
          services: await sample.services('orders'),
          options: SAMPLE_OPTIONS,
          dryRun: false,
          why: false,
          notCompared: 0,
          timeout: 60_000,
          ...change,
        },
        sample.deployPorts(),
        () => undefined,
      );
      if (!result.ok) throw new Error(result.failures[0].message);
      return result.value;
    },
    async stack(name) {
      const found = await aws.stackOperations.describe(name);
      if (!found.ok) throw new Error(found.failures[0].message);
      return found.value;
    },
    writes: () => fake.control.calls.list({ mutating: true }).map(({ operation }) => operation),
    async stored() {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
      return Contents.map(({ Key = '' }) => Key);
    },
    async object(key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      return (await Body?.transformToString()) ?? '';
    },
    async stop() {
      aws.close();
      s3.destroy();
      await fake.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
  return sample;
}

export function zipWith(text: string): Uint8Array {
  const mtime = new Date('1980-01-01T00:00:00');
  return zipSync({ 'app.js': [Buffer.from(`exports.handler = async () => '${text}';\n`), { mtime }] });
}

export function shaOf(text: string): string {
  return createHash('sha256').update(zipWith(text)).digest('base64');
}

function artifactsOf({ code, handlers }: Pick<Provisioning, 'code' | 'handlers'>): DeployPorts['artifacts'] {
  const zipOf = (logicalId: string) => zipWith(code.get(logicalId) ?? 'old');
  return {
    manifest: async (service, logicalId) =>
      success(manifestOf(service, logicalId, zipOf(logicalId), handlers.get(logicalId))),
    zip: async (_, logicalId) => success(zipOf(logicalId)),
    withZip: (_, logicalId, use) => use(bytesBody(zipOf(logicalId))),
  };
}

function manifestOf(service: string, logicalId: string, zip: Uint8Array, handler = 'app.handler'): ArtifactManifest {
  return {
    schema: 1,
    service,
    function: logicalId,
    codeSha256: createHash('sha256').update(zip).digest('base64'),
    zipSize: zip.length,
    unzippedSize: 100,
    runtime: 'nodejs22.x',
    handler,
    architecture: 'x86_64',
    inputs: [],
    packages: [],
    externals: [],
    tools: {},
    sourceMaps: [],
  };
}
