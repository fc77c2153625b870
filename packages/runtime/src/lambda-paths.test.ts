import { expect, it } from 'vitest';
import { asInLambda } from './lambda-paths.ts';

const report = { duration: 1, maxMemoryUsed: 1 };

it('names the task root as Lambda does in stacks and logs', () => {
  const told = asInLambda(
    {
      ...report,
      payload: Buffer.from(JSON.stringify({ trace: ['at handler (/code/1/src/app.js:1:2)'] })),
      log: 'at handler (/code/1/src/app.js:1:2)',
    },
    '/code/1',
  );
  expect(Buffer.from(told.payload).toString()).toBe('{"trace":["at handler (/var/task/src/app.js:1:2)"]}');
  expect(told.log).toBe('at handler (/var/task/src/app.js:1:2)');
});

it('leaves an answer without paths as its bytes are', () => {
  const payload = Buffer.from([0xff, 0xfe]);
  expect(asInLambda({ ...report, payload, log: '' }, '/code/1').payload).toBe(payload);
});
