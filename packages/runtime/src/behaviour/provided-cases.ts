import { expect } from 'vitest';
import type { BehaviourCase } from './behaviour-case.ts';

const provided = { runtime: 'provided.al2023', handler: 'bootstrap' };

/** A custom runtime of a few lines; it speaks the Runtime API with what Node has. */
const BOOTSTRAP = `#!${process.execPath}
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime';
(async () => {
  for (;;) {
    const next = await fetch(api + '/invocation/next');
    const id = next.headers.get('lambda-runtime-aws-request-id');
    const event = await next.json();
    console.log('custom', process.env.AWS_EXECUTION_ENV);
    const wrong = await fetch(api + '/invocation/unknown/response', { method: 'POST', body: '{}' });
    const body = JSON.stringify({ event, wrong: wrong.status, arn: next.headers.get('lambda-runtime-invoked-function-arn') });
    await fetch(api + '/invocation/' + id + '/response', { method: 'POST', body });
  }
})();
`;

/** Custom runtimes: an executable file named bootstrap. */
export const PROVIDED: readonly BehaviourCase[] = [
  {
    title: 'a custom runtime speaks the Runtime API by itself',
    files: { bootstrap: BOOTSTRAP },
    options: provided,
    invocations: [
      {
        event: { a: 1 },
        answer: { event: { a: 1 }, wrong: 400, arn: expect.stringContaining(':function:shop-orders') },
        cold: true,
        log: [/custom undefined\n/],
      },
      { event: { a: 2 }, answer: expect.objectContaining({ event: { a: 2 } }), cold: false },
    ],
  },
  {
    title: 'a custom runtime without a bootstrap file is told',
    files: { 'main.go': 'package main' },
    options: provided,
    invocations: [
      { error: { errorType: 'Runtime.NotSupportedHere', errorMessage: expect.stringContaining('bootstrap') } },
    ],
  },
  {
    title: 'a bootstrap that no system can run is an InvalidEntrypoint or ends at once',
    files: { bootstrap: '#!/no/such/interpreter\n' },
    options: provided,
    invocations: [
      { error: { errorType: 'Runtime.InvalidEntrypoint', errorMessage: expect.stringContaining('ENOENT') } },
    ],
  },
];
