/** What a deployment tells of everything that can go wrong between this machine and AWS, each with its own code. */
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import type { DeployPorts, DeployReport, Emit, Failure, Result } from '@nx-lambda/core';
import { type FakeAws, type FaultRule, startFakeAws } from '@nx-lambda/fake-aws';
import { type DeployRequest, deployServices } from '@nx-lambda/operations';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  digestOf,
  fastClock,
  REGION,
  type SampleFunction,
  samplePorts,
  sampleRequest,
  sampleZip,
  seedFunctions,
} from '../../tools/faults/sample-deployment.ts';

const functions: readonly SampleFunction[] = ['F0', 'F1', 'F2'].map((logicalId) => {
  return { service: 's0', logicalId, physicalName: `s0-anna-${logicalId}`, aliased: false };
});
const newZip = (logicalId: string) => sampleZip({ text: `new ${logicalId}` });
const always = { nth: 1, times: 1_000_000 };

let folder: string;
let cloud: FakeAws;
let aws: AwsPorts;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nx-lambda-errors-'));
  cloud = await startFakeAws();
  aws = clients();
  seedFunctions(cloud, functions, ({ logicalId }) => sampleZip({ text: `old ${logicalId}` }));
});
afterEach(async () => {
  aws.close();
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

function clients(change: { readonly endpoint?: string; readonly region?: string } = {}): AwsPorts {
  const { endpoint = cloud.endpoint, region = REGION } = change;
  const credentials = { accessKeyId: 'AKIASAMPLE', secretAccessKey: 'marked-secret' };
  return createAwsPorts({ region, endpoint, credentials, maxAttempts: 1, rates: { getFunction: 1e6, rest: 1e6 } });
}

/** One function after the other, so that it is known which one is struck. */
function deploy(
  change: {
    readonly request?: Partial<DeployRequest>;
    readonly lambda?: DeployPorts['lambda'];
    readonly emit?: Emit;
  } = {},
): Promise<Result<DeployReport>> {
  const ports = samplePorts(aws, folder, newZip, fastClock(50));
  const request = sampleRequest(functions, { concurrency: 1, ...change.request });
  const lambda = change.lambda ?? ports.lambda;
  return deployServices(request, { ...ports, lambda }, change.emit ?? (() => undefined));
}

function failureOf(result: Result<unknown>): Failure {
  if (result.ok) throw new Error('it should have failed as a whole');
  return result.failures[0];
}

function report(result: Result<DeployReport>): DeployReport {
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
}

function told(result: Result<DeployReport>): readonly string[] {
  return report(result).outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.code : outcome.kind));
}

function strike(...rules: readonly FaultRule[]): void {
  cloud.control.setFaults(rules);
}

function expectGoodWords(failure: Failure): void {
  expect(failure.message).toMatch(/\.$/);
  expect(failure.advice).toMatch(/\.$/);
  expect(JSON.stringify(failure)).not.toContain('marked-secret');
}

describe('what fails every call alike is told once, for the whole run, and nothing is written', () => {
  const denied = { kind: 'error', status: 403, ...always } as const;

  it.each<[string, string, FaultRule]>([
    ['NXL-AWS-CREDENTIALS-EXPIRED', 'expired credentials', { ...denied, code: 'ExpiredTokenException' }],
    ['NXL-AWS-CREDENTIALS-INVALID', 'credentials that AWS does not know', { ...denied, code: 'InvalidClientTokenId' }],
    [
      'NXL-AWS-CLOCK-SKEW',
      'a clock that is wrong',
      { ...denied, code: 'SignatureDoesNotMatch', text: 'Signature expired: 20260101T000000Z is now earlier than …' },
    ],
    [
      'NXL-AWS-REGION',
      'a signature for another region',
      { ...denied, code: 'SignatureDoesNotMatch', text: 'Credential should be scoped to a valid region.' },
    ],
    ['NXL-AWS-PROXY', 'a proxy that wants a password', { kind: 'page', status: 407, ...always }],
    ['NXL-AWS-PROXY', 'a network that wants a sign-in', { kind: 'page', status: 200, ...always }],
    ['NXL-AWS-PROXY', 'a network that blocks AWS', { kind: 'page', status: 403, ...always }],
    ['NXL-AWS-NETWORK', 'connections that break', { kind: 'reset', ...always }],
  ])('%s: %s', async (code, _, rule) => {
    strike(rule);
    const failure = failureOf(await deploy());
    expect(failure.code).toBe(code);
    expectGoodWords(failure);
    expect(cloud.control.calls.count({ mutating: true })).toBe(0);
  });

  it('NXL-AWS-NETWORK: no network', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    if (address === null || typeof address === 'string') throw new Error('a port was expected');
    aws.close();
    aws = clients({ endpoint: `http://127.0.0.1:${address.port}` });
    const failure = failureOf(await deploy());
    expect(failure.code).toBe('NXL-AWS-NETWORK');
    expectGoodWords(failure);
  });
});

it('another region than that of the environment has no such functions, and is named', async () => {
  aws.close();
  aws = clients({ region: 'eu-west-1' });
  const { outcomes } = report(await deploy());
  for (const outcome of outcomes) {
    if (!('failure' in outcome)) throw new Error('it should have failed');
    expect(outcome.failure.code).toMatch(/^NXL-PLAN-(NO-STACK|FUNCTION-MISSING)$/);
    expect(`${outcome.failure.message} ${outcome.failure.advice}`).toContain('eu-west-1');
  }
});

it('credentials that expire in the middle are told once, and nothing more is tried', async () => {
  const events = new EventEmitter();
  const firstSettled = once(events, 'function-settled');
  const lambda: DeployPorts['lambda'] = {
    ...aws.lambda,
    async updateFunctionCode(request) {
      // Writing does not wait for what was written before to settle; here it does, so that nothing else is under way.
      if (request.name.endsWith('F1')) {
        await firstSettled;
        strike({ kind: 'error', status: 403, code: 'ExpiredTokenException', ...always });
      }
      return aws.lambda.updateFunctionCode(request);
    },
  };
  const emit: Emit = ({ type }) => events.emit(type);
  expect(told(await deploy({ lambda, emit }))).toEqual(['updated', 'NXL-AWS-CREDENTIALS-EXPIRED', 'NXL-DEPLOY-HALTED']);
  expect(cloud.control.calls.count({ mutating: true })).toBe(2);
});

it('a permission that some functions lack stops no others', async () => {
  strike({ kind: 'error', operations: ['UpdateFunctionCode'], nth: 2, status: 403, code: 'AccessDeniedException' });
  const result = await deploy();
  expect(told(result)).toEqual(['updated', 'NXL-AWS-ACCESS-DENIED', 'updated']);
  expect(JSON.stringify(report(result).outcomes[1])).toContain('lambda:UpdateFunctionCode');
});

it('a function that is deleted in the middle is told, and stops no others', async () => {
  const client = new LambdaClient({
    region: REGION,
    endpoint: cloud.endpoint,
    credentials: { accessKeyId: 'AKIASAMPLE', secretAccessKey: 'sample' },
  });
  const lambda: DeployPorts['lambda'] = {
    ...aws.lambda,
    async updateFunctionCode(request) {
      if (request.name.endsWith('F1')) await client.send(new DeleteFunctionCommand({ FunctionName: request.name }));
      return aws.lambda.updateFunctionCode(request);
    },
  };
  expect(told(await deploy({ lambda }))).toEqual(['updated', 'NXL-DEPLOY-VANISHED', 'updated']);
  client.destroy();
});

it('an update that Lambda could not finish is told with its reason, its code and what usually helps', async () => {
  strike({ kind: 'failed-update', operations: ['UpdateFunctionCode'], nth: 1 });
  const result = await deploy();
  expect(told(result)).toEqual(['NXL-DEPLOY-UPDATE-FAILED', 'updated', 'updated']);
  const [first] = report(result).outcomes;
  if (first === undefined || !('failure' in first)) throw new Error('it should have failed');
  expect(first.failure.message).toContain('(InternalError)');
  expect(first.failure.advice).toContain('Deploy again');
});

it('a function that is idle in a VPC is waited for longer, and that is said', async () => {
  const [idle] = functions;
  cloud.control.seedFunction({ functionName: idle?.physicalName ?? '', region: REGION, idle: true });
  cloud.control.change({ updateTime: 300 });
  // In the time of this clock: more than the timeout, less than the one of idle functions.
  const result = await deploy({ request: { timeout: 5000, inactiveTimeout: 900_000, functionPattern: 'F0' } });
  expect(report(result).outcomes[0]?.kind).toBe('updated');
  expect(report(result).notices.map(({ code }) => code)).toEqual(['NXL-DEPLOY-INACTIVE']);
  const facts = cloud.control.functionFacts(idle?.physicalName ?? '', { region: REGION });
  expect(facts?.codeSha256).toBe(digestOf(newZip('F0')));
});
