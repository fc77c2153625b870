/** Running a function's code here with what the deployed function has. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  answerOf,
  type LocalWorld,
  NAME,
  OWN,
  ROLE,
  reportOf,
  startLocalWorld,
} from '../../../tools/sample/local-function.ts';

let world: LocalWorld;

beforeAll(async () => {
  world = await startLocalWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.control.setFaults([]);
  world.control.setCaller(OWN.accessKeyId, {});
  world.control.seedFunction({
    functionName: NAME,
    runtime: 'nodejs20.x',
    role: ROLE,
    timeout: 7,
    memorySize: 512,
    logFormat: 'Text',
    environment: { TABLE: 'orders-ann', TOKEN: 's3cr3t-value' },
    layers: [],
  });
});

const mtime = new Date('1980-01-01T00:00:00');
const layer = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, [Buffer.from(text), { mtime }]])));

describe('what the function has', () => {
  it('is what the deployed one has: variables, memory, time, region, log format and its role', async () => {
    await world.write({
      'orders/app.ts': `export const handler = async (event: object, context: { getRemainingTimeInMillis(): number; memoryLimitInMB: string }) => ({
        event, table: process.env.TABLE, region: process.env.AWS_REGION, memory: context.memoryLimitInMB,
        left: context.getRemainingTimeInMillis() > 4000 && context.getRemainingTimeInMillis() <= 7000,
        key: process.env.AWS_ACCESS_KEY_ID, profile: process.env.AWS_PROFILE, home: process.env.HOME,
        root: process.env.LAMBDA_TASK_ROOT === process.cwd(), handler: process.env._HANDLER,
      });`,
    });
    const run = await world.run({
      event: { id: 7 },
      runtime: { environment: { ...process.env, AWS_PROFILE: 'admin' } },
    });
    expect(answerOf(run)).toEqual({
      event: { id: 7 },
      table: 'orders-ann',
      region: 'us-east-1',
      memory: '512',
      left: true,
      key: expect.stringMatching(/^ASIA/),
      root: true,
      handler: 'app.handler',
    });
    expect(reportOf(run)).toMatchObject({
      command: 'invoke-local',
      accountId: '123456789012',
      kind: 'result',
      identity: { kind: 'role', arn: 'arn:aws:sts::123456789012:assumed-role/orders-ann-role/nx-lambda-ann' },
    });
    expect(run.events.find(({ type }) => type === 'local-started')).toMatchObject({ physicalName: NAME });
  });

  it('is the developer’s own identity only where that was asked for, and then it is said', async () => {
    await world.write({ 'orders/app.ts': `export const handler = async () => process.env.AWS_ACCESS_KEY_ID;` });
    const run = await world.run({ credentials: 'own' });
    expect(answerOf(run)).toBe(OWN.accessKeyId);
    expect(reportOf(run).identity).toEqual({ kind: 'own', arn: 'arn:aws:iam::123456789012:user/developer' });
    const notices = run.events.flatMap((event) => (event.type === 'notice' ? [event.notice.code] : []));
    expect(notices).toContain('NXL-INVOKE-OWN-CREDENTIALS');
    expect(world.control.calls.count({ operation: 'UpdateFunctionCode' })).toBe(0);
  });

  it('are its layers, unpacked once a version, later ones over earlier ones', async () => {
    const first = world.control.seedLayer({
      layerName: 'one',
      zip: layer({ 'nodejs/node_modules/greet/index.js': `module.exports = 'first';`, 'text.txt': 'kept' }),
    });
    const second = world.control.seedLayer({
      layerName: 'two',
      zip: layer({ 'nodejs/node_modules/greet/index.js': `module.exports = 'second';`, '../escaped.txt': 'no' }),
    });
    world.control.seedFunction({ functionName: NAME, layers: [first, second] });
    await world.write({ 'orders/app.ts': `export const handler = async () => require('greet');` });
    const options = { bundle: { external: ['greet'] } };
    expect(answerOf(await world.run(options))).toBe('second');
    const calls = world.control.calls.list().length;
    const folders = await readdir(world.cacheFolder);
    expect(folders).toHaveLength(3);
    expect(existsSync(join(world.cacheFolder, 'escaped.txt'))).toBe(false);

    expect(answerOf(await world.run(options))).toBe('second');
    expect(await readdir(world.cacheFolder)).toEqual(folders);
    expect(
      world.control.calls
        .list()
        .slice(calls)
        .filter(({ operation }) => operation === 'GetLayerVersionByArn'),
    ).toHaveLength(2);
  });
});

describe('what the function does', () => {
  it('is told while it runs: each line of its log, places in TypeScript', async () => {
    await world.write({
      'orders/app.ts': `const deep = (): never => {
  throw new TypeError('broken', { cause: new Error('the reason') });
};
export const handler = async () => {
  console.log('first');
  try { deep(); } catch (error) { console.log(error); }
  deep();
};`,
    });
    const lines: string[] = [];
    const run = await world.run({
      onEvent: (event) => {
        if (event.type === 'local-log') lines.push(event.line);
        if (event.type === 'invoke-finished') lines.push('finished');
      },
    });
    expect(lines.at(0)).toMatch(/\tINFO\tfirst$/);
    expect(lines.at(-1)).toBe('finished');
    expect(lines.join('\n')).toContain('orders/app.ts:2:9');
    const { error, kind } = reportOf(run);
    expect(kind).toBe('function-error');
    expect(error).toMatchObject({ type: 'TypeError', message: 'broken', mapped: true });
    expect(error?.stack.join('\n')).toContain('orders/app.ts:2:9');
    expect(JSON.stringify(reportOf(run))).not.toContain(tmpdir());
  });

  it('answers bit by bit where it streams', async () => {
    await world.write({
      'orders/app.ts': `declare const awslambda: any;
        export const handler = awslambda.streamifyResponse(async (event: unknown, stream: any) => {
          stream.write('one ');
          await new Promise((resolve) => setTimeout(resolve, 50));
          stream.write('two');
          stream.end();
        });`,
    });
    const parts: string[] = [];
    const run = await world.run({
      onEvent: (event) => {
        if (event.type === 'local-response') parts.push(event.text);
      },
    });
    expect(parts).toEqual(['one ', 'two']);
    expect(reportOf(run).payload).toBe('one two');
  });

  it('ends at its deadline', async () => {
    world.control.seedFunction({ functionName: NAME, timeout: 1 });
    await world.write({
      'orders/app.ts': `export const handler = () => new Promise(() => setInterval(() => {}, 100));`,
    });
    const { error } = reportOf(await world.run());
    expect(error).toMatchObject({ type: 'Sandbox.Timedout', message: expect.stringContaining('1.00 seconds') });
  });

  it('is a whole folder where it is no bundle, run by the Python that is here', async () => {
    world.control.seedFunction({ functionName: NAME, runtime: 'python3.12' });
    await world.write({
      'reports/app.py': `import os\nfrom util import word\ndef handler(event, context):\n    return [word, os.environ['TABLE']]\n`,
      'reports/util.py': `word = 'hello'\n`,
    });
    const fn = { runtime: 'python3.12', source: { kind: 'directory', path: 'reports', assets: [] } } as const;
    expect(answerOf(await world.run({ fn }))).toEqual(['hello', 'orders-ann']);
  });

  it('finds packages that the runtime carries, and with packages: external all others where they are installed', async () => {
    await world.write({
      'node_modules/@aws-sdk/client-toy/package.json': '{"name":"@aws-sdk/client-toy","version":"1.0.0"}',
      'node_modules/@aws-sdk/client-toy/index.js': `module.exports = { where: __dirname };`,
      'node_modules/plain/package.json': '{"name":"plain","version":"1.0.0"}',
      'node_modules/plain/index.js': `module.exports = { where: __dirname };`,
      'node_modules/modern/package.json': '{"name":"modern","version":"1.0.0","type":"module","exports":"./index.js"}',
      'node_modules/modern/index.js': `export const word = 'modern';`,
      'orders/app.ts': `import toy from '@aws-sdk/client-toy'; import plain from 'plain'; import { word } from 'modern';
        export const handler = async () => [toy.where, plain.where, word];`,
    });
    const [sdk, bundled] = answerOf(await world.run()) as readonly string[];
    expect(sdk).toBe(join(world.root, 'node_modules/@aws-sdk/client-toy'));
    expect(bundled).not.toContain('node_modules');
    expect(answerOf(await world.run({ code: { packages: 'external' } }))).toEqual([
      join(world.root, 'node_modules/@aws-sdk/client-toy'),
      join(world.root, 'node_modules/plain'),
      'modern',
    ]);
  });
});

describe('nothing runs', () => {
  const failuresOf = async (options?: Parameters<LocalWorld['run']>[0]) => {
    const { result, events } = await world.run(options);
    expect(events.some(({ type }) => type === 'invoke-finished')).toBe(false);
    return result.ok ? [] : result.failures;
  };
  beforeEach(() => world.write({ 'orders/app.ts': `export const handler = async () => 'ran';` }));

  it('where the role may not be assumed, and the statement that would allow it is told', async () => {
    world.control.distrust('arn:aws:iam::123456789012:role/closed');
    world.control.seedFunction({ functionName: NAME, role: 'arn:aws:iam::123456789012:role/closed' });
    const [failure] = await failuresOf();
    expect(failure?.code).toBe('NXL-INVOKE-ROLE');
    expect(JSON.parse(failure?.notes?.join('\n') ?? '')).toEqual({
      Sid: 'NxLambdaLocalRole',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:user/developer' },
      Action: 'sts:AssumeRole',
    });
  });

  it('where its variables can not be decrypted', async () => {
    world.control.seedFunction({ functionName: NAME, kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k' });
    world.control.setCaller(OWN.accessKeyId, { denied: ['kms:Decrypt'] });
    expect(await failuresOf()).toMatchObject([{ code: 'NXL-INVOKE-ENVIRONMENT' }]);
    world.control.seedFunction({ functionName: NAME, kmsKeyArn: '' });
  });

  it('where it was never deployed', async () => {
    expect(await failuresOf({ physicalName: 'orders-ann-nobody' })).toMatchObject([
      { code: 'NXL-INVOKE-NOT-DEPLOYED', message: expect.stringContaining('orders-ann-nobody') },
    ]);
  });

  it('where its runtime does not run on this machine', async () => {
    world.control.seedFunction({ functionName: NAME, runtime: 'java21' });
    expect(await failuresOf()).toMatchObject([{ code: 'NXL-INVOKE-RUNTIME' }]);
  });

  it('where its sources are broken and its layer is gone: all is told at once', async () => {
    await world.write({ 'orders/app.ts': 'export const handler = (' });
    world.control.seedFunction({
      functionName: NAME,
      layers: ['arn:aws:lambda:us-east-1:123456789012:layer:nothing:1'],
    });
    const codes = (await failuresOf()).map(({ code }) => code);
    expect(codes).toEqual(['NXL-INVOKE-LAYER', 'NXL-BUILD-BUNDLE']);
  });
});

describe('secrets', () => {
  it('are in no file, in no argument and in nothing that is told', async () => {
    await world.write({
      'orders/app.ts': `import { existsSync, readFileSync } from 'node:fs';
        const commandLine = '/proc/self/cmdline';
        export const handler = async () => ({
          has: [process.env.TOKEN, process.env.AWS_SECRET_ACCESS_KEY].map((value) => (value ?? '').length > 0),
          argv: [...process.argv, ...process.execArgv],
          command: existsSync(commandLine) ? readFileSync(commandLine, 'utf8') : '',
        });`,
    });
    const { request, ports } = world.prepare();
    const fn = await request.read();
    if (!fn.ok) throw new Error(fn.failures[0].message);
    const { accessKeyId, secretAccessKey, sessionToken = '' } = fn.value.run.credentials;
    // The key's id differs with each session.
    const secrets = ['s3cr3t-value', secretAccessKey, sessionToken.slice(0, 16), OWN.secretAccessKey];
    expect(accessKeyId).toMatch(/^ASIA/);
    const holding = async (folder: string): Promise<readonly string[]> => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const texts = entries
        .filter((entry) => entry.isFile())
        .map(async ({ name, parentPath }) => {
          const text = await readFile(join(parentPath, name), 'utf8');
          return secrets.some((secret) => text.includes(secret)) ? [join(parentPath, name)] : [];
        });
      return (await Promise.all(texts)).flat();
    };

    const run = await world.run();
    const code = await ports.code.place();
    if (!code.ok) throw new Error(code.failures[0].message);
    for (const folder of [join(code.value.taskRoot, '..'), world.root, world.cacheFolder]) {
      expect(await holding(folder)).toEqual([]);
    }
    await ports.code.remove();

    expect(answerOf(run)).toMatchObject({ has: [true, true] });
    const told = JSON.stringify(run);
    for (const secret of secrets) expect(told).not.toContain(secret);
    expect(existsSync(code.value.taskRoot)).toBe(false);
  });
});
