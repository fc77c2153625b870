import type { Failures } from '@nx-lambda/core';
import { ExecutionEnvironment } from './execution-environment.ts';
import { reportLines, startLine } from './invocation-log.ts';
import { errorPayload } from './platform-error.ts';
import { type RunnerCommand, runnerCommand } from './runner-command.ts';
import type { InvocationReport, InvocationRequest, InvocationWatcher, Sandbox, SandboxOptions } from './sandbox.ts';

/** What the invocations that were running or queued are rejected with when their sandbox is stopped. */
export class SandboxStopped extends Error {
  override readonly name = 'SandboxStopped';
}

/**
 * Starts the function's process and resolves without waiting for it to be initialised: the first invocation does. A
 * runtime that cannot run here is told by every invocation, as the error of a function; `runnerCommand` tells it before.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const command = runnerCommand(options);
  return command.ok ? startProcessSandbox(options, command.value) : refusingSandbox(options, command.failures);
}

async function startProcessSandbox(options: SandboxOptions, command: RunnerCommand): Promise<Sandbox> {
  const stopping = new AbortController();
  let environment: ExecutionEnvironment | undefined = await ExecutionEnvironment.start(options, command);
  let queue: Promise<unknown> = Promise.resolve();

  const run = async (
    request: InvocationRequest,
    signal: AbortSignal,
    watcher: InvocationWatcher,
  ): Promise<InvocationReport> => {
    signal.throwIfAborted();
    if (environment?.usable === false) await retire(environment);
    environment ??= await ExecutionEnvironment.start(options, command);
    const current = environment;
    const abort = (): void => void current.stop();
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const report = await current.run(request, watcher);
    signal.removeEventListener('abort', abort);
    if (!current.usable) await retire(current);
    signal.throwIfAborted();
    return report;
  };

  const retire = async (ended: ExecutionEnvironment): Promise<void> => {
    await ended.stop();
    environment = undefined;
  };

  return {
    invoke(request, signal, watcher = {}) {
      const ended = signal === undefined ? stopping.signal : AbortSignal.any([stopping.signal, signal]);
      const turn = queue.then(() => run(request, ended, watcher));
      queue = turn.catch(() => {});
      return orAborted(turn, ended);
    },
    async stop() {
      stopping.abort(new SandboxStopped('The sandbox was stopped.'));
      await environment?.stop();
      await queue;
    },
  };
}

/** Lets a queued caller go at once when its signal is aborted. */
function orAborted<T>(turn: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function refusingSandbox(options: SandboxOptions, [failure]: Failures): Sandbox {
  const { functionVersion, logFormat, memorySize } = options;
  const errorType = 'Runtime.NotSupportedHere';
  const errorMessage = `${failure.message} ${failure.advice}`;
  return {
    async invoke({ requestId }) {
      const now = new Date();
      const figures = { requestId, duration: 0, memorySize, maxMemoryUsed: 0, status: 'error', errorType } as const;
      return {
        payload: errorPayload({ errorType, errorMessage }),
        functionError: 'Unhandled',
        log: [
          startLine(logFormat, requestId, functionVersion, now),
          logFormat === 'Text' ? `${errorMessage}\n` : '',
          reportLines(logFormat, { ...figures, byPlatform: true }, now),
        ].join(''),
        duration: 0,
        maxMemoryUsed: 0,
      };
    },
    async stop() {},
  };
}
