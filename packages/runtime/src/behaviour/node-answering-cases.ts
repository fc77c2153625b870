import { expect } from 'vitest';
import type { BehaviourCase } from './behaviour-case.ts';

const CALLBACKS_REFUSED = {
  errorType: 'Runtime.CallbackHandlerDeprecated',
  errorMessage: expect.stringContaining(
    'removed support for callback-based function handlers starting with Node.js 24',
  ),
};

/** The ways in which a handler answers. */
export const NODE_ANSWERING: readonly BehaviourCase[] = [
  {
    title: 'a handler that answers nothing answers null',
    files: { 'index.js': `exports.handler = async () => {};` },
    invocations: [{ answer: null }],
  },
  {
    title: 'a callback answers',
    files: { 'index.js': `exports.handler = (event, context, callback) => callback(null, { got: event });` },
    invocations: [
      { event: { a: 1 }, answer: { got: { a: 1 } } },
      { event: [2], answer: { got: [2] }, cold: false },
    ],
  },
  {
    title: 'a callback with an error fails',
    files: { 'index.js': `exports.handler = (event, context, callback) => callback(new RangeError('too far'));` },
    invocations: [{ error: { errorType: 'RangeError', errorMessage: 'too far' } }],
  },
  {
    title: 'a callback waits until the event loop is empty',
    files: {
      'index.js': `exports.handler = (event, context, callback) => { setTimeout(() => console.log('late'), 60); callback(null, 'ok'); };`,
    },
    invocations: [{ answer: 'ok', log: [/INFO\tlate/], atLeast: 50 }],
  },
  {
    title: 'a callback does not wait where callbackWaitsForEmptyEventLoop is false',
    files: {
      'index.js': `exports.handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = false;
        setInterval(() => {}, 1000);
        callback(null, 'ok');
      };`,
    },
    invocations: [
      { answer: 'ok', atMost: 5000 },
      { answer: 'ok', cold: false },
    ],
  },
  {
    title: 'a plain function that never calls back answers null once the event loop is empty',
    files: { 'index.js': `exports.handler = () => 'ignored';` },
    invocations: [{ answer: null }],
  },
  {
    title: 'an async function whose promise never settles is a NodeJsExit error',
    files: { 'index.js': `exports.handler = async () => { await new Promise(() => {}); };` },
    invocations: [
      {
        error: {
          errorType: 'Runtime.NodeJsExit',
          errorMessage: expect.stringContaining('a Promise that was never settled'),
        },
      },
    ],
  },
  {
    title: 'context.succeed answers under nodejs20.x',
    files: { 'index.js': `exports.handler = (event, context) => context.succeed('ok');` },
    options: { runtime: 'nodejs20.x' },
    invocations: [{ answer: 'ok' }],
  },
  {
    title: 'a handler with a callback parameter is refused under nodejs24.x',
    files: { 'index.js': `exports.handler = (event, context, callback) => callback(null, 'no');` },
    options: { runtime: 'nodejs24.x' },
    invocations: [{ error: CALLBACKS_REFUSED }],
  },
  {
    title: 'even an async handler with a callback parameter is refused under nodejs24.x',
    files: { 'index.js': `exports.handler = async (event, context, callback) => 'no';` },
    options: { runtime: 'nodejs24.x' },
    invocations: [{ error: CALLBACKS_REFUSED }],
  },
  {
    title: 'a plain function answers with its value under nodejs24.x, and has no context.done',
    files: { 'index.js': `exports.handler = (event, context) => typeof context.done;` },
    options: { runtime: 'nodejs24.x' },
    invocations: [{ answer: 'undefined' }],
  },
  {
    title: 'streamifyResponse writes the answer bit by bit',
    files: {
      'index.mjs': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
        stream.setContentType('text/plain');
        for (const part of event) stream.write(part);
        stream.end();
      });`,
    },
    invocations: [
      { event: ['one ', 'two'], text: 'one two' },
      { event: ['three'], text: 'three', cold: false },
    ],
  },
  {
    title: 'a streamed answer may go through a pipeline and objects are written as JSON',
    files: {
      'index.mjs': `import { pipeline } from 'node:stream/promises';
        import { Readable } from 'node:stream';
        export const handler = awslambda.streamifyResponse(async (event, stream) => {
          stream.write({ a: 1 });
          await pipeline(Readable.from(['b', 'c']), stream);
        });`,
    },
    invocations: [{ text: '{"a":1}bc' }],
  },
  {
    title: 'HttpResponseStream puts status and headers before the body',
    files: {
      'index.mjs': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
        const http = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
        http.write('body');
        http.end();
      });`,
    },
    invocations: [{ text: `{"statusCode":201}${'\0'.repeat(8)}body` }],
  },
  {
    title: 'a streaming handler that throws before it writes fails',
    files: {
      'index.mjs': `export const handler = awslambda.streamifyResponse(async () => { throw new Error('early'); });`,
    },
    invocations: [{ error: { errorType: 'Error', errorMessage: 'early' } }],
  },
  {
    title: 'a streaming handler that throws midway fails, and the process goes on',
    files: {
      'index.mjs': `export const handler = awslambda.streamifyResponse(async (event, stream) => {
        stream.write('half');
        if (event.fail) throw new Error('midway');
        stream.end();
      });`,
    },
    invocations: [
      { event: { fail: true }, error: { errorType: 'Error', errorMessage: 'midway' } },
      { text: 'half', cold: false },
    ],
  },
  {
    title: 'a streaming handler that never ends its stream fails',
    files: {
      'index.mjs': `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('x'); });`,
    },
    invocations: [{ error: { errorType: 'string', errorMessage: 'Response stream is not finished.' } }],
  },
];
