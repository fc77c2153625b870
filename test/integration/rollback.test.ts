/** Undoing deployments on the stand-in: with aliases, and after a kill. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import type { AwsPorts } from '@nx-lambda/aws';
import type { DeployReport, Result } from '@nx-lambda/core';
import { type FakeAws, startFakeAws } from '@nx-lambda/fake-aws';
import { deployServices, listDeployments, rollbackServices } from '@nx-lambda/operations';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  digestOf,
  REGION,
  type SampleFunction,
  sampleAws,
  sampleFunctions,
  samplePorts,
  sampleRequest,
  sampleZip,
  seedFunctions,
  withKept,
} from '../../tools/faults/sample-deployment.ts';

const COUNT = 40;
/** Milliseconds in which a process of its own starts on a busy machine. */
const START = 120_000;
const script = fileURLToPath(new URL('../../tools/faults/killed-deployment.ts', import.meta.url));

let cloud: FakeAws;
let folder: string;
let aws: AwsPorts;
let runs: number;

beforeEach(async () => {
  cloud = await startFakeAws();
  folder = await mkdtemp(join(tmpdir(), 'nx-lambda-rollback-'));
  aws = sampleAws(cloud.endpoint, { unlimited: true });
  runs = 0;
});

afterEach(async () => {
  aws.close();
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

function oldZip({ logicalId }: { readonly logicalId: string }): Uint8Array {
  return sampleZip({ text: `old ${logicalId}` });
}

function portsFor(text: string) {
  const zipOf = (logicalId: string) => sampleZip({ text: `${text} ${logicalId}` });
  return withKept(samplePorts(aws, folder, zipOf), aws, folder);
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

async function deploy(functions: readonly SampleFunction[], text: string): Promise<DeployReport> {
  const request = sampleRequest(functions, { runId: `run-${++runs}` });
  return valueOf(await deployServices(request, portsFor(text), () => undefined));
}

async function rollback(functions: readonly SampleFunction[]): Promise<DeployReport> {
  const { undo: _, ...request } = sampleRequest(functions, { runId: `run-${++runs}` });
  const to = { kind: 'deployments', count: 1 } as const;
  return valueOf(await rollbackServices({ ...request, to }, portsFor('unused'), () => undefined));
}

function facts({ physicalName }: SampleFunction) {
  const found = cloud.control.functionFacts(physicalName, { region: REGION });
  if (found === undefined) throw new Error(`${physicalName} was seeded`);
  return found;
}

function digest(text: string, { logicalId }: SampleFunction): string {
  return digestOf(sampleZip({ text: `${text} ${logicalId}` }));
}

/** The one of the sample that is invoked through an alias. */
function aliasedFunction(): SampleFunction {
  const found = sampleFunctions(4).find(({ aliased }) => aliased);
  if (found === undefined) throw new Error('one of four functions has an alias');
  return found;
}

it('moves the alias back to the code that it led to', async () => {
  const fn = aliasedFunction();
  seedFunctions(cloud, [fn], oldZip);
  await deploy([fn], 'first');
  await deploy([fn], 'second');
  expect(facts(fn).aliases['live']?.codeSha256).toBe(digest('second', fn));
  expect((await rollback([fn])).outcomes).toMatchObject([
    { kind: 'updated', restored: true, published: { aliases: [{ name: 'live' }] } },
  ]);
  expect(facts(fn)).toMatchObject({
    codeSha256: digest('first', fn),
    aliases: { live: { codeSha256: digest('first', fn) } },
  });
  await rollback([fn]);
  expect(facts(fn).aliases['live']?.codeSha256).toBe(digest('old', fn));
});

it('undoes a deployment that only moved the alias, because $LATEST had the code already', async () => {
  const fn = aliasedFunction();
  seedFunctions(cloud, [fn], oldZip);
  const settings = {
    endpoint: cloud.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  const client = new LambdaClient(settings);
  // As another tool leaves it that updates the code alone.
  const ZipFile = sampleZip({ text: `first ${fn.logicalId}` });
  await client.send(new UpdateFunctionCodeCommand({ FunctionName: fn.physicalName, ZipFile }));
  client.destroy();
  expect((await deploy([fn], 'first')).outcomes).toMatchObject([{ kind: 'updated', upload: 'none' }]);
  expect(facts(fn).aliases['live']?.codeSha256).toBe(digest('first', fn));
  const { undo: _, ...request } = sampleRequest([fn]);
  const { deployments } = valueOf(await listDeployments(request, portsFor('unused'), () => undefined));
  expect(deployments).toMatchObject([
    { number: 1, functions: [{ previousCodeSha256: digest('old', fn), codeSha256: digest('first', fn) }] },
  ]);
  await rollback([fn]);
  expect(facts(fn).aliases['live']?.codeSha256).toBe(digest('old', fn));
});

it(
  'takes back a deployment that was killed, as far as it came',
  async () => {
    const functions = sampleFunctions(COUNT);
    seedFunctions(cloud, functions, oldZip);
    await deploy(functions, 'mine');
    cloud.control.calls.reset();
    // So that some are written while others are not.
    cloud.control.change({ latency: 15 });
    const args = ['--import', 'tsx', script, cloud.endpoint, folder, String(COUNT)];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const writes = () => cloud.control.calls.count({ operation: 'UpdateFunctionCode' });
    await vi.waitUntil(() => writes() >= 10 || child.exitCode !== null, { interval: 1, timeout: START });
    child.kill('SIGKILL');
    await ended;
    cloud.control.change({ latency: 0 });
    const written = functions.filter((fn) => facts(fn).codeSha256 === digest('new', fn));
    expect(written.length).toBeGreaterThan(0);
    expect(written.length).toBeLessThan(COUNT);

    const report = await rollback(functions);
    expect(report.counts).toMatchObject({ failed: 0, refused: 0, updated: written.length });
    for (const fn of functions) {
      expect(facts(fn).codeSha256).toBe(digest('mine', fn));
      if (fn.aliased) expect(facts(fn).aliases['live']?.codeSha256).toBe(digest('mine', fn));
    }
  },
  2 * START,
);
