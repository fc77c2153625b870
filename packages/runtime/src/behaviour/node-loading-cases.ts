import { expect } from 'vitest';
import type { BehaviourCase } from './behaviour-case.ts';

const ok = [{ answer: 'ok' }];

/** From a handler string to a function. */
export const NODE_LOADING: readonly BehaviourCase[] = [
  {
    title: 'a CommonJS .js handler is found',
    files: { 'index.js': `exports.handler = async () => 'ok';` },
    invocations: ok,
  },
  {
    title: 'an ES module .mjs handler is found',
    files: { 'index.mjs': `export const handler = async () => 'ok';` },
    invocations: ok,
  },
  {
    title: 'a .cjs handler is found',
    files: { 'index.cjs': `exports.handler = async () => 'ok';` },
    invocations: ok,
  },
  {
    title: 'a .js handler is an ES module where package.json says so',
    files: {
      'package.json': '{"type":"module"}',
      'index.js': `export const handler = async () => import.meta.url && 'ok';`,
    },
    invocations: ok,
  },
  {
    title: 'a .js file wins over a .mjs file of the same name',
    files: {
      'index.js': `exports.handler = async () => 'ok';`,
      'index.mjs': `export const handler = async () => 'no';`,
    },
    invocations: ok,
  },
  {
    title: 'a nested handler name is a property of an export in a folder',
    files: { 'a/b.js': `exports.c = { d: async () => 'ok' };` },
    options: { handler: 'a/b.c.d' },
    invocations: ok,
  },
  {
    title: 'a module of node_modules is a handler too',
    files: { 'node_modules/wrapped/index.js': `exports.handler = async () => 'ok';` },
    options: { handler: 'wrapped.handler' },
    invocations: ok,
  },
  {
    title: 'top-level await is over before the first invocation',
    files: {
      'index.mjs': `const value = await new Promise((resolve) => setTimeout(resolve, 30, 'ok')); export const handler = async () => value;`,
    },
    invocations: ok,
  },
  {
    title: 'a module that is missing is an ImportModuleError, and again after it',
    files: {},
    invocations: [
      {
        error: {
          errorType: 'Runtime.ImportModuleError',
          errorMessage: expect.stringMatching(/^Error: Cannot find module 'index'\nRequire stack:/),
          trace: expect.arrayContaining([
            expect.stringContaining('Runtime.ImportModuleError: Error: Cannot find module'),
          ]),
        },
        log: [
          /\tundefined\tERROR\tUncaught Exception \t\{"errorType":"Runtime.ImportModuleError"/,
          /Status: error\tError Type: Runtime.ImportModuleError/,
        ],
        cold: true,
      },
      { error: { errorType: 'Runtime.ImportModuleError', errorMessage: expect.anything() }, cold: true },
    ],
  },
  {
    title: 'a package that an ES module cannot import is an Error, as the runtime has it',
    files: { 'index.mjs': `import 'not-there'; export const handler = async () => 'no';` },
    invocations: [
      {
        error: {
          errorType: 'Error',
          errorMessage: expect.stringMatching(/^Cannot find package 'not-there' imported from /),
        },
      },
    ],
  },
  {
    title: 'a syntax error is a UserCodeSyntaxError',
    files: { 'index.js': `exports.handler = async () => {` },
    invocations: [
      { error: { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: 'SyntaxError: Unexpected end of input' } },
    ],
  },
  {
    title: 'an export that is missing is a HandlerNotFound',
    files: { 'index.js': `exports.other = async () => 'no';` },
    invocations: [
      { error: { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' } },
    ],
  },
  {
    title: 'an export that is no function is a HandlerNotFound',
    files: { 'index.js': `exports.handler = 'text';` },
    invocations: [{ error: { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is not a function' } }],
  },
  {
    title: 'a handler name without a dot is a MalformedHandlerName',
    files: { 'index.js': '' },
    options: { handler: 'index' },
    invocations: [{ error: { errorType: 'Runtime.MalformedHandlerName', errorMessage: 'Bad handler' } }],
  },
  {
    title: 'a handler name that climbs out of the task root is a MalformedHandlerName',
    files: { 'index.js': '' },
    options: { handler: '../index.handler' },
    invocations: [
      {
        error: {
          errorType: 'Runtime.MalformedHandlerName',
          errorMessage: expect.stringContaining('not a valid handler name'),
        },
      },
    ],
  },
  {
    title: 'an error thrown while the module loads is reported with its own type',
    files: { 'index.js': `throw new TypeError('no table');` },
    invocations: [
      {
        error: {
          errorType: 'TypeError',
          errorMessage: 'no table',
          trace: expect.arrayContaining(['TypeError: no table']),
        },
      },
    ],
  },
  {
    title: 'a process that exits while the module loads is an ExitError',
    files: { 'index.js': `process.exit(7);` },
    invocations: [
      {
        error: {
          errorType: 'Runtime.ExitError',
          errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 7$/),
        },
      },
    ],
  },
];
