import type { ProcessExit } from './function-process.ts';
import { RESPONSE_LIMIT } from './runtime-api.ts';

/** An error that Lambda itself reports in the function's place, in the words it uses. */
export interface PlatformError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** What a text log shows of it. */
  readonly logText: string;
}

export function timedOut(requestId: string, timeout: number, now: Date): PlatformError {
  const message = `Task timed out after ${(timeout / 1000).toFixed(2)} seconds`;
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: ${message}`,
    logText: `${now.toISOString()} ${requestId} ${message}\n\n`,
  };
}

export function outOfMemory(requestId: string): PlatformError {
  return exitError('Runtime.OutOfMemory', requestId, 'Runtime exited with error: signal: killed');
}

export function runtimeExited(requestId: string, exit: ProcessExit): PlatformError {
  if (exit.spawnError !== undefined) return exitError('Runtime.InvalidEntrypoint', requestId, exit.spawnError);
  if (exit.signal !== null) {
    return exitError('Runtime.ExitError', requestId, `Runtime exited with error: signal: ${signalText(exit.signal)}`);
  }
  return exitError(
    'Runtime.ExitError',
    requestId,
    exit.code === 0
      ? 'Runtime exited without providing a reason'
      : `Runtime exited with error: exit status ${exit.code}`,
  );
}

export const RESPONSE_TOO_LARGE: PlatformError = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes).`,
  logText: '',
};

export function errorPayload({ errorMessage, errorType }: Pick<PlatformError, 'errorMessage' | 'errorType'>): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

function exitError(errorType: string, requestId: string, reason: string): PlatformError {
  const errorMessage = `RequestId: ${requestId} Error: ${reason}`;
  return { errorType, errorMessage, logText: `${errorMessage}\n${errorType}\n` };
}

const SIGNAL_TEXTS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

function signalText(signal: NodeJS.Signals): string {
  return SIGNAL_TEXTS[signal] ?? signal;
}
