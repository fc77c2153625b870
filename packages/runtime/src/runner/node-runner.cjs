'use strict';
// Runs one Node function as Lambda's own runtime does: loads the handler, then asks the Runtime API for one invocation
// after another. It never enforces a deadline and never kills: that is the server's part.

const inspector = require('node:inspector');
const { Socket } = require('node:net');
const { setTimeout: delay } = require('node:timers/promises');
const { pathToFileURL } = require('node:url');
const { rapidError } = require('./node-errors.cjs');
const { loadHandler } = require('./node-handler.cjs');
const { answerBuffered } = require('./node-buffered.cjs');
const { answerStreaming, installStreaming, isStreaming } = require('./node-streaming.cjs');
const { patchConsole } = require('./node-console.cjs');
const { contextOf } = require('./node-context.cjs');
const { connect } = require('./node-runtime-api.cjs');

const LIFELINE = 3;

/** Milliseconds. */
const DEBUGGER_PAUSE = 1000;

const api = connect(process.env.AWS_LAMBDA_RUNTIME_API);
const rules = rulesOf(process.env.AWS_EXECUTION_ENV);
const current = { requestId: undefined };
const log = patchConsole(current);
const loop = { onEmpty: undefined };

const standby = standbyOf(process.argv);
const lifeline = holdLifeline();
process.on('beforeExit', () => loop.onEmpty?.());
process.on('uncaughtException', (error) => void die('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => {
  const error = new Error(reason instanceof Error ? reason.toString() : String(reason));
  error.name = 'Runtime.UnhandledPromiseRejection';
  if (reason instanceof Error) error.stack = `${error.name}: ${error.message}\n${framesOf(reason)}`;
  void die('Unhandled Promise Rejection', Object.assign(error, { reason }), 128);
});

void main();

async function main() {
  let handler;
  try {
    if (standby !== undefined) await waitForStart(standby.preload);
    installStreaming();
    handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER, rules);
    // A debugger reads a script's source map when the script is there, and sets its breakpoints then.
    if (inspector.url() !== undefined) await delay(DEBUGGER_PAUSE);
  } catch (error) {
    return die('Uncaught Exception', error, 1);
  }
  const answer = isStreaming(handler) ? answerStreaming : answerBuffered;
  for (;;) {
    const invocation = await nextInvocation();
    current.requestId = invocation.requestId;
    if (invocation.traceId === undefined) delete process.env._X_AMZN_TRACE_ID;
    else process.env._X_AMZN_TRACE_ID = invocation.traceId;
    let event;
    try {
      event = JSON.parse(invocation.body);
    } catch (error) {
      log.error('Invoke Error', error);
      await api.postError(invocation.requestId, rapidError(error));
      continue;
    }
    await answer({ api, handler, log, loop, rules, event, context: contextOf(invocation) });
  }
}

async function nextInvocation() {
  try {
    return await api.next();
  } catch {
    // The server is gone: nobody is left to answer to.
    process.exit(0);
  }
}

async function die(title, error, code) {
  log.error(title, error);
  try {
    if (current.requestId === undefined) await api.postInitError(rapidError(error));
    else await api.postError(current.requestId, rapidError(error));
  } finally {
    process.exit(code);
  }
}

/** Ends this process when the one that started it is gone, however it went. */
function holdLifeline() {
  const lifeline = new Socket({ fd: LIFELINE, readable: true, writable: false });
  lifeline.on('error', () => process.exit(0));
  lifeline.on('close', () => process.exit(0));
  lifeline.resume();
  lifeline.unref();
  return lifeline;
}

/** The function sees the arguments that it has in Lambda. */
function standbyOf(argv) {
  const [option, preload] = argv.splice(2);
  return option === '--standby' ? { preload } : undefined;
}

/** The first byte on the lifeline says that the function's code is there. */
async function waitForStart(preload) {
  const started = new Promise((resolve) => {
    lifeline.once('data', resolve);
  });
  lifeline.ref();
  await api.warmUp().catch(() => undefined);
  if (preload !== undefined) await import(pathToFileURL(preload).href).catch(() => undefined);
  await started;
  lifeline.unref();
}

function rulesOf(executionEnvironment) {
  const major = Number(/nodejs(\d+)/.exec(executionEnvironment ?? '')?.[1] ?? process.versions.node.split('.')[0]);
  return {
    // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html: callbacks up to Node.js 22 only.
    callbacks: major < 24,
    typescript: major >= 24 && Boolean(process.features.typescript),
  };
}

function framesOf(error) {
  return String(error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
