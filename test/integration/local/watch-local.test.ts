/** Running a function's code again at every save. */
import type { LambdaEvent } from '@nx-lambda/core';
import { watchLocal } from '@nx-lambda/operations';
import { watchChanges } from '@nx-lambda/workspace';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalWorld, NAME, ROLE, startLocalWorld } from '../../../tools/sample/local-function.ts';

let world: LocalWorld;

beforeAll(async () => {
  world = await startLocalWorld();
  world.control.seedFunction({ functionName: NAME, runtime: 'nodejs20.x', role: ROLE, environment: { WORD: 'hello' } });
});
afterAll(() => world.stop());

/** What happens, to be waited for in its order. */
function told() {
  const events: LambdaEvent[] = [];
  const waiting: (() => void)[] = [];
  let seen = 0;
  return {
    events,
    emit: (event: LambdaEvent) => {
      events.push(event);
      for (const wake of waiting.splice(0)) wake();
    },
    async next<Type extends LambdaEvent['type']>(type: Type): Promise<Extract<LambdaEvent, { type: Type }>> {
      for (;;) {
        for (; seen < events.length; seen++) {
          const event = events[seen];
          if (event?.type !== type) continue;
          seen += 1;
          return event as Extract<LambdaEvent, { type: Type }>;
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}

const source = (text: string) =>
  `import { word } from './word'; export const handler = async () => word + ${JSON.stringify(text)};`;

it('runs at every save with what was saved, follows new imports, tells mistakes, and ends without a trace', async () => {
  await world.write({ 'orders/app.ts': source('1'), 'orders/word.ts': `export const word = process.env.WORD;` });
  const { request, ports } = world.prepare({ code: { repeated: true } });
  const stream = told();
  const ending = new AbortController();
  const ended = watchLocal(request, { ...ports, changes: watchChanges(world.root) }, stream.emit, ending.signal);
  const answer = async () => JSON.parse((await stream.next('invoke-finished')).report.payload ?? '');
  expect(await answer()).toBe('hello1');

  await stream.next('local-waiting');
  await world.write({ 'orders/app.ts': source('2') });
  expect((await stream.next('local-changed')).files).toEqual(['orders/app.ts']);
  expect(await answer()).toBe('hello2');

  await stream.next('local-waiting');
  await world.write({ 'orders/app.ts': `import { more } from './more'; ${source('3')} more();` });
  expect(await stream.next('invoke-failed')).toMatchObject({ failures: [{ code: 'NXL-BUILD-UNRESOLVED' }] });
  await stream.next('local-waiting');
  await world.write({ 'orders/more.ts': 'export const more = () => console.log("more");' });
  expect(await answer()).toBe('hello3');

  await stream.next('local-waiting');
  await world.write({ 'orders/more.ts': 'export const more = () => { throw new Error("while loading"); };' });
  expect((await stream.next('invoke-finished')).report).toMatchObject({ error: { message: 'while loading' } });

  await stream.next('local-waiting');
  await world.write({
    'orders/more.ts': 'export const more = () => {}; setInterval(() => {}, 50);',
    'orders/app.ts': `import { more } from './more'; export const handler = () => new Promise(() => more());`,
  });
  // A function that goes on for ever is ended by the next save.
  await stream.next('local-changed');
  const replaced = stream.next('invoke-finished');
  await world.write({ 'orders/app.ts': source('4') });
  expect((await replaced).report.payload).toBe('"hello4"');

  const roles = world.control.calls.count({ operation: 'AssumeRole' });
  expect(roles).toBe(1);
  await stream.next('local-waiting');
  ending.abort();
  expect(await ended).toEqual({ ok: true, value: undefined });
  const code = await ports.code.place();
  await ports.code.remove();
  expect(code.ok).toBe(true);
});
