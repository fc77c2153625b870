/** Run a function's code on this machine once, with what the deployed function has, and tell what came of it. */
import {
  checkPayload,
  type Emit,
  type Failures,
  failed,
  type InvokeReport,
  type LocalAnswer,
  type LocalCode,
  type LocalCodePort,
  type LocalRuntimePort,
  type LocalSandbox,
  mapFrames,
  type Payload,
  parseLogTail,
  type Result,
  readFunctionError,
  success,
} from '@nx-lambda/core';
import type { LocalFunction } from './local-function.ts';

export interface InvokeLocalRequest {
  readonly service: string;
  readonly logicalId: string;
  /** Reads the function as it is deployed, and gets credentials for it. */
  readonly read: () => Promise<Result<LocalFunction>>;
  readonly payload: () => Promise<Result<Payload>>;
  readonly newRequestId: () => string;
}

export interface InvokeLocalPorts {
  readonly code: LocalCodePort;
  readonly runtime: LocalRuntimePort;
}

/** A failure means that the function did not run; its own error is a report. All is emitted too. */
export async function invokeLocal(
  request: InvokeLocalRequest,
  ports: InvokeLocalPorts,
  emit: Emit,
  signal: AbortSignal,
): Promise<Result<InvokeReport>> {
  const [fn, code, payload] = await Promise.all([request.read(), ports.code.place(), request.payload()]);
  const [first, ...others] = [fn, code, payload].flatMap((result) => (result.ok ? [] : result.failures));
  if (!fn.ok || !code.ok || !payload.ok) {
    if (first === undefined) throw new Error('a result that is not ok has failures');
    return tellFailed(request, [first, ...others], emit);
  }
  tellStarted(request, fn.value, emit);
  const sandbox = await ports.runtime.start(fn.value.run, { code: code.value, standby: false });
  if (!sandbox.ok) return tellFailed(request, sandbox.failures, emit);
  const run = { ...request, fn: fn.value, code: code.value, sandbox: sandbox.value, bytes: payload.value };
  const report = await runOnce(run, emit, signal);
  return report ?? tellFailed(request, [INTERRUPTED], emit);
}

export interface Run {
  readonly service: string;
  readonly logicalId: string;
  readonly newRequestId: () => string;
  readonly fn: LocalFunction;
  readonly code: LocalCode;
  /** Ended by the run. */
  readonly sandbox: LocalSandbox;
  readonly bytes: Payload;
}

/** Undefined: the run was aborted. */
export async function runOnce(run: Run, emit: Emit, signal: AbortSignal): Promise<Result<InvokeReport> | undefined> {
  const { service, logicalId, fn, code, sandbox } = run;
  try {
    const payload = checkPayload(run.bytes, { async: false });
    if (!payload.ok) return tellFailed(run, payload.failures, emit);
    const mapped = (line: string) => (code.sources === undefined ? line : mapFrames(line, code.sources).text);
    const decoder = new TextDecoder();
    const requestId = run.newRequestId();
    const answer = await sandbox
      .invoke({ requestId, payload: payload.value, functionArn: fn.arn }, signal, {
        onLogLine: (line) => emit({ type: 'local-log', service, logicalId, line: mapped(line) }),
        onResponse: (part) =>
          emit({ type: 'local-response', service, logicalId, text: decoder.decode(part, { stream: true }) }),
      })
      .catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      });
    if (answer === undefined) return undefined;
    const report = reportOf(run, requestId, answer);
    emit({ type: 'invoke-finished', report });
    return success(report);
  } finally {
    await sandbox.stop();
  }
}

export function tellStarted(
  { service, logicalId }: InvokeLocalRequest,
  { notices, identity, run }: LocalFunction,
  emit: Emit,
) {
  emit({ type: 'local-started', service, logicalId, physicalName: run.physicalName, identity });
  for (const notice of notices) emit({ type: 'notice', service, notice });
}

export function tellFailed(
  { service }: Pick<InvokeLocalRequest, 'service'>,
  failures: Failures,
  emit: Emit,
): { readonly ok: false; readonly failures: Failures } {
  emit({ type: 'invoke-failed', service, failures });
  return failed(...failures);
}

const INTERRUPTED = {
  code: 'NXL-INVOKE-INTERRUPTED',
  message: 'The run was interrupted.',
  advice: 'Run the command again.',
} as const;

function reportOf({ service, logicalId, fn, code }: Run, requestId: string, answer: LocalAnswer): InvokeReport {
  const { lines, usage } = parseLogTail(answer.log);
  const text = new TextDecoder().decode(answer.payload);
  const { sources } = code;
  const isError = answer.functionError !== undefined;
  return {
    schema: 1,
    command: 'invoke-local',
    service,
    logicalId,
    physicalName: fn.run.physicalName,
    accountId: fn.arn.split(':')[4] ?? '',
    region: fn.run.region,
    kind: isError ? 'function-error' : 'result',
    requestId,
    payload: text,
    ...(isError ? { error: readFunctionError(text, sources) } : {}),
    logLines: sources === undefined ? lines : lines.map((line) => mapFrames(line, sources).text),
    logTruncated: false,
    ...(usage === undefined ? {} : { usage }),
    identity: fn.identity,
  };
}
