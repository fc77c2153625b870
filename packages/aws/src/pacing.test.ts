import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AwsPorts, createAwsPorts } from './aws-ports.ts';
import { lambdaError, type RecordingServer, startRecordingServer } from './recording-server.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'marked-secret' };
const update = {
  name: 'orders-api',
  revisionId: 'r',
  architecture: 'x86_64',
  code: { kind: 'zip', bytes: new Uint8Array(1) },
} as const;

let server: RecordingServer;
let aws: AwsPorts;

beforeEach(async () => {
  server = await startRecordingServer();
});

afterEach(async () => {
  aws.close();
  await server.stop();
});

function portsWith(rates: { readonly getFunction: number; readonly rest: number }, maxAttempts = 1): AwsPorts {
  return createAwsPorts({ region: 'eu-central-1', endpoint: server.endpoint, credentials, maxAttempts, rates });
}

/** Milliseconds that several calls at once take. */
async function timeOf(calls: number, call: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await Promise.all(Array.from({ length: calls }, call));
  return performance.now() - started;
}

it('sends no more calls than their rate allows', async () => {
  aws = portsWith({ getFunction: 1000, rest: 20 });
  server.answer({ status: 200, body: '{}' });
  // 17 of 20 a second pass at once, the others wait about half a second.
  expect(await timeOf(28, () => aws.lambda.listFunctions(undefined))).toBeGreaterThan(450);
});

it('reads functions by a rate of their own', async () => {
  aws = portsWith({ getFunction: 1000, rest: 0.01 });
  server.answer({ status: 200, body: '{}' });
  const abort = new AbortController();
  await aws.lambda.listFunctions(undefined);
  const waiting = aws.lambda.listFunctions(undefined, abort.signal);
  server.answer(lambdaError(404, 'ResourceNotFoundException'));
  expect(await aws.lambda.getFunction('orders-api')).toEqual({ ok: true, value: undefined });
  abort.abort();
  expect(await waiting).toMatchObject({ ok: false });
});

it('takes a token for each attempt and slows down when it is throttled', async () => {
  aws = portsWith({ getFunction: 1000, rest: 10 }, 3);
  server.answer(lambdaError(429, 'TooManyRequestsException'));
  const time = await timeOf(1, () => aws.lambda.listFunctions(undefined));
  expect(server.requests).toHaveLength(3);
  // After the first throttling nothing is saved up: the next two attempts wait for tokens of 7 a second and less.
  expect(time).toBeGreaterThan(200);
});

it('sends no attempt once it is told to stop', async () => {
  aws = portsWith({ getFunction: 1000, rest: 1000 });
  const stop = new AbortController();
  stop.abort();
  const result = await aws.lambda.updateFunctionCode({ ...update, stop: stop.signal });
  expect(result).toMatchObject({ ok: false, failures: [{ code: 'NXL-AWS-INTERRUPTED' }] });
  expect(server.requests).toHaveLength(0);
});

it('tells beside a conflict that an attempt before it was lost', async () => {
  aws = portsWith({ getFunction: 1000, rest: 1000 }, 2);
  server.answer({ status: 500, body: '{}' }, lambdaError(412, 'PreconditionFailedException'));
  const result = await aws.lambda.updateFunctionCode(update);
  expect(result).toMatchObject({ failures: [{ code: 'NXL-AWS-PRECONDITION' }, { code: 'NXL-AWS-SERVICE' }] });
});

it('does not wait for a token that nobody needs any more', async () => {
  aws = portsWith({ getFunction: 1, rest: 1 });
  server.answer(lambdaError(404, 'ResourceNotFoundException'));
  const abort = new AbortController();
  await aws.lambda.getFunction('orders-api');
  const waiting = aws.lambda.getFunction('orders-api', abort.signal);
  abort.abort();
  expect(await waiting).toMatchObject({ ok: false, failures: [{ code: 'NXL-AWS-INTERRUPTED' }] });
});
