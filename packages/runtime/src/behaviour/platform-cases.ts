import { expect } from 'vitest';
import { type BehaviourCase, FUNCTION_ARN } from './behaviour-case.ts';

const ID = '8476a536-e9f4-11e8-9739-2dfe598c3f00';

/** What a function sees of its environment, and what is logged about it. */
export const PLATFORM: readonly BehaviourCase[] = [
  {
    title: 'the context tells about the function and the time that is left',
    files: {
      'index.js': `exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });`,
    },
    options: { timeout: 5000 },
    invocations: [
      {
        answer: {
          awsRequestId: ID,
          callbackWaitsForEmptyEventLoop: true,
          functionName: 'shop-orders',
          functionVersion: '$LATEST',
          invokedFunctionArn: FUNCTION_ARN,
          logGroupName: '/aws/lambda/shop-orders',
          logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
          memoryLimitInMB: '256',
          left: expect.toSatisfy((left: number) => left > 0 && left <= 5000),
        },
      },
    ],
  },
  {
    title: 'Lambda’s own variables are set and the function’s are beside them',
    files: {
      'index.js': `exports.handler = async (event) => Object.fromEntries(event.map((name) => [name, process.env[name]]));`,
    },
    options: {
      environment: { TABLE: 'orders' },
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-example', sessionToken: 'token-example' },
    },
    invocations: [
      {
        event: [
          'TABLE',
          '_HANDLER',
          'AWS_REGION',
          'AWS_DEFAULT_REGION',
          'AWS_EXECUTION_ENV',
          'AWS_LAMBDA_FUNCTION_NAME',
          'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
          'AWS_LAMBDA_FUNCTION_VERSION',
          'AWS_LAMBDA_INITIALIZATION_TYPE',
          'AWS_LAMBDA_LOG_GROUP_NAME',
          'AWS_ACCESS_KEY_ID',
          'AWS_SECRET_ACCESS_KEY',
          'AWS_SESSION_TOKEN',
          'TZ',
        ],
        answer: {
          TABLE: 'orders',
          _HANDLER: 'index.handler',
          AWS_REGION: 'eu-west-1',
          AWS_DEFAULT_REGION: 'eu-west-1',
          AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
          AWS_LAMBDA_FUNCTION_NAME: 'shop-orders',
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
          AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
          AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
          AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/shop-orders',
          AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
          AWS_SECRET_ACCESS_KEY: 'secret-example',
          AWS_SESSION_TOKEN: 'token-example',
          TZ: ':UTC',
        },
      },
    ],
  },
  {
    title: 'the developer’s own variables never reach the function',
    files: {
      'index.js': `exports.handler = async () => Object.keys(process.env).filter((name) => /PROFILE|HOME|SECRET|NODE_OPTIONS/.test(name));`,
    },
    options: {
      hostEnvironment: {
        PATH: '/usr/bin:/bin',
        HOME: '/home/dev',
        AWS_PROFILE: 'admin',
        AWS_SECRET_ACCESS_KEY: 'mine',
        MY_SECRET: 'mine',
        NODE_OPTIONS: '--no-warnings',
      },
    },
    invocations: [{ answer: [] }],
  },
  {
    title: 'secrets are no part of the command line',
    files: {
      'index.js': `exports.handler = async () => [...process.execArgv, ...process.argv].some((part) => part.includes('s3cr3t'));`,
    },
    options: { environment: { TOKEN: 's3cr3t' }, credentials: { accessKeyId: 's3cr3t', secretAccessKey: 's3cr3t' } },
    invocations: [{ answer: false }],
  },
  {
    title: 'the working folder is the task root',
    files: {
      'index.js': `const { realpathSync } = require('node:fs');
        exports.handler = async () => realpathSync(process.cwd()) === realpathSync(process.env.LAMBDA_TASK_ROOT) && process.cwd() !== '/';`,
    },
    invocations: [{ answer: true }],
  },
  {
    title: 'the temporary folder keeps files between warm invocations',
    files: {
      'index.js': `const fs = require('node:fs'); const path = require('node:path');
        const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'nx-lambda-case-'));
        exports.handler = async (event) => {
          const file = path.join(folder, 'kept.txt');
          if (event.write) { fs.writeFileSync(file, event.write); return 'written'; }
          const kept = fs.readFileSync(file, 'utf8');
          fs.rmSync(folder, { recursive: true });
          return kept;
        };`,
    },
    invocations: [
      { event: { write: 'text' }, answer: 'written' },
      { answer: 'text', cold: false },
    ],
  },
  {
    title: 'the trace id of each invocation is in _X_AMZN_TRACE_ID',
    files: { 'index.js': `exports.handler = async () => process.env._X_AMZN_TRACE_ID;` },
    invocations: [{ answer: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/) }],
  },
  {
    title: 'global state is kept between warm invocations, and each has a START, END and REPORT line',
    files: {
      'index.js': `console.log('loading'); let count = 0; exports.handler = async () => { console.log('line one\\nline two'); return ++count; };`,
    },
    invocations: [
      {
        answer: 1,
        cold: true,
        log: [
          new RegExp(
            String.raw`^\S+Z\tundefined\tINFO\tloading\nSTART RequestId: ${ID} Version: \$LATEST\n\S+Z\t${ID}\tINFO\tline one\nline two\nEND RequestId: ${ID}\n` +
              String.raw`REPORT RequestId: ${ID}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t\n$`,
          ),
        ],
      },
      {
        answer: 2,
        cold: false,
        log: [/^START /, /Max Memory Used: \d+ MB\t\n$/],
        notInLog: [/loading/, /Init Duration/],
      },
    ],
  },
  {
    title: 'every console method and both streams are logged, in order',
    files: {
      'index.js': `exports.handler = async () => {
        console.debug('%s-%d', 'd', 1); console.info({ a: 1 }); console.warn('w'); console.error(new Error('shown')); console.trace('t');
        process.stdout.write('raw\\n'); process.stderr.write('raw error\\n');
      };`,
    },
    invocations: [
      {
        log: [
          /DEBUG\td-1\n[^\n]*INFO\t\{ a: 1 \}\n[^\n]*WARN\tw\n[^\n]*ERROR\tError: shown\n[^]*TRACE\tt\nraw\n/,
          /raw error\n/,
        ],
      },
    ],
  },
  {
    title: 'JSON logs are one object a line',
    files: {
      'index.js': `exports.handler = async (event) => { console.log({ order: 7 }); console.warn('two', 2); if (event.fail) throw new TypeError('bad'); return 'ok'; };`,
    },
    options: { logFormat: 'JSON' },
    invocations: [
      {
        answer: 'ok',
        log: [
          new RegExp(
            `^\\{"time":"[^"]+","type":"platform.start","record":\\{"requestId":"${ID}","version":"\\$LATEST"\\}\\}\\n`,
          ),
          new RegExp(`\\{"timestamp":"[^"]+","level":"INFO","requestId":"${ID}","message":\\{"order":7\\}\\}\\n`),
          /"level":"WARN",.*"message":"two 2"\}\n/,
          /"type":"platform.report",.*"metrics":\{"durationMs":[\d.]+,"billedDurationMs":\d+,"memorySizeMB":256,"maxMemoryUsedMB":\d+,"initDurationMs":[\d.]+\},"status":"success"\}\}\n$/,
        ],
        notInLog: [/START|END|REPORT/],
      },
      {
        event: { fail: true },
        error: { errorType: 'TypeError', errorMessage: 'bad' },
        log: [
          /"level":"ERROR",.*"message":\{"errorType":"TypeError","errorMessage":"bad","stackTrace":\[/,
          /"status":"error","errorType":"TypeError"/,
        ],
      },
    ],
  },
  {
    title: 'V8 gets nine tenths of the memory setting, as an argument of Lambda’s own bootstrap',
    files: { 'index.js': `exports.handler = async () => process.execArgv;` },
    options: { memorySize: 1000 },
    invocations: [{ answer: ['--max-semi-space-size=50', '--max-old-space-size=900'] }],
  },
  {
    title: 'NODE_OPTIONS of the function is honoured, and its own heap size wins',
    files: { 'index.js': `exports.handler = async () => [process.execArgv, process.env.NODE_OPTIONS];` },
    options: { environment: { NODE_OPTIONS: '--max-old-space-size=200' } },
    invocations: [{ answer: [[], '--max-old-space-size=200'] }],
  },
  {
    title: 'a runtime that cannot run here is told, with those that can',
    files: {},
    options: { runtime: 'java21' },
    invocations: [
      {
        error: {
          errorType: 'Runtime.NotSupportedHere',
          errorMessage: expect.stringMatching(/java21 cannot run on this machine.*nodejs, python3 or provided/),
        },
      },
    ],
  },
];
