import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import {
  type ArtifactManifest,
  bytesBody,
  ENVIRONMENT_TAG,
  type LambdaFunction,
  type PackageBody,
  type Result,
  type Service,
  success,
} from '@nx-lambda/core';
import { type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import { deployServices, readStatus } from '@nx-lambda/operations';
import { deploymentRecords, physicalNames } from '@nx-lambda/workspace';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';

const REGION = 'us-east-1';
const COMMIT = '5f2d0c6c2a1f6bdbb5b3b2a0f0f0e0d0c0b0a090';
const credentials = { accessKeyId: 'AKIAANNA', secretAccessKey: 'marked-secret' };
const settings = { handler: 'app.handler', runtime: 'nodejs22.x', architectures: ['x86_64'] };
const options = { stackName: '{service}-{environment}', accounts: [], protect: ['prod*'] };
const environment = { name: 'anna', origin: '--environment' } as const;

let folder: string;
let cloud: FakeAws;
let aws: AwsPorts;
let built: Map<string, { readonly manifest: ArtifactManifest; readonly zip: Uint8Array }>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'status-'));
  cloud = await startFakeAws({ limits: true });
  aws = createAwsPorts({ region: REGION, endpoint: cloud.endpoint, credentials, maxAttempts: 3 });
  built = new Map();
});

afterEach(async () => {
  aws.close();
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

function zipOf(text: string): Uint8Array {
  const mtime = new Date('1980-01-01T00:00:00');
  return zipSync({ 'app.js': [Buffer.from(`exports.handler = async () => '${text}';\n`), { mtime }] });
}

function shaOf(text: string): string {
  return createHash('sha256').update(zipOf(text)).digest('base64');
}

function build(logicalId: string, text: string): void {
  const zip = zipOf(text);
  const manifest: ArtifactManifest = {
    schema: 1,
    service: 'orders',
    function: logicalId,
    codeSha256: shaOf(text),
    zipSize: zip.length,
    unzippedSize: 100,
    runtime: 'nodejs22.x',
    handler: 'app.handler',
    architecture: 'x86_64',
    inputs: [],
    packages: [],
    externals: [],
    tools: {},
    sourceMaps: [],
  };
  built.set(logicalId, { manifest, zip });
}

function seed(logicalIds: readonly string[], tags: Readonly<Record<string, string>> = { [ENVIRONMENT_TAG]: 'anna' }) {
  const resources = logicalIds.map((logicalId) => {
    return { logicalId, function: { ...settings, code: { zip: zipOf('old') } } };
  });
  cloud.control.seedStack({ stackName: 'orders-anna', region: REGION, tags, resources });
}

function service(logicalIds: readonly string[]): Service {
  const functions = logicalIds.map(
    (logicalId): LambdaFunction => ({
      logicalId,
      runtime: 'nodejs22.x',
      handler: 'app.handler',
      architecture: 'x86_64',
      source: { kind: 'directory', path: 'services/orders', assets: [] },
      address: { kind: 'stack-resource', logicalId },
      place: { file: 'services/orders/template.yaml', line: 1, column: 1 },
    }),
  );
  return {
    name: 'orders',
    root: 'services/orders',
    template: 'services/orders/template.yaml',
    functions,
    undeployable: [],
    events: [],
    definitionFiles: [],
    failures: [],
    notices: [],
  };
}

function ports() {
  return {
    ...aws,
    artifacts: {
      manifest: async (_: string, logicalId: string) => success(built.get(logicalId)?.manifest),
      zip: async (_: string, logicalId: string) => success(built.get(logicalId)?.zip ?? new Uint8Array()),
      withZip: <T>(_: string, logicalId: string, use: (body: PackageBody) => Promise<Result<T>>) =>
        use(bytesBody(built.get(logicalId)?.zip ?? new Uint8Array())),
    },
    names: physicalNames(folder),
    records: deploymentRecords(folder),
    clock: {
      now: () => Date.now(),
      // Only the progress line waits with a signal; an update of the stand-in is over when it is next looked at.
      wait: async (_: number, signal?: AbortSignal) => {
        if (signal !== undefined) await once(signal, 'abort');
      },
    },
  };
}

async function deploy(logicalIds: readonly string[]): Promise<void> {
  const deployed = await deployServices(
    {
      environment,
      services: [service(logicalIds)],
      options: { ...options, artifactPrefix: 'nx-lambda', concurrency: 4 },
      dryRun: false,
      why: false,
      notCompared: 0,
      timeout: 20_000,
      commit: COMMIT,
    },
    ports(),
    () => undefined,
  );
  if (!deployed.ok || deployed.value.counts.failed > 0) throw new Error(JSON.stringify(deployed));
}

async function status(logicalIds: readonly string[]) {
  const read = await readStatus({ environment, services: [service(logicalIds)], options }, ports(), () => undefined);
  if (!read.ok) throw new Error(`${read.failures[0].code}: ${read.failures[0].message}`);
  return read.value;
}

function nameOf(logicalId: string): string {
  const found = cloud.control.functions().find((fn) => fn.tags['aws:cloudformation:logical-id'] === logicalId);
  if (found === undefined) throw new Error(`${logicalId} was not seeded`);
  return found.functionName;
}

it('tells what was deployed from here at which commit, what was not, and what is not there', async () => {
  seed(['A', 'B', 'C']);
  build('A', 'new');
  build('B', 'new');
  await deploy(['A', 'B']);
  const theirs = { functionName: nameOf('B'), region: REGION, code: { zip: zipOf('theirs') } };
  cloud.control.seedFunction(theirs);
  cloud.control.calls.reset();
  const report = await status(['A', 'B', 'C', 'D']);
  expect(report).toMatchObject({ environment: 'anna', accountId: '123456789012', region: REGION });
  expect(report.functions).toMatchObject([
    { physicalName: nameOf('A'), codeSha256: shaOf('new'), origin: 'ours', commit: COMMIT, drift: 'same' },
    { physicalName: nameOf('B'), codeSha256: shaOf('theirs'), origin: 'other', drift: 'differs', state: 'Active' },
    { physicalName: nameOf('C'), codeSha256: shaOf('old'), origin: 'unknown', drift: 'not-built' },
    { logicalId: 'D', kind: 'missing', failure: { code: 'NXL-PLAN-FUNCTION-MISSING' } },
  ]);
  expect(cloud.control.calls.count({ mutating: true })).toBe(0);
});

it('tells of an update that failed', async () => {
  seed(['A']);
  build('A', 'new');
  cloud.control.setFaults([{ kind: 'failed-update', operations: ['UpdateFunctionCode'] }]);
  await expect(deploy(['A'])).rejects.toThrow('NXL-DEPLOY-UPDATE-FAILED');
  expect((await status(['A'])).functions).toMatchObject([{ kind: 'deployed', lastUpdateStatus: 'Failed' }]);
});

it('reads a function of somebody else without harm, and says that it would not be written to', async () => {
  seed(['A'], {});
  expect((await status(['A'])).functions).toMatchObject([
    { kind: 'deployed', refusal: { code: 'NXL-PLAN-NOT-FEATURE' } },
  ]);
});

it('says of each function that can not be read why', async () => {
  seed(['A', 'B']);
  await status(['A', 'B']);
  cloud.control.setCaller(credentials.accessKeyId, { account: '123456789012', denied: ['lambda:GetFunction'] });
  const report = await status(['A', 'B']);
  expect(report.counts.unreadable).toBe(2);
  expect(report.functions).toMatchObject([{ failure: { code: 'NXL-AWS-ACCESS-DENIED' } }, { kind: 'unreadable' }]);
  const text = JSON.stringify(report);
  expect(text).not.toContain(credentials.secretAccessKey);
  expect(text).not.toContain('X-Amz-');
});

it('keeps to one GetFunction a function and below the limit of AWS', async () => {
  const many = Array.from({ length: 150 }, (_, index) => `F${index}`);
  seed(many);
  expect((await status(many)).counts.notBuilt).toBe(many.length);
  const calls = cloud.control.calls.list();
  expect(calls.filter(({ status: code }) => code !== 200)).toEqual([]);
  expect(cloud.control.calls.counts()).toEqual({
    'sts:GetCallerIdentity': 1,
    'cloudformation:ListStackResources': 2,
    'lambda:GetFunction': many.length,
  });
});
