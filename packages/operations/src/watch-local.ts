/**
 * Run a function's code on this machine, and again at every change of what it is made of. While it waits for a change, a
 * process stands by that has booted with the function's variables and has loaded its packages.
 */
import {
  areFresh,
  type ChangePort,
  type Emit,
  type LocalCode,
  type LocalSandbox,
  type Payload,
  type Result,
  success,
} from '@nx-lambda/core';
import { type InvokeLocalPorts, type InvokeLocalRequest, runOnce, tellFailed, tellStarted } from './invoke-local.ts';
import type { LocalFunction } from './local-function.ts';

export interface WatchLocalRequest extends InvokeLocalRequest {
  /** Workspace-relative: where a file may appear that the code asks for in vain, and the file with the payload. */
  readonly folder: string;
  readonly payloadFiles: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface WatchLocalPorts extends InvokeLocalPorts {
  readonly changes: ChangePort;
}

/** Ends when the signal is aborted; a failure means that the deployed function could not be read. */
export async function watchLocal(
  request: WatchLocalRequest,
  ports: WatchLocalPorts,
  emit: Emit,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { service, logicalId } = request;
  let fn: LocalFunction | undefined;
  let spare: LocalSandbox | undefined;
  let madeOf: readonly string[] = [];
  try {
    for (;;) {
      const fresh = fn !== undefined && areFresh(fn.run.credentials, request.now()) ? fn : undefined;
      const [read, code, payload] = await Promise.all([
        fresh === undefined ? request.read() : success(fresh),
        ports.code.place(),
        request.payload(),
      ]);
      if (!read.ok) return tellFailed(request, read.failures, emit);
      if (read.value !== fn) {
        await spare?.stop();
        spare = undefined;
        tellStarted(request, read.value, emit);
      }
      fn = read.value;
      if (code.ok) madeOf = code.value.madeOf;
      // What is missing may appear anywhere below the service's folder.
      ports.changes.watch([...madeOf, ...request.payloadFiles, ...(code.ok ? [] : [request.folder])]);

      const changed = ports.changes.next(signal);
      const standby = spare;
      spare = undefined;
      const runnable = await runnableCode(request, code, payload, emit);
      if (runnable === undefined) spare = standby;
      else spare = await runUntilChanged({ request, ports, fn, ...runnable, standby, changed }, emit, signal);
      if (signal.aborted) return success(undefined);
      emit({ type: 'local-waiting', service, logicalId });
      const files = await changed;
      if (signal.aborted) return success(undefined);
      emit({ type: 'local-changed', service, logicalId, files });
    }
  } finally {
    await spare?.stop();
    ports.changes.close();
  }
}

async function runnableCode(
  request: WatchLocalRequest,
  code: Result<LocalCode>,
  payload: Result<Payload>,
  emit: Emit,
): Promise<{ readonly code: LocalCode; readonly payload: Payload } | undefined> {
  const [first, ...others] = [code, payload].flatMap((result) => (result.ok ? [] : result.failures));
  if (code.ok && payload.ok) return { code: code.value, payload: payload.value };
  if (first !== undefined) tellFailed(request, [first, ...others], emit);
  return undefined;
}

interface WatchedRun {
  readonly request: WatchLocalRequest;
  readonly ports: WatchLocalPorts;
  readonly fn: LocalFunction;
  readonly code: LocalCode;
  readonly payload: Payload;
  readonly standby: LocalSandbox | undefined;
  readonly changed: Promise<readonly string[]>;
}

/** A change ends the run. Returns the process that stands by for the next one. */
async function runUntilChanged(
  { request, ports, fn, code, payload, standby, changed }: WatchedRun,
  emit: Emit,
  signal: AbortSignal,
): Promise<LocalSandbox | undefined> {
  const started =
    standby === undefined ? await ports.runtime.start(fn.run, { code, standby: false }) : success(standby);
  if (!started.ok) {
    tellFailed(request, started.failures, emit);
    return undefined;
  }
  const stop = new AbortController();
  void changed.then(() => stop.abort());
  const run = { ...request, fn, code, sandbox: started.value, bytes: payload };
  await runOnce(run, emit, AbortSignal.any([signal, stop.signal]));
  if (signal.aborted || stop.signal.aborted) return undefined;
  const next = await ports.runtime.start(fn.run, { code, standby: true });
  return next.ok ? next.value : undefined;
}
