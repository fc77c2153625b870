/**
 * Carries one planned update out and proves it. Before each write the function is known as of just now and passes the
 * guards again; after it, nothing counts but what GetFunction says.
 */
import {
  type ArtifactManifest,
  type DeployedFunction,
  type DeployPorts,
  type DeployTarget,
  type Failure,
  type FunctionFacts,
  type FunctionOutcome,
  interrupted,
  isAmbiguous,
  isConflict,
  isPrecondition,
  judgeChange,
  judgeSettling,
  outcomeWithoutWriting,
  planFunction,
  pollDelay,
  subjectOf,
  timedOut,
  type UpdateAction,
  unsettledConflict,
  vanished,
  wrongCode,
} from '@nx-lambda/core';
import type { LimitFunction } from 'p-limit';
import type { CodeWriter } from './deploy-write.ts';

export interface UpdateRun {
  readonly target: DeployTarget;
  readonly ports: Pick<DeployPorts, 'lambda' | 'clock'>;
  readonly writer: CodeWriter;
  /** Bounds looking and writing; waiting for updates to settle is not bounded by it. */
  readonly limit: LimitFunction;
  /** When the state was read that the plan was made from. */
  readonly readAt: number;
  /** Milliseconds for one function. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly onFirstWrite: (action: UpdateAction) => void;
}

export interface UpdateTask {
  readonly action: UpdateAction;
  readonly facts: FunctionFacts;
  readonly manifest: ArtifactManifest;
}

/** Milliseconds for which a read function may be written to without another look; its RevisionId guards the rest. */
const FRESH = 2000;

/** How often a function may change under our hands before we leave it alone. */
const MAX_REJECTIONS = 3;

type Step =
  | { readonly kind: 'done'; readonly outcome: FunctionOutcome }
  /** Lambda took the update; whether it succeeds is still open. */
  | { readonly kind: 'accepted' }
  /** An update is under way. */
  | { readonly kind: 'busy' }
  /** The function is not as it was read, or it isn't known whether our update arrived. */
  | { readonly kind: 'look-again' };

interface Progress {
  known: { readonly deployed: DeployedFunction | undefined; readonly at: number } | undefined;
  started: number | undefined;
  firstWrite: number | undefined;
  rejections: number;
  looks: number;
  /** Why it isn't known whether an update arrived. */
  lost: Failure | undefined;
}

export async function carryOut(task: UpdateTask, run: UpdateRun): Promise<FunctionOutcome> {
  const { clock } = run.ports;
  const progress: Progress = {
    known: { deployed: task.action.deployed, at: run.readAt },
    started: undefined,
    firstWrite: undefined,
    rejections: 0,
    looks: 0,
    lost: undefined,
  };
  for (;;) {
    const step = await run.limit(() => tryToWrite(task, run, progress));
    if (step.kind === 'done') return step.outcome;
    if (step.kind === 'accepted') return settle(task, run, progress);
    progress.known = undefined;
    if (step.kind === 'look-again') continue;
    if (isOverdue(progress, run)) return failure(task, timedOut(task.action.physicalName, run.timeout));
    await clock.wait(pollDelay(progress.looks++));
  }
}

async function tryToWrite(task: UpdateTask, run: UpdateRun, progress: Progress): Promise<Step> {
  const { action, facts } = task;
  const { clock, lambda } = run.ports;
  progress.started ??= clock.now();
  if (run.signal?.aborted && progress.lost === undefined) return done(task, interrupted(action.physicalName));

  if (progress.known === undefined || clock.now() - progress.known.at > FRESH) {
    const read = await lambda.getFunction(action.physicalName);
    if (!read.ok) return done(task, progress.lost ?? read.failures[0]);
    progress.known = { deployed: read.value, at: clock.now() };
  }
  const { deployed } = progress.known;
  const change = judgeChange(action.deployed, action.codeSha256, deployed);
  if (change.kind === 'wait') return { kind: 'busy' };
  if (change.kind === 'conflict') return done(task, change.failure);
  if (change.kind === 'ours') return { kind: 'done', outcome: alreadyOurs(task, run, progress) };
  if (progress.lost !== undefined) return done(task, progress.lost);
  if (deployed === undefined) return done(task, vanished(action.physicalName));

  const again = planFunction({ ...facts, deployed: { kind: 'found', function: deployed } }, run.target);
  if (again.kind !== 'update') return { kind: 'done', outcome: outcomeWithoutWriting(again) };
  return write(task, run, progress, deployed.revisionId);
}

async function write(task: UpdateTask, run: UpdateRun, progress: Progress, revisionId: string): Promise<Step> {
  const { action, manifest } = task;
  if (progress.firstWrite === undefined) {
    progress.firstWrite = run.ports.clock.now();
    run.onFirstWrite(action);
  }
  const written = await run.writer.write(action, manifest, revisionId);
  if (written.ok) {
    const { codeSha256 } = written.value;
    return codeSha256 === action.codeSha256 ? { kind: 'accepted' } : done(task, wrongCode(action, codeSha256));
  }
  const [cause] = written.failures;
  if (isConflict(cause)) return { kind: 'busy' };
  if (isPrecondition(cause)) {
    progress.rejections += 1;
    const tooOften = progress.rejections >= MAX_REJECTIONS;
    return tooOften ? done(task, unsettledConflict(action.physicalName, MAX_REJECTIONS)) : { kind: 'look-again' };
  }
  if (!isAmbiguous(cause)) return done(task, cause);
  progress.lost = cause;
  return { kind: 'look-again' };
}

async function settle(task: UpdateTask, run: UpdateRun, progress: Progress): Promise<FunctionOutcome> {
  const { action } = task;
  const { clock, lambda } = run.ports;
  const sent = { codeSha256: action.codeSha256, previousCodeSha256: action.deployed.codeSha256 };
  for (let looks = 0; ; looks++) {
    await clock.wait(pollDelay(looks));
    const read = await lambda.getFunction(action.physicalName);
    if (read.ok) {
      const settling = judgeSettling(sent, read.value, action.physicalName);
      if (settling.kind === 'settled') return updated(task, run, progress);
      if (settling.kind === 'failed') return failure(task, settling.failure);
    } else if (!isAmbiguous(read.failures[0])) {
      return failure(task, unproven(action, read.failures[0]));
    }
    if (isOverdue(progress, run)) return failure(task, timedOut(action.physicalName, run.timeout));
  }
}

/** Ours by a write of this run whose answer was lost or that somebody else made first, or without any write. */
function alreadyOurs(task: UpdateTask, run: UpdateRun, progress: Progress): FunctionOutcome {
  if (progress.firstWrite !== undefined) return updated(task, run, progress);
  return { ...subjectOf(task.action), kind: 'skipped', reason: 'same code', codeSha256: task.action.codeSha256 };
}

function updated({ action }: UpdateTask, run: UpdateRun, { firstWrite }: Progress): FunctionOutcome {
  const { codeSha256, zipSize, upload, deployed } = action;
  const now = run.ports.clock.now();
  return {
    ...subjectOf(action),
    kind: 'updated',
    codeSha256,
    previousCodeSha256: deployed.codeSha256,
    zipSize,
    upload,
    duration: now - (firstWrite ?? now),
  };
}

/** Not one function of a hundred must go unreported because its proof could not be read. */
function unproven({ physicalName }: UpdateAction, cause: Failure): Failure {
  return { ...cause, message: `${physicalName} took the update, but its end can't be read: ${cause.message}` };
}

function isOverdue({ started }: Progress, run: UpdateRun): boolean {
  return started !== undefined && run.ports.clock.now() - started >= run.timeout;
}

function done(task: UpdateTask, cause: Failure): Step {
  return { kind: 'done', outcome: failure(task, cause) };
}

function failure({ action }: UpdateTask, cause: Failure): FunctionOutcome {
  return { ...subjectOf(action), kind: 'failed', failure: cause };
}
