/**
 * Carries one planned update out and proves it. Before each write the function is known as of just now and passes the
 * guards again; after it, nothing counts but what Lambda says.
 */
import {
  aliasLeft,
  type DeployedFunction,
  type Failure,
  type FunctionOutcome,
  halted,
  haltsRun,
  inactive,
  interrupted,
  isAmbiguous,
  isConflict,
  isInterruption,
  isNotFound,
  isPrecondition,
  judgeChange,
  outcomeWithoutWriting,
  type PublishedVersion,
  planFunction,
  pollDelay,
  SAME_CODE,
  subjectOf,
  timedOut,
  type UpdateAction,
  uncertain,
  unsettledConflict,
  vanished,
  wrongCode,
} from '@nx-lambda/core';
import { moveLayers } from './deploy-layers-move.ts';
import { publishAndMove } from './deploy-publish.ts';
import type { UpdateRun, UpdateTask } from './deploy-run.ts';
import { awaitUpdate } from './deploy-settle.ts';

/** Milliseconds for which a read function may be written to without another look; its RevisionId guards the rest. */
const FRESH = 2000;

/** How often a function may change under our hands before we leave it alone. */
const MAX_REJECTIONS = 3;

type Step =
  | { readonly kind: 'done'; readonly outcome: FunctionOutcome }
  /** Lambda took the update; whether it succeeds is still open. */
  | { readonly kind: 'accepted' }
  /** $LATEST is proven to have our code, under this RevisionId: what is left is to publish it. */
  | { readonly kind: 'proven'; readonly revisionId: string }
  /** An update is under way. */
  | { readonly kind: 'busy' }
  /** The function is not as it was read, or it isn't known whether our update arrived. */
  | { readonly kind: 'look-again' };

interface Progress {
  known: { readonly deployed: DeployedFunction | undefined; readonly at: number } | undefined;
  started: number | undefined;
  firstWrite: number | undefined;
  rejections: number;
  /** Lambda took an update of ours. */
  written: boolean;
  upload: UpdateAction['upload'];
  looks: number;
  /** An attempt of ours may have been carried out although we were not told so. */
  mayBeOurs: boolean;
  /** Why no more will be written: told if the function turns out not to have our code. */
  givenUp: Failure | undefined;
  inactive: boolean;
  /** ARNs of the layer versions that the function was moved to. */
  layers: readonly string[];
}

export async function carryOut(task: UpdateTask, run: UpdateRun): Promise<FunctionOutcome> {
  const progress: Progress = {
    known: { deployed: task.action.deployed, at: run.readAt },
    started: undefined,
    firstWrite: undefined,
    rejections: 0,
    written: false,
    upload: task.action.upload,
    looks: 0,
    mayBeOurs: false,
    givenUp: undefined,
    inactive: false,
    layers: [],
  };
  const outcome = (await moveFirst(task, run, progress)) ?? (await writeCode(task, run, progress));
  if (outcome.kind !== 'failed' || progress.layers.length === 0) return outcome;
  const notes = [...(outcome.failure.notes ?? []), `Its layers were moved before: ${progress.layers.join(', ')}.`];
  return { ...outcome, failure: { ...outcome.failure, notes } };
}

async function writeCode(task: UpdateTask, run: UpdateRun, progress: Progress): Promise<FunctionOutcome> {
  const { clock } = run.ports;
  for (;;) {
    const step = await run.limit(() => tryToWrite(task, run, progress));
    if (step.kind === 'done') return step.outcome;
    if (step.kind === 'accepted') return settle(task, run, progress);
    if (step.kind === 'proven') return publish(task, run, progress, step.revisionId);
    progress.known = undefined;
    if (step.kind === 'look-again') continue;
    const left = deadlineOf(progress, run) - clock.now();
    if (left <= 0) return failure(task, timedOut(task.action.physicalName, timeoutOf(progress, run)));
    await clock.wait(Math.min(pollDelay(progress.looks++), left));
  }
}

/** Layers go before code. Undefined: all that is to be moved is moved. */
async function moveFirst(task: UpdateTask, run: UpdateRun, progress: Progress): Promise<FunctionOutcome | undefined> {
  const { physicalName, layers = [] } = task.action;
  const { clock } = run.ports;
  if (layers.length === 0 || run.layers === undefined) return undefined;
  if (run.halt.cause !== undefined) return failure(task, halted(physicalName, run.halt.cause));
  if (run.signal?.aborted) return failure(task, interrupted(physicalName));
  progress.started = clock.now();
  progress.firstWrite = clock.now();
  run.onFirstWrite(task.action);
  const moved = await moveLayers(task, run.layers, run);
  if (!moved.ok) {
    const [cause] = moved.failures;
    const step = giveUp(task, run, isInterruption(cause) ? interrupted(physicalName) : cause);
    return step.kind === 'done' ? step.outcome : undefined;
  }
  progress.known = { deployed: moved.value.deployed, at: clock.now() };
  progress.layers = moved.value.arns;
  progress.started = clock.now();
  return undefined;
}

async function tryToWrite(task: UpdateTask, run: UpdateRun, progress: Progress): Promise<Step> {
  const { action, facts } = task;
  const { clock, lambda } = run.ports;
  progress.started ??= clock.now();
  if (!progress.mayBeOurs) {
    if (run.halt.cause !== undefined) return done(task, halted(action.physicalName, run.halt.cause));
    if (run.signal?.aborted) return done(task, interrupted(action.physicalName));
  }

  if (progress.known === undefined || clock.now() - progress.known.at > FRESH) {
    const read = await lambda.getFunction(action.physicalName);
    if (!read.ok) {
      const [cause] = read.failures;
      return giveUp(task, run, progress.mayBeOurs ? uncertain(action.physicalName, cause) : cause);
    }
    progress.known = { deployed: read.value, at: clock.now() };
  }
  const { deployed } = progress.known;
  const change = judgeChange(action.deployed, action.codeSha256, deployed, run.force);
  if (change.kind === 'wait') return { kind: 'busy' };
  if (change.kind === 'conflict') return done(task, change.failure);
  if (change.kind === 'ours' && deployed !== undefined) return { kind: 'proven', revisionId: deployed.revisionId };
  if (progress.givenUp !== undefined) return done(task, progress.givenUp);
  if (deployed === undefined) return done(task, vanished(action.physicalName));

  const again = planFunction({ ...facts, deployed: { kind: 'found', function: deployed } }, run.target);
  if (again.kind !== 'update') return { kind: 'done', outcome: outcomeWithoutWriting(again) };
  if (deployed.state === 'Inactive' && !progress.inactive) {
    progress.inactive = true;
    run.onNotice(inactive(deployed));
  }
  progress.upload = again.upload;
  await run.keeper?.beforeWrite(task, deployed);
  return write({ ...task, action: again }, run, progress, deployed.revisionId);
}

async function write(task: UpdateTask, run: UpdateRun, progress: Progress, revisionId: string): Promise<Step> {
  const { action, manifest } = task;
  if (progress.firstWrite === undefined) {
    progress.firstWrite = run.ports.clock.now();
    run.onFirstWrite(action);
  }
  const written = await run.writer.write(action, manifest, revisionId, run.signal);
  if (written.ok) {
    const { codeSha256, lastUpdateStatus, revisionId: revisionIdAfter } = written.value;
    progress.written = true;
    if (codeSha256 !== action.codeSha256) return done(task, wrongCode(action, codeSha256));
    if (lastUpdateStatus === 'Successful') return { kind: 'proven', revisionId: revisionIdAfter };
    return { kind: 'accepted' };
  }
  const [cause, ...earlier] = written.failures;
  progress.mayBeOurs ||= isAmbiguous(cause) || earlier.some(isAmbiguous);
  if (isConflict(cause)) return { kind: 'busy' };
  if (isPrecondition(cause)) {
    progress.rejections += 1;
    const tooOften = progress.rejections >= MAX_REJECTIONS;
    return tooOften ? done(task, unsettledConflict(action.physicalName, MAX_REJECTIONS)) : { kind: 'look-again' };
  }
  if (isNotFound(cause)) return done(task, vanished(action.physicalName));
  const told = isInterruption(cause) ? interrupted(action.physicalName) : cause;
  if (!progress.mayBeOurs) return giveUp(task, run, told);
  progress.givenUp = told;
  return { kind: 'look-again' };
}

async function settle(task: UpdateTask, run: UpdateRun, progress: Progress): Promise<FunctionOutcome> {
  const { action } = task;
  const deadline = deadlineOf(progress, run);
  const timeout = timeoutOf(progress, run);
  const proven = await awaitUpdate({ action, deadline, timeout, inactive: progress.inactive }, run);
  return proven.ok ? publish(task, run, progress, proven.value.revisionId) : failure(task, proven.failures[0]);
}

/** The last step; where the template has no alias for the function there is nothing left to do. */
async function publish(
  task: UpdateTask,
  run: UpdateRun,
  progress: Progress,
  revisionId: string,
): Promise<FunctionOutcome> {
  const { action } = task;
  const { physicalName, codeSha256 } = action;
  const written = progress.written || progress.mayBeOurs || progress.layers.length > 0;
  if (action.publish === undefined) return written ? updated(task, run, progress) : alreadyOurs(task);
  // Who invokes the alias gets other code, though $LATEST stays: that can be undone too.
  if (!written) await run.keeper?.beforeMove(task, action.publish);
  if (progress.firstWrite === undefined) {
    progress.firstWrite = run.ports.clock.now();
    run.onFirstWrite(action);
  }
  const published = await publishAndMove({ physicalName, codeSha256, revisionId, publish: action.publish }, run);
  if (!published.ok) {
    const [cause] = published.failures;
    return failure(task, written ? aliasLeft(physicalName, action.publish.moves, cause) : cause);
  }
  return written || published.value.moved ? updated(task, run, progress, published.value.published) : alreadyOurs(task);
}

/** By somebody else: a write of this run whose answer was lost counts as ours. */
function alreadyOurs({ action }: UpdateTask): FunctionOutcome {
  return { ...subjectOf(action), kind: 'skipped', reason: SAME_CODE, codeSha256: action.codeSha256 };
}

function updated(
  { action, facts }: UpdateTask,
  run: UpdateRun,
  { firstWrite, written, mayBeOurs, upload: route, layers }: Progress,
  published?: PublishedVersion,
): FunctionOutcome {
  const { codeSha256, zipSize, deployed } = action;
  const upload = written || mayBeOurs ? route : 'none';
  const now = run.ports.clock.now();
  return {
    ...subjectOf(action),
    kind: 'updated',
    codeSha256,
    previousCodeSha256: deployed.codeSha256,
    zipSize,
    upload,
    ...(published && { published }),
    ...(layers.length > 0 && { layers }),
    duration: now - (firstWrite ?? now),
    ...(facts.undo !== undefined && { restored: true as const }),
  };
}

function timeoutOf({ inactive }: Progress, { timeout, inactiveTimeout }: UpdateRun): number {
  return inactive ? inactiveTimeout : timeout;
}

function deadlineOf(progress: Progress, run: UpdateRun): number {
  return (progress.started ?? run.ports.clock.now()) + timeoutOf(progress, run);
}

function giveUp(task: UpdateTask, run: UpdateRun, cause: Failure): Step {
  if (haltsRun(cause)) {
    if (run.halt.cause !== undefined) return done(task, halted(task.action.physicalName, run.halt.cause));
    run.halt.cause = cause;
  }
  return done(task, cause);
}

function done(task: UpdateTask, cause: Failure): Step {
  return { kind: 'done', outcome: failure(task, cause) };
}

function failure({ action }: UpdateTask, cause: Failure): FunctionOutcome {
  return { ...subjectOf(action), kind: 'failed', failure: cause };
}
