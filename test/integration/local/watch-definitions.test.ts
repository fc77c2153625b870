/** What says how a function is built and called, edited while it runs here at every save. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LambdaEvent, parsePluginOptions, type Service } from '@nx-lambda/core';
import { watchLocal } from '@nx-lambda/operations';
import { readServices, watchChanges } from '@nx-lambda/workspace';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LocalWorld, NAME, ROLE, startLocalWorld } from '../../../tools/sample/local-function.ts';
import { passClockTick, saveFile } from '../../../tools/sample/watched-files.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      CodeUri: ./
      Handler: app.handler
      Timeout: 5
`;

let world: LocalWorld;
let watch: Watch | undefined;

beforeEach(async () => {
  world = await startLocalWorld();
  world.control.seedFunction({ functionName: NAME, runtime: 'nodejs20.x', role: ROLE, environment: { WORD: 'old' } });
  await world.write({
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@word": ["./words/one.ts"] } } }',
    'words/one.ts': `export const word = 'one';`,
    'words/two.ts': `export const word = 'two';`,
    'orders/template.yaml': TEMPLATE,
    'orders/app.ts': `import { word } from '@word';
      export const handler = async () => [word, process.env.WORD, process.env._HANDLER];
      export const other = async () => 'other';`,
  });
  passClockTick(world.root);
});
afterEach(async () => {
  await watch?.end();
  await world.stop();
});

interface Watch {
  /** The next event of that type that nobody waited for yet. */
  next<Type extends LambdaEvent['type']>(type: Type): Promise<Extract<LambdaEvent, { readonly type: Type }>>;
  /** Of the next run, once everything is watched that counts. */
  answer(): Promise<unknown>;
  end(): Promise<void>;
}

async function startWatch(): Promise<Watch> {
  const options = parsePluginOptions({});
  if (!options.ok) throw new Error(options.failures[0].message);
  const readService = async (): Promise<Service | undefined> => {
    const [service] = await readServices({
      workspaceRoot: world.root,
      definitionFiles: ['orders/template.yaml', 'orders/lambda.config.json'].filter((path) =>
        existsSync(join(world.root, path)),
      ),
      options: options.value,
    });
    return service;
  };
  const { request, ports } = world.prepare({ readService, code: { repeated: true } }, await readService());
  const events: LambdaEvent[] = [];
  const waiting: (() => void)[] = [];
  const ending = new AbortController();
  const ended = watchLocal(
    request,
    { ...ports, changes: watchChanges(world.root) },
    (event) => {
      events.push(event);
      for (const wake of waiting.splice(0)) wake();
    },
    ending.signal,
  );
  const next: Watch['next'] = async (type) => {
    for (;;) {
      const event = events.shift();
      if (event === undefined) await new Promise<void>((resolve) => waiting.push(resolve));
      else if (event.type === type) return event as never;
      else if (event.type === 'invoke-failed') throw new Error(JSON.stringify(event.failures));
    }
  };
  watch = {
    next,
    async answer() {
      const { report } = await next('invoke-finished');
      await next('local-waiting');
      return JSON.parse(report.payload ?? 'null');
    },
    async end() {
      ending.abort();
      await ended;
      await ports.code.remove();
    },
  };
  return watch;
}

const save = (path: string, text: string) => saveFile(world.root, path, text);

it('follows a tsconfig.json by which an import means another file', async () => {
  const { answer } = await startWatch();
  expect(await answer()).toEqual(['one', 'old', 'app.handler']);
  save('tsconfig.json', '{ "compilerOptions": { "paths": { "@word": ["./words/two.ts"] } } }');
  expect(await answer()).toEqual(['two', 'old', 'app.handler']);
  save('words/two.ts', `export const word = 'second';`);
  expect(await answer()).toEqual(['second', 'old', 'app.handler']);
});

it('builds and calls the function as an edited template says', async () => {
  const { answer, next } = await startWatch();
  await answer();
  save('orders/template.yaml', TEMPLATE.replace('app.handler', 'app.other'));
  expect(await answer()).toBe('other');
  save('orders/template.yaml', TEMPLATE.replace('app.handler', 'second.handler'));
  expect((await next('invoke-failed')).failures).toMatchObject([{ code: 'NXL-TEMPLATE-ENTRY-POINT' }]);
  await next('local-waiting');
  save('orders/second.ts', `export const handler = async () => 'second';`);
  expect(await answer()).toBe('second');
});

it('follows lambda.config.json', async () => {
  const { answer } = await startWatch();
  await answer();
  save('orders/app.ts', 'declare const WORD: string; export const handler = async () => WORD;');
  expect(await answer()).toMatchObject({ errorMessage: 'WORD is not defined' });
  save('orders/lambda.config.json', '{ "defaults": { "define": { "WORD": "\\"defined\\"" } } }');
  expect(await answer()).toBe('defined');
});

it('says what has to be provisioned, and takes the deployed settings once they are there', async () => {
  const { answer, next } = await startWatch();
  await answer();
  save('orders/template.yaml', `${TEMPLATE}      Environment: {Variables: {WORD: new}}\n`);
  expect((await next('notice')).notice).toMatchObject({
    code: 'NXL-WATCH-PROVISION',
    message: 'The template of orders describes another infrastructure than before: Api (changed).',
    advice: expect.stringContaining('nx run orders:provision-feature'),
  });
  expect(await answer()).toEqual(['one', 'old', 'app.handler']);
  world.control.seedFunction({ functionName: NAME, runtime: 'nodejs20.x', role: ROLE, environment: { WORD: 'new' } });
  save('words/one.ts', `export const word = 'uno';`);
  expect(await answer()).toEqual(['uno', 'new', 'app.handler']);
  const reads = world.control.calls.count({ operation: 'GetFunctionConfiguration' });
  save('words/one.ts', `export const word = 'ein';`);
  expect(await answer()).toEqual(['ein', 'new', 'app.handler']);
  expect(world.control.calls.count({ operation: 'GetFunctionConfiguration' })).toBe(reads);
});

it('tells of a template that can not be read or has no such function, and goes on with what it knew', async () => {
  const { answer, next } = await startWatch();
  await answer();
  save('orders/template.yaml', 'Resources: [');
  expect((await next('invoke-failed')).failures).toMatchObject([{ code: 'NXL-WATCH-DEFINITION' }]);
  await next('local-waiting');
  save('words/one.ts', `export const word = 'still';`);
  expect(await answer()).toEqual(['still', 'old', 'app.handler']);
  save('orders/template.yaml', TEMPLATE.replace('Api:', 'Renamed:'));
  expect((await next('invoke-failed')).failures).toMatchObject([{ message: 'orders has no function Api any more.' }]);
  await next('local-waiting');
  save('orders/template.yaml', TEMPLATE.replace('app.handler', 'app.other'));
  expect(await answer()).toBe('other');
});
