import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import type { ArtifactManifest, DeployPorts, DeployReport, Emit, LambdaFunction, Service } from '@nx-lambda/core';
import { bytesBody, ENVIRONMENT_TAG, success } from '@nx-lambda/core';
import { type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import { type DeployRequest, deployServices } from '@nx-lambda/operations';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, it } from 'vitest';

const REGION = 'us-east-1';
const STACK = 'orders-anna';
const credentials = { accessKeyId: 'AKIAANNA', secretAccessKey: 'marked-secret' };

/** The stand-in's and the deployment's, moved by hand. */
let time: number;
let cloud: FakeAws;
let aws: AwsPorts;
let artifacts: Map<string, { readonly manifest: ArtifactManifest; readonly zip: Uint8Array }>;

beforeEach(async () => {
  time = Date.now();
  cloud = await startFakeAws({ updateTime: 1000, clock: () => time });
  aws = createAwsPorts({ region: REGION, endpoint: cloud.endpoint, credentials, maxAttempts: 3 });
  artifacts = new Map();
});

afterEach(async () => {
  aws.close();
  await cloud.stop();
});

function zipOf(text: string): Uint8Array {
  const mtime = new Date('1980-01-01T00:00:00');
  return zipSync({ 'app.js': [Buffer.from(`exports.handler = async () => '${text}';\n`), { mtime }] });
}

function build(logicalId: string, text: string, declaredSize?: number): void {
  const zip = zipOf(text);
  const codeSha256 = createHash('sha256').update(zip).digest('base64');
  const manifest: ArtifactManifest = {
    schema: 1,
    service: 'orders',
    function: logicalId,
    codeSha256,
    zipSize: declaredSize ?? zip.length,
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
  artifacts.set(logicalId, { manifest, zip });
}

/** A stack whose functions run the code `old`; CloudFormation chose their names. */
function seed(
  logicalIds: readonly string[],
  tags: Readonly<Record<string, string>> = { [ENVIRONMENT_TAG]: 'anna' },
): void {
  const settings = { handler: 'app.handler', runtime: 'nodejs22.x', architectures: ['x86_64'] };
  const resources = logicalIds.map((logicalId) => {
    return { logicalId, function: { ...settings, code: { zip: zipOf('old') } } };
  });
  cloud.control.seedStack({ stackName: STACK, region: REGION, tags, resources });
}

function nameOf(logicalId: string): string {
  const found = cloud.control
    .functions()
    .find((fn) => fn.tags['aws:cloudformation:logical-id'] === logicalId && fn.functionArn.includes(REGION));
  if (found === undefined) throw new Error(`${logicalId} was not seeded`);
  return found.functionName;
}

function codeOf(logicalId: string): string | undefined {
  return cloud.control.functionFacts(nameOf(logicalId), { region: REGION })?.codeSha256;
}

function shaOf(text: string): string {
  return createHash('sha256').update(zipOf(text)).digest('base64');
}

function functionOf(logicalId: string): LambdaFunction {
  return {
    logicalId,
    runtime: 'nodejs22.x',
    handler: 'app.handler',
    architecture: 'x86_64',
    source: { kind: 'directory', path: 'services/orders', assets: [] },
    address: { kind: 'stack-resource', logicalId },
    place: { file: 'services/orders/template.yaml', line: 1, column: 1 },
  };
}

function ordersService(): Service {
  return {
    name: 'orders',
    root: 'services/orders',
    template: 'services/orders/template.yaml',
    functions: [...artifacts.keys()].map(functionOf),
    undeployable: [],
    events: [],
    definitionFiles: [],
    failures: [],
    notices: [],
  };
}

function requestFor(change: Partial<DeployRequest> = {}): DeployRequest {
  return {
    environment: { name: 'anna', origin: '--environment' },
    services: [ordersService()],
    options: {
      stackName: '{service}-{environment}',
      accounts: [],
      protect: ['prod*'],
      artifactPrefix: 'nx-lambda',
      artifactBucket: 'artifacts',
      concurrency: 4,
    },
    dryRun: false,
    why: false,
    notCompared: 0,
    timeout: 20_000,
    ...change,
  };
}

function deployPorts(lambda: DeployPorts['lambda'] = aws.lambda): DeployPorts {
  return {
    identity: aws.identity,
    lambda,
    stacks: aws.stacks,
    objects: aws.objects,
    artifacts: {
      manifest: async (_, logicalId) => success(artifacts.get(logicalId)?.manifest),
      zip: async (_, logicalId) => success(artifacts.get(logicalId)?.zip ?? new Uint8Array()),
      withZip: (_, logicalId, use) => use(bytesBody(artifacts.get(logicalId)?.zip ?? new Uint8Array())),
    },
    names: { recall: async () => success(undefined), remember: async () => success(undefined) },
    records: { recall: async () => success(undefined), remember: async () => success(undefined) },
    clock: {
      now: () => time,
      // Only who waits for an update moves the time; the progress line waits until the work is over.
      async wait(ms, signal) {
        if (signal !== undefined) await once(signal, 'abort');
        else time += ms;
      },
    },
  };
}

async function deploy(change?: Partial<DeployRequest>, lambda?: DeployPorts['lambda'], emit: Emit = () => {}) {
  const result = await deployServices(requestFor(change), deployPorts(lambda), emit);
  if (!result.ok) throw new Error(`${result.failures[0].code}: ${result.failures[0].message}`);
  return result.value;
}

function told({ outcomes }: DeployReport): readonly string[] {
  return outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.code : outcome.kind));
}

it('updates the one function of three whose bytes differ, and proves it', async () => {
  seed(['A', 'B', 'C']);
  build('A', 'old');
  build('B', 'new');
  build('C', 'old');
  const report = await deploy();
  expect(told(report)).toEqual(['skipped', 'updated', 'skipped']);
  expect(report).toMatchObject({ environment: 'anna', accountId: '123456789012', region: REGION });
  expect(codeOf('B')).toBe(shaOf('new'));
  expect(cloud.control.calls.counts()).toMatchObject({
    'cloudformation:ListStackResources': 1,
    'lambda:UpdateFunctionCode': 1,
  });
});

it('writes nothing on a second run', async () => {
  seed(['A']);
  build('A', 'new');
  expect(told(await deploy())).toEqual(['updated']);
  cloud.control.calls.reset();
  expect(told(await deploy())).toEqual(['skipped']);
  expect(cloud.control.calls.count({ mutating: true })).toBe(0);
});

it('refuses a stack without the tag and one of another environment', async () => {
  build('A', 'new');
  seed(['A'], {});
  expect(told(await deploy())).toEqual(['NXL-PLAN-NOT-FEATURE']);
  seed(['A'], { [ENVIRONMENT_TAG]: 'ben' });
  expect(told(await deploy())).toEqual(['NXL-PLAN-OTHER-ENVIRONMENT']);
  expect(cloud.control.calls.count({ mutating: true })).toBe(0);
});

it('refuses where tags can’t be read and names the permission', async () => {
  seed(['A']);
  build('A', 'new');
  cloud.control.setCaller(credentials.accessKeyId, { account: '123456789012', denied: ['lambda:ListTags'] });
  const report = await deploy();
  expect(told(report)).toEqual(['NXL-PLAN-TAGS-UNREADABLE']);
  expect(JSON.stringify(report)).toContain('lambda:ListTags');
});

it('leaves a function alone that someone else deployed to in between', async () => {
  seed(['A']);
  build('A', 'new');
  const report = await deploy({}, aws.lambda, (event) => {
    if (event.type !== 'plan-made') return;
    cloud.control.seedFunction({ functionName: nameOf('A'), region: REGION, code: { zip: zipOf('theirs') } });
  });
  expect(told(report)).toEqual(['NXL-DEPLOY-CONFLICT']);
  expect(codeOf('A')).toBe(shaOf('theirs'));
});

it('waits for an update under way that answers 409, then writes', async () => {
  seed(['A']);
  build('A', 'new');
  let first = true;
  const lambda: DeployPorts['lambda'] = {
    ...aws.lambda,
    async updateFunctionCode(request, signal) {
      if (first) {
        first = false;
        await aws.lambda.updateFunctionCode({ ...request, code: { kind: 'zip', bytes: zipOf('old') } });
      }
      return aws.lambda.updateFunctionCode(request, signal);
    },
  };
  expect(told(await deploy({}, lambda))).toEqual(['updated']);
  expect(codeOf('A')).toBe(shaOf('new'));
  const statuses = cloud.control.calls.list({ operation: 'UpdateFunctionCode' }).map((call) => call.status);
  expect(statuses).toEqual([200, 409, 200]);
});

it('takes an update for done whose answer was lost', async () => {
  seed(['A']);
  build('A', 'new');
  cloud.control.setFaults([{ kind: 'lost-answer', operations: ['UpdateFunctionCode'], nth: 1 }]);
  expect(told(await deploy())).toEqual(['updated']);
  const name = nameOf('A');
  const writes = cloud.control
    .functionFacts(name, { region: REGION })
    ?.writes.filter((write) => write.operation !== 'seed');
  expect(writes).toHaveLength(1);
});

it('passes on that Lambda could not finish an update', async () => {
  seed(['A']);
  build('A', 'new');
  cloud.control.setFaults([{ kind: 'failed-update', operations: ['UpdateFunctionCode'] }]);
  expect(told(await deploy())).toEqual(['NXL-DEPLOY-UPDATE-FAILED']);
});

it('sends a large zip through the bucket', async () => {
  const s3 = new S3Client({ region: REGION, endpoint: cloud.endpoint, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
  s3.destroy();
  seed(['A']);
  build('A', 'new', 60_000_000);
  const report = await deploy();
  expect(report.outcomes[0]).toMatchObject({ kind: 'updated', upload: 's3' });
  expect(codeOf('A')).toBe(shaOf('new'));
  expect(cloud.control.calls.count({ service: 's3', operation: 'PutObject' })).toBe(1);
});

it('makes no mutating call in a dry run', async () => {
  seed(['A', 'B']);
  build('A', 'new');
  build('B', 'old');
  expect(told(await deploy({ dryRun: true }))).toEqual(['would-update', 'skipped']);
  expect(cloud.control.calls.count({ mutating: true })).toBe(0);
});

it('puts no secret into the report', async () => {
  seed(['A']);
  build('A', 'new');
  cloud.control.setCaller(credentials.accessKeyId, { account: '123456789012', denied: ['lambda:UpdateFunctionCode'] });
  const report = await deploy();
  expect(told(report)).toEqual(['NXL-AWS-ACCESS-DENIED']);
  expect(JSON.stringify(report)).not.toContain(credentials.secretAccessKey);
  expect(JSON.stringify(report)).not.toContain('X-Amz-');
});
