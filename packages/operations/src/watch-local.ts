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
import type { DefinitionChange, FollowedDefinition } from './followed-function.ts';
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
  readonly definition: FollowedDefinition;
}

/** What is there between two runs. */
interface Session {
  readonly request: WatchLocalRequest;
  readonly ports: WatchLocalPorts;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  fn: LocalFunction | undefined;
  /** A process that stands by. */
  spare: LocalSandbox | undefined;
  madeOf: readonly string[];
  /** Settings, definitions and absent paths that count too. */
  further: readonly string[];
  /** The template has what is not deployed yet: it is looked for before each run. */
  awaitsProvisioning: boolean;
}

/** Ends when the signal is aborted; a failure means that the deployed function could not be read at all. */
export async function watchLocal(
  request: WatchLocalRequest,
  ports: WatchLocalPorts,
  emit: Emit,
  signal: AbortSignal,
): Promise<Result<void>> {
  const { service, logicalId } = request;
  const { changes, definition } = ports;
  const none = { fn: undefined, spare: undefined, madeOf: [], further: [], awaitsProvisioning: false };
  const session: Session = { request, ports, emit, signal, ...none };
  let files: readonly string[] = [];
  try {
    for (;;) {
      const since = request.now();
      const followed = await definition.follow(files);
      const made = followed.ok ? await make(session, followed.value) : undefined;
      if (!followed.ok) tellFailed(request, followed.failures, emit);
      else if (session.fn === undefined && made?.read.ok === false) return made.read;
      const isWhole = made?.code.ok === true;
      changes.watch(watched(session, isWhole));

      const changed = changes.next(signal);
      let isOver = false;
      void changed.then(() => {
        isOver = true;
      });
      if (made?.runnable !== undefined) {
        const standby = session.spare;
        session.spare = undefined;
        session.spare = await runUntilChanged(session, { ...made.runnable, standby, changed });
      }
      if (signal.aborted) return success(undefined);
      if (!isOver) {
        session.further = await definition.paths();
        changes.watch(watched(session, isWhole), since);
        emit({ type: 'local-waiting', service, logicalId });
      }
      files = await changed;
      if (signal.aborted) return success(undefined);
      emit({ type: 'local-changed', service, logicalId, files });
    }
  } finally {
    await session.spare?.stop();
    changes.close();
  }
}

function watched({ request, madeOf, further }: Session, isWhole: boolean): readonly string[] {
  // What is missing may appear anywhere below the service's folder.
  return [...madeOf, ...further, ...request.payloadFiles, ...(isWhole ? [] : [request.folder])];
}

interface Made {
  readonly read: Result<LocalFunction>;
  readonly code: Result<LocalCode>;
  /** Absent: something failed, which was told. */
  readonly runnable?: Runnable;
}

interface Runnable {
  readonly fn: LocalFunction;
  readonly code: LocalCode;
  readonly payload: Payload;
}

/** Reads and makes, at the same time, all that a run needs. */
async function make(session: Session, { isNew, notices }: DefinitionChange): Promise<Made> {
  const { request, ports, emit, fn } = session;
  for (const notice of notices) emit({ type: 'notice', service: request.service, notice });
  if (notices.length > 0) session.awaitsProvisioning = true;
  if (isNew) await endSpare(session);
  const isFresh = fn !== undefined && areFresh(fn.run.credentials, request.now());
  const [read, code, payload] = await Promise.all([
    isFresh && !isNew && !session.awaitsProvisioning ? success(fn) : request.read(),
    ports.code.place(),
    request.payload(),
  ]);
  if (code.ok) session.madeOf = code.value.madeOf;
  const [first, ...others] = [read, code, payload].flatMap((result) => (result.ok ? [] : result.failures));
  if (read.ok) await take(session, read.value, isNew);
  if (!read.ok || !code.ok || !payload.ok) {
    if (first !== undefined) tellFailed(request, [first, ...others], emit);
    return { read, code };
  }
  return { read, code, runnable: { fn: session.fn ?? read.value, code: code.value, payload: payload.value } };
}

/** What was read takes the place of what was known, where it differs. */
async function take(session: Session, read: LocalFunction, isNew: boolean): Promise<void> {
  const { request, emit, fn: before } = session;
  if (before === read) return;
  const isSame = before !== undefined && settingsOf(before) === settingsOf(read);
  if (before !== undefined && isSame && !isNew && areFresh(before.run.credentials, request.now())) return;
  if (!isSame) session.awaitsProvisioning = false;
  session.fn = read;
  await endSpare(session);
  tellStarted(request, read, emit);
}

async function endSpare(session: Session): Promise<void> {
  await session.spare?.stop();
  session.spare = undefined;
}

/** All that a process gets but its credentials. */
function settingsOf({ arn, run }: LocalFunction): string {
  const { credentials: _, ...settings } = run;
  return JSON.stringify([arn, settings]);
}

interface WatchedRun extends Runnable {
  readonly standby: LocalSandbox | undefined;
  readonly changed: Promise<readonly string[]>;
}

/** A change ends the run. Returns the process that stands by for the next one. */
async function runUntilChanged(
  { request, ports, emit, signal }: Session,
  { fn, code, payload, standby, changed }: WatchedRun,
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
