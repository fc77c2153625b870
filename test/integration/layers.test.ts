import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import { type DeployReport, ENVIRONMENT_TAG, layerMark, type Service } from '@nx-lambda/core';
import { type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import { type DeployRequest, deployServices, readStatus } from '@nx-lambda/operations';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  digestOf,
  fastClock,
  sampleFunctions,
  samplePorts,
  sampleRequest,
} from '../../tools/faults/sample-deployment.ts';

const REGION = 'us-east-1';
const LAYER = 's0-anna-deps';
const mtime = new Date('1980-01-01T00:00:00');

/** A function that answers with its own text and its layer's. */
const codeZip = (text: string) =>
  zipSync({ 'app.js': [Buffer.from(`exports.handler = async () => '${text} ' + require('greet');`), { mtime }] });
const layerZip = (text: string) =>
  zipSync({ 'nodejs/node_modules/greet/index.js': [Buffer.from(`module.exports = '${text}';`), { mtime }] });

let cloud: FakeAws;
let aws: AwsPorts;
let folder: string;
let built: { code: string; layer: string };
let first: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nx-lambda-layers-'));
  cloud = await startFakeAws();
  aws = createAwsPorts({
    region: REGION,
    endpoint: cloud.endpoint,
    credentials: { accessKeyId: 'AKIASAMPLE', secretAccessKey: 'sample' },
    maxAttempts: 3,
    rates: { getFunction: 1e6, rest: 1e6 },
  });
  built = { code: 'old', layer: 'old' };
  first = cloud.control.seedLayer({ layerName: LAYER, zip: layerZip('old'), region: REGION });
  seed([first]);
});

afterEach(async () => {
  aws.close();
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

const functions = sampleFunctions(2);

function seed(layers: readonly string[], tags: Readonly<Record<string, string>> = { [ENVIRONMENT_TAG]: 'anna' }): void {
  cloud.control.seedStack({
    stackName: 's0-anna',
    region: REGION,
    tags,
    resources: functions.map(({ logicalId, physicalName }) => ({
      logicalId,
      physicalId: physicalName,
      function: { handler: 'app.handler', runtime: 'nodejs22.x', layers, code: { zip: codeZip('old') } },
    })),
  });
}

function withLayer(service: Service): Service {
  const name = [{ ref: 'AWS::StackName' }, '-deps'];
  const source = { kind: 'directory', path: 'layers/deps', assets: [] } as const;
  const place = { file: 'template.yaml', line: 1, column: 1 };
  return {
    ...service,
    layers: [{ logicalId: 'Deps', name, source, compatibleRuntimes: [], compatibleArchitectures: [], place }],
    functions: service.functions.map((fn) => ({ ...fn, layers: ['Deps'] })),
  };
}

/** Of the first function; as another machine, which recorded nothing, where `records` says so. */
async function statusOf(records = folder) {
  const zipOf = (id: string) => (id === 'Deps' ? layerZip(built.layer) : codeZip(built.code));
  const { environment, services, options } = sampleRequest(functions);
  const request = { environment, services: services.map(withLayer), options };
  const result = await readStatus(request, samplePorts(aws, records, zipOf), () => undefined);
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value.functions[0];
}

async function deploy(change: Partial<DeployRequest> = {}, signal?: AbortSignal): Promise<DeployReport> {
  const zipOf = (id: string) => (id === 'Deps' ? layerZip(built.layer) : codeZip(built.code));
  const request = sampleRequest(functions, change);
  const ports = samplePorts(aws, folder, zipOf, fastClock(20));
  const services = request.services.map(withLayer);
  const result = await deployServices({ ...request, services }, ports, () => undefined, signal);
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

function layersOf(index: number): readonly string[] | undefined {
  return cloud.control.functionFacts(functions[index]?.physicalName ?? '', { region: REGION })?.layers;
}

const told = ({ outcomes }: DeployReport) =>
  outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.code : outcome.kind));
const calls = (operation: string) => cloud.control.calls.count({ operation });
const writes = () =>
  cloud.control.calls.list({ mutating: true }).map(({ operation, resource }) => `${operation} ${resource}`);

async function invoke(index: number): Promise<string> {
  const name = functions[index]?.physicalName ?? '';
  const answer = await aws.lambda.invoke({ name, payload: Buffer.from('{}'), async: false });
  if (!answer.ok) throw new Error(answer.failures[0].message);
  return Buffer.from(answer.value.payload).toString();
}

describe('a layer that is built here', () => {
  it('is left alone where its content is what the functions have', async () => {
    const report = await deploy();
    expect(told(report)).toEqual(['skipped', 'skipped']);
    expect(report.layers).toMatchObject([{ kind: 'keep', name: LAYER, arn: first, movedFunctions: [] }]);
    expect(writes()).toEqual([]);
  });

  it('is published once where it differs, and its functions are moved to it before they get their code', async () => {
    built = { code: 'new', layer: 'new' };
    const report = await deploy({ options: { ...sampleRequest([]).options, concurrency: 1 } });
    expect(told(report)).toEqual(['updated', 'updated']);
    const second = first.replace(/:1$/, ':2');
    expect(report.layers).toMatchObject([
      {
        kind: 'publish',
        arn: second,
        published: true,
        movedFunctions: ['F0', 'F1'],
        codeSha256: digestOf(layerZip('new')),
      },
    ]);
    expect(report.outcomes[0]).toMatchObject({ upload: 'direct', layers: [second] });
    expect(calls('PublishLayerVersion')).toBe(1);
    const own = writes().filter((call) => call.endsWith(functions[0]?.physicalName ?? ''));
    expect(own.map((call) => call.split(' ')[0])).toEqual(['UpdateFunctionConfiguration', 'UpdateFunctionCode']);
    expect(await invoke(0)).toBe('"new new"');
    cloud.control.calls.reset();
    expect(told(await deploy())).toEqual(['skipped', 'skipped']);
    expect(writes()).toEqual([]);
  });

  it('alone moves functions whose code is the same', async () => {
    built = { code: 'old', layer: 'new' };
    const report = await deploy();
    expect(report.outcomes[0]).toMatchObject({ kind: 'updated', upload: 'none' });
    expect(calls('UpdateFunctionCode')).toBe(0);
    expect(await invoke(1)).toBe('"old new"');
  });

  it('is shown by a dry run, which writes nothing', async () => {
    built = { code: 'old', layer: 'new' };
    const report = await deploy({ dryRun: true });
    expect(report.layers).toMatchObject([{ kind: 'publish', reason: 'content differs', movedFunctions: ['F0', 'F1'] }]);
    expect(report.outcomes[0]).toMatchObject({ kind: 'would-update', reason: 'layer Deps differs' });
    expect(writes()).toEqual([]);
  });

  it('that a run before published and did not get to use is taken, not published again', async () => {
    built = { code: 'old', layer: 'new' };
    const description = layerMark('anna', digestOf(layerZip('new')));
    const left = cloud.control.seedLayer({ layerName: LAYER, zip: layerZip('new'), region: REGION, description });
    const report = await deploy();
    expect(report.layers).toMatchObject([{ kind: 'reuse', arn: left }]);
    expect(calls('PublishLayerVersion')).toBe(0);
    expect(layersOf(0)).toEqual([left]);
  });

  it('is not taken on the word of a description', async () => {
    built = { code: 'old', layer: 'new' };
    const description = layerMark('anna', digestOf(layerZip('new')));
    cloud.control.seedLayer({ layerName: LAYER, zip: layerZip('liar'), region: REGION, description });
    await deploy();
    expect(calls('PublishLayerVersion')).toBe(1);
    expect(await invoke(0)).toBe('"old new"');
  });

  it('keeps the other layers of a function in their places', async () => {
    const theirs = 'arn:aws:lambda:us-east-1:999999999999:layer:theirs:4';
    seed([theirs, first]);
    built = { code: 'old', layer: 'new' };
    await deploy();
    expect(layersOf(0)).toEqual([theirs, first.replace(/:1$/, ':2')]);
  });

  it('is not published where a guard refuses its functions', async () => {
    seed([first], { [ENVIRONMENT_TAG]: 'ben' });
    built = { code: 'new', layer: 'new' };
    const report = await deploy();
    expect(report.counts.refused).toBe(2);
    expect(writes()).toEqual([]);
  });

  it('refuses new code to a function that does not have it, nor another account’s of the same name', async () => {
    seed([first.replace('123456789012', '999999999999')]);
    built = { code: 'new', layer: 'new' };
    expect(told(await deploy())).toEqual(['NXL-PLAN-LAYER-MISSING', 'NXL-PLAN-LAYER-MISSING']);
    expect(writes()).toEqual([]);
  });

  it('leaves the code alone where a function could not be moved', async () => {
    built = { code: 'new', layer: 'new' };
    cloud.control.setFaults([{ kind: 'failed-update', operations: ['UpdateFunctionConfiguration'] }]);
    expect(told(await deploy())).toEqual(['NXL-DEPLOY-UPDATE-FAILED', 'NXL-DEPLOY-UPDATE-FAILED']);
    expect(calls('UpdateFunctionCode')).toBe(0);
  });

  it('is moved to although an answer was lost', async () => {
    built = { code: 'new', layer: 'new' };
    cloud.control.setFaults([{ kind: 'lost-answer', operations: ['UpdateFunctionConfiguration'], nth: 1, times: 2 }]);
    expect(told(await deploy())).toEqual(['updated', 'updated']);
    expect(await invoke(0)).toBe('"new new"');
  });
});

describe('the status of a function with a layer that is built here', () => {
  it('tells which version it has, and that another content is built here', async () => {
    const found = { kind: 'found', logicalId: 'Deps', arn: first, codeSha256: digestOf(layerZip('old')) };
    expect(await statusOf()).toMatchObject({ drift: 'same', layers: [{ ...found, drift: 'same' }] });
    built = { code: 'old', layer: 'new' };
    expect(await statusOf()).toMatchObject({ drift: 'differs', layers: [{ ...found, drift: 'differs' }] });
    expect(writes()).toEqual([]);
  });

  it('asks once for all functions what a version holds, and not again for what was deployed from here', async () => {
    await statusOf();
    expect(calls('GetLayerVersionByArn')).toBe(1);
    built = { code: 'new', layer: 'new' };
    await deploy();
    cloud.control.calls.reset();
    const arn = first.replace(/:1$/, ':2');
    expect(await statusOf()).toMatchObject({ drift: 'same', layers: [{ kind: 'found', arn, drift: 'same' }] });
    expect(calls('GetLayerVersionByArn')).toBe(0);
    expect(await statusOf(join(folder, 'another machine'))).toMatchObject({ layers: [{ arn, drift: 'same' }] });
    expect(calls('GetLayerVersionByArn')).toBe(1);
  });

  it('tells that the function lacks it, and why nothing would be deployed', async () => {
    seed([]);
    expect(await statusOf()).toMatchObject({
      kind: 'deployed',
      layers: [{ kind: 'missing', logicalId: 'Deps' }],
      refusal: { code: 'NXL-PLAN-LAYER-MISSING' },
    });
  });

  it('tells of the function where its layer can not be read', async () => {
    cloud.control.setCaller('AKIASAMPLE', { account: '123456789012', denied: ['lambda:GetLayerVersion'] });
    expect(await statusOf()).toMatchObject({
      kind: 'deployed',
      drift: 'same',
      layers: [{ kind: 'unreadable', logicalId: 'Deps', arn: first, failure: { code: 'NXL-AWS-ACCESS-DENIED' } }],
    });
  });
});

describe('old versions', () => {
  it('are removed on request: ours of this environment that no function has, and no others', async () => {
    const zip = layerZip('dead');
    const seedMarked = (environment: string) =>
      cloud.control.seedLayer({
        layerName: LAYER,
        zip,
        region: REGION,
        description: layerMark(environment, digestOf(zip)),
      });
    const [dead, used] = [seedMarked('anna'), seedMarked('anna')];
    seedMarked('ben');
    cloud.control.seedFunction({ functionName: 'elsewhere', region: REGION, layers: [used] });
    built = { code: 'old', layer: 'new' };
    const kept = await deploy();
    expect(kept.layers?.[0]).not.toHaveProperty('removedVersions');
    expect(calls('DeleteLayerVersion')).toBe(0);
    const report = await deploy({ removeOldLayerVersions: true });
    expect(report.layers).toMatchObject([{ kind: 'keep', removedVersions: [dead] }]);
    expect(calls('DeleteLayerVersion')).toBe(1);
  });
});
