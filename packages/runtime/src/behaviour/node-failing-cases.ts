import { expect } from 'vitest';
import type { BehaviourCase } from './behaviour-case.ts';

/** Errors of the function, and ends that the platform brings about. */
export const NODE_FAILING: readonly BehaviourCase[] = [
  {
    title: 'a thrown error is reported with its stack and logged with its cause, and the process goes on',
    files: {
      'index.js': `exports.handler = async (event) => {
        if (event.ok) return 'ok';
        throw Object.assign(new Error('outer', { cause: new TypeError('inner') }), { code: 'E_OUTER' });
      };`,
    },
    invocations: [
      {
        error: {
          errorType: 'Error',
          errorMessage: 'outer',
          trace: expect.arrayContaining(['Error: outer', expect.stringMatching(/index\.js:3:/)]),
        },
        log: [
          /ERROR\tInvoke Error \t\{"errorType":"Error","errorMessage":"outer","code":"E_OUTER"/,
          /"cause":\{"errorType":"TypeError","errorMessage":"inner"/,
        ],
        notInLog: [/Status:/],
      },
      { event: { ok: true }, answer: 'ok', cold: false },
    ],
  },
  {
    title: 'an error with a name of its own is reported under that name',
    files: {
      'index.js': `class OutOfStock extends Error { name = 'OutOfStock'; } exports.handler = async () => { throw new OutOfStock('none left'); };`,
    },
    invocations: [{ error: { errorType: 'OutOfStock', errorMessage: 'none left' } }],
  },
  {
    title: 'a thrown string is an error of type string',
    files: { 'index.js': `exports.handler = async () => { throw 'plain'; };` },
    invocations: [{ error: { errorType: 'string', errorMessage: 'plain', trace: [] } }],
  },
  {
    title: 'an error thrown before the first await of a plain function fails',
    files: { 'index.js': `exports.handler = () => { throw new Error('at once'); };` },
    invocations: [{ error: { errorType: 'Error', errorMessage: 'at once' } }],
  },
  {
    title: 'an answer that is no JSON fails',
    files: { 'index.js': `exports.handler = async () => { const loop = {}; loop.loop = loop; return loop; };` },
    invocations: [{ error: { errorType: 'Error', errorMessage: 'Unable to stringify response body' } }],
  },
  {
    title: 'an unhandled rejection is reported and ends the process',
    files: {
      'index.js': `exports.handler = async (event) => {
        if (event.ok) return 'ok';
        Promise.reject(new Error('nobody waits'));
        await new Promise((resolve) => setTimeout(resolve, 5000));
      };`,
    },
    invocations: [
      {
        error: { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: nobody waits' },
        log: [
          /ERROR\tUnhandled Promise Rejection \t\{/,
          /Runtime exited with error: exit status 128\nRuntime\.ExitError/,
        ],
        atMost: 4000,
      },
      { event: { ok: true }, answer: 'ok', cold: true },
    ],
  },
  {
    title: 'an exception in a timer is reported and ends the process',
    files: {
      'index.js': `exports.handler = async (event) => {
        if (event.ok) return 'ok';
        setTimeout(() => { throw new Error('in a timer'); }, 1);
        await new Promise((resolve) => setTimeout(resolve, 5000));
      };`,
    },
    invocations: [
      {
        error: { errorType: 'Error', errorMessage: 'in a timer' },
        log: [/ERROR\tUncaught Exception \t\{/, /exit status 129/],
      },
      { event: { ok: true }, answer: 'ok', cold: true },
    ],
  },
  {
    title: 'process.exit is an ExitError with the status, and the next invocation starts a new process',
    files: { 'index.js': `exports.handler = async (event) => (event.ok ? 'ok' : process.exit(3));` },
    invocations: [
      {
        error: {
          errorType: 'Runtime.ExitError',
          errorMessage:
            'RequestId: 8476a536-e9f4-11e8-9739-2dfe598c3f00 Error: Runtime exited with error: exit status 3',
        },
        log: [/Status: error\tError Type: Runtime\.ExitError/],
      },
      { event: { ok: true }, answer: 'ok', cold: true },
      { event: { ok: true }, answer: 'ok', cold: false },
    ],
  },
  {
    title: 'process.exit(0) is an ExitError without a reason',
    files: { 'index.js': `exports.handler = async () => process.exit(0);` },
    invocations: [
      {
        error: {
          errorType: 'Runtime.ExitError',
          errorMessage: expect.stringMatching(/Error: Runtime exited without providing a reason$/),
        },
      },
    ],
  },
  {
    title: 'a crash is an ExitError with the signal',
    files: { 'index.js': `exports.handler = async () => process.abort();` },
    invocations: [
      {
        error: {
          errorType: 'Runtime.ExitError',
          errorMessage: expect.stringMatching(/Error: Runtime exited with error: signal: aborted$/),
        },
      },
    ],
  },
  {
    title: 'a function that waits too long is timed out, and the next invocation starts a new process',
    files: {
      'index.js': `exports.handler = async (event) => {
        console.log('waiting', event);
        if (!event.ok) await new Promise((resolve) => setTimeout(resolve, 60000));
        return 'ok';
      };`,
    },
    options: { timeout: 1000 },
    invocations: [
      {
        error: {
          errorType: 'Sandbox.Timedout',
          errorMessage: 'RequestId: 8476a536-e9f4-11e8-9739-2dfe598c3f00 Error: Task timed out after 1.00 seconds',
        },
        log: [
          /INFO\twaiting \{\}/,
          /\S+Z 8476a536-e9f4-11e8-9739-2dfe598c3f00 Task timed out after 1\.00 seconds/,
          /Duration: 1000\.00 ms/,
          /Status: timeout/,
        ],
        atLeast: 1000,
        atMost: 1000,
      },
      { event: { ok: true }, answer: 'ok', cold: true },
    ],
  },
  {
    title: 'a function that never yields is timed out',
    files: { 'index.js': `exports.handler = async () => { for (;;); };` },
    options: { timeout: 1000 },
    invocations: [
      { error: { errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('after 1.00 seconds') } },
    ],
  },
  {
    title: 'an answer over 6 MB is a ResponseSizeTooLarge, and the process goes on',
    files: { 'index.js': `exports.handler = async (event) => 'x'.repeat(event.size);` },
    options: { memorySize: 512 },
    invocations: [
      {
        event: { size: 6 * 1024 * 1024 + 200 },
        error: {
          errorType: 'Function.ResponseSizeTooLarge',
          errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
        },
      },
      { event: { size: 2 }, answer: 'xx', cold: false },
    ],
  },
  {
    title: 'a streamed answer over 6 MB is a ResponseSizeTooLarge',
    files: {
      'index.mjs': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
        for (let i = 0; i < 7; i += 1) stream.write(Buffer.alloc(1024 * 1024));
        stream.end();
      });`,
    },
    invocations: [
      { error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage: expect.stringContaining('6291556') } },
    ],
  },
  {
    title: '6 MB go in and come out',
    files: { 'index.js': `exports.handler = async (event) => event;` },
    invocations: [{ event: 'y'.repeat(6 * 1024 * 1024 - 2), answer: 'y'.repeat(6 * 1024 * 1024 - 2) }],
  },
];
