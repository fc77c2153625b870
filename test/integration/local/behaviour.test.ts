/** One table of functions: on this machine and on the stand-in each behaves as Lambda's documentation has it. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BehaviourCase } from '../../../packages/runtime/src/behaviour/behaviour-case.ts';
import { NODE_ANSWERING } from '../../../packages/runtime/src/behaviour/node-answering-cases.ts';
import { NODE_FAILING } from '../../../packages/runtime/src/behaviour/node-failing-cases.ts';
import { NODE_LOADING } from '../../../packages/runtime/src/behaviour/node-loading-cases.ts';
import { PLATFORM } from '../../../packages/runtime/src/behaviour/platform-cases.ts';
import { PYTHON } from '../../../packages/runtime/src/behaviour/python-cases.ts';
import { runnerCommand } from '../../../packages/runtime/src/runner-command.ts';
import { type LocalWorld, NAME, OWN, ROLE, reportOf, startLocalWorld } from '../../../tools/sample/local-function.ts';

let world: LocalWorld;
let client: LambdaClient;

beforeAll(async () => {
  world = await startLocalWorld();
  client = new LambdaClient({ region: 'us-east-1', endpoint: world.cloud.endpoint, credentials: OWN, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await world.stop();
});

/** What a caller of Invoke can choose; the rest belongs to one way of running alone. */
const CHOSEN = new Set(['runtime', 'handler', 'timeout', 'memorySize', 'logFormat', 'environment']);
/** What names the invocation itself differs, and a runtime that is refused is refused in other words. */
const OWN_WORDS = /context tells about the function|runtime that cannot run here/;

const host = { taskRoot: '.', memorySize: 128, environment: {}, hostEnvironment: process.env };
const hasPython = runnerCommand({ ...host, runtime: 'python3.12' }).ok;
const python = hasPython ? PYTHON : [];

const cases = [...NODE_LOADING, ...NODE_ANSWERING, ...NODE_FAILING, ...PLATFORM, ...python].filter(
  ({ options = {}, title }) => {
    return Object.keys(options).every((name) => CHOSEN.has(name)) && !OWN_WORDS.test(title);
  },
);

it('has at least 30 rows', () => {
  expect(cases.length).toBeGreaterThanOrEqual(30);
});

it.for(cases.map((row) => [row.title, row] as const))('%s', async ([, { files, invocations, options = {} }]) => {
  const [expected] = invocations;
  const event = expected?.event ?? {};
  const zip = zipped(files);
  world.control.seedFunction({
    functionName: NAME,
    role: ROLE,
    runtime: options.runtime ?? 'nodejs22.x',
    handler: options.handler ?? 'index.handler',
    timeout: (options.timeout ?? 10_000) / 1000,
    memorySize: options.memorySize ?? 256,
    logFormat: options.logFormat ?? 'Text',
    environment: options.environment ?? {},
    code: { zip },
  });
  await world.write({ 'orders/code.zip': zip });
  const handler = options.handler ?? 'index.handler';
  const [there, here] = await Promise.all([
    client.send(new InvokeCommand({ FunctionName: NAME, Payload: Buffer.from(JSON.stringify(event)) })),
    world.run({ event, fn: { handler, source: { kind: 'archive', path: 'orders/code.zip' } } }),
  ]);
  const report = reportOf(here);
  const answers = [
    { text: report.payload ?? '', isError: report.kind === 'function-error' },
    { text: Buffer.from(there.Payload ?? []).toString('utf8'), isError: there.FunctionError !== undefined },
  ];
  for (const { text, isError } of answers) {
    expect(isError).toBe(expected?.error !== undefined);
    if (expected?.text !== undefined) expect(text).toBe(expected.text);
    if (expected?.answer !== undefined) expect(JSON.parse(text)).toEqual(expected.answer);
    if (expected?.error !== undefined) expect(withoutIds(JSON.parse(text))).toMatchObject(withoutIds(expected.error));
  }
});

/** Messages of Lambda itself name the request. */
function withoutIds<T extends object>(error: T): T {
  return Object.fromEntries(
    Object.entries(error).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID') : value,
    ]),
  ) as T;
}

function zipped(files: BehaviourCase['files']): Uint8Array {
  const mtime = new Date('1980-01-01T00:00:00');
  // A zip without entries is none.
  const entries = Object.entries({ 'LICENSE.txt': '', ...files });
  return zipSync(Object.fromEntries(entries.map(([path, text]) => [path, [Buffer.from(text), { mtime }]])));
}
