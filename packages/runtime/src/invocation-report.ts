import type { ProcessExit } from './function-process.ts';
import { reportLines, startLine } from './invocation-log.ts';
import {
  errorPayload,
  outOfMemory,
  type PlatformError,
  RESPONSE_TOO_LARGE,
  runtimeExited,
  timedOut,
} from './platform-error.ts';
import type { Answer } from './runtime-api.ts';
import type { InvocationReport, InvocationRequest, SandboxOptions } from './sandbox.ts';

/** How a phase (the initialisation or an invocation) came to its end. */
export type PhaseEnd =
  | { readonly kind: 'next' }
  | { readonly kind: 'exit'; readonly exit: ProcessExit }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory' };

/** All that is known of an invocation when it is over. */
export interface InvocationOutcome {
  readonly request: InvocationRequest;
  readonly end: PhaseEnd;
  readonly answer?: Answer;
  /** What the process reported before it ended without ever asking for an invocation. */
  readonly initError?: Uint8Array;
  readonly duration: number;
  readonly initDuration?: number;
  readonly maxMemoryUsed: number;
  readonly initLog: string;
  readonly functionLog: string;
}

/** What Lambda would answer and log. What the function answered counts, even where its process ended afterwards. */
export function invocationReport(options: SandboxOptions, outcome: InvocationOutcome, now: Date): InvocationReport {
  const { duration, initDuration, maxMemoryUsed, request } = outcome;
  const platform = platformError(options, outcome, now);
  const answered = answerOf(outcome);
  const { failed, payload } = answered ?? { failed: true, payload: errorPayload(platform ?? RESPONSE_TOO_LARGE) };
  const errorType = platform?.errorType ?? (failed ? errorTypeOf(payload) : undefined);
  const figures = {
    requestId: request.requestId,
    duration,
    memorySize: options.memorySize,
    maxMemoryUsed,
    status: outcome.end.kind === 'timeout' ? 'timeout' : failed ? 'error' : 'success',
    byPlatform: platform !== undefined,
    ...(initDuration === undefined ? {} : { initDuration }),
    ...(errorType === undefined ? {} : { errorType }),
  } as const;
  const log = [
    outcome.initLog,
    startLine(options.logFormat, request.requestId, options.functionVersion, new Date(now.getTime() - duration)),
    outcome.functionLog,
    options.logFormat === 'Text' ? (platform?.logText ?? '') : '',
    reportLines(options.logFormat, figures, now),
  ].join('');
  return {
    payload,
    log,
    duration,
    maxMemoryUsed,
    ...(failed ? { functionError: 'Unhandled' } : {}),
    ...(initDuration === undefined ? {} : { initDuration }),
  };
}

function answerOf({ answer, initError }: InvocationOutcome): { failed: boolean; payload: Uint8Array } | undefined {
  if (answer !== undefined && answer.kind !== 'too large') {
    return { failed: answer.kind === 'error', payload: answer.payload };
  }
  return initError === undefined ? undefined : { failed: true, payload: initError };
}

function platformError(options: SandboxOptions, outcome: InvocationOutcome, now: Date): PlatformError | undefined {
  const { answer, end, initError, request } = outcome;
  switch (end.kind) {
    case 'timeout':
      return timedOut(request.requestId, options.timeout, now);
    case 'memory':
      return outOfMemory(request.requestId);
    case 'exit':
      if (initError === undefined) return runtimeExited(request.requestId, end.exit);
      return { errorType: errorTypeOf(initError) ?? 'Runtime.Unknown', errorMessage: '', logText: '' };
    case 'next':
      return answer?.kind === 'too large' ? RESPONSE_TOO_LARGE : undefined;
  }
}

function errorTypeOf(payload: Uint8Array): string | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    const type = typeof value === 'object' && value !== null && 'errorType' in value ? value.errorType : undefined;
    return typeof type === 'string' ? type : undefined;
  } catch {
    return undefined;
  }
}
