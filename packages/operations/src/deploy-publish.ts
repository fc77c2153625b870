/**
 * Publishes a version of code that $LATEST is proven to have, waits until it is ready, and moves aliases to it. Each
 * step is conditional, and finds its own earlier result: run again after a break at any point, it does what is left.
 */
import {
  type AliasMove,
  aliasConflict,
  aliasRestless,
  type DeployPorts,
  type Failure,
  failed,
  haltsRun,
  isAmbiguous,
  isBusy,
  isConflict,
  isInterruption,
  isPassing,
  isPrecondition,
  judgeAlias,
  judgeVersion,
  learnSnapshotTime,
  type MovedAlias,
  overwritten,
  type PublishedVersion,
  type PublishStep,
  pollDelay,
  publishHalted,
  publishInterrupted,
  type Result,
  success,
  vanished,
  versionDelay,
  versionTimedOut,
  wrongVersion,
} from '@nx-lambda/core';
import type { UpdateRun } from './deploy-run.ts';

export interface PublishTask {
  readonly physicalName: string;
  /** Of $LATEST, and so of the version. */
  readonly codeSha256: string;
  /** Of $LATEST, as it was read with this code. */
  readonly revisionId: string;
  readonly publish: PublishStep;
}

export type PublishRun = Pick<UpdateRun, 'timeout' | 'inactiveTimeout' | 'force' | 'signal' | 'halt' | 'experience'> & {
  readonly ports: {
    readonly lambda: Pick<DeployPorts['lambda'], 'getFunction' | 'getAlias' | 'publishVersion' | 'updateAlias'>;
    readonly clock: DeployPorts['clock'];
  };
};

export interface Published {
  readonly published: PublishedVersion;
  /** Whether this run moved an alias, or all led to that code already. */
  readonly moved: boolean;
}

/** How often an alias may change under our hands before we leave it alone. */
const MAX_REJECTIONS = 3;

/** Not written any more: told by what keeps us from it. */
type Stop = { readonly failure: Failure } | undefined;

/** A failure says what kept the aliases where they were; $LATEST is as it was handed in. */
export async function publishAndMove(task: PublishTask, run: PublishRun): Promise<Result<Published>> {
  const { publish } = task;
  const timeout = publish.snapStart ? run.inactiveTimeout : run.timeout;
  const deadline = run.ports.clock.now() + timeout;
  const version = await publishVersion(task, run, deadline, timeout);
  if (!version.ok) return version;
  let moved = false;
  const aliases: MovedAlias[] = [];
  for (const move of publish.moves) {
    const result = await moveAlias(task, move, version.value, run, deadline, timeout);
    if (!result.ok) return result;
    moved ||= result.value.byUs;
    const { alias: name, fromVersion: previousVersion, fromCodeSha256: previousCodeSha256 } = move;
    aliases.push({ name, version: result.value.version, previousVersion, previousCodeSha256 });
  }
  return success({ published: { version: version.value, aliases }, moved });
}

/** The number of a version that is ready and has the code. */
async function publishVersion(
  task: PublishTask,
  run: PublishRun,
  deadline: number,
  timeout: number,
): Promise<Result<string>> {
  const { physicalName: name, codeSha256 } = task;
  const { clock, lambda } = run.ports;
  let { revisionId } = task;
  for (let looks = 0; ; ) {
    const stop = stopped(name, run);
    if (stop) return failed(stop.failure);
    const answer = await lambda.publishVersion({
      name,
      codeSha256,
      revisionId,
      ...(run.signal && { stop: run.signal }),
    });
    if (answer.ok) {
      const { version, codeSha256: published, state } = answer.value;
      const sent = { physicalName: name, version, codeSha256 };
      if (published !== codeSha256) return failed(wrongVersion(sent, published));
      return state === 'Active' ? success(version) : awaitVersion(sent, task.publish, run, deadline, timeout);
    }
    const [cause] = answer.failures;
    if (isInterruption(cause)) return failed(publishInterrupted(name));
    // Lambda rejects a version of other code than was told: whether it is that, a look says.
    const rejected = cause.code === 'NXL-AWS-REJECTED';
    const again = isPrecondition(cause) || isConflict(cause) || isPassing(cause);
    if (!again && !rejected) return failed(halting(name, cause, run));
    const now = await lambda.getFunction(name);
    if (now.ok) {
      if (now.value === undefined) return failed(vanished(name));
      if (now.value.codeSha256 !== codeSha256) return failed(overwritten(now.value));
      if (rejected) return failed(cause);
      revisionId = now.value.revisionId;
      if (isPrecondition(cause) && !isBusy(now.value) && looks++ < MAX_REJECTIONS) continue;
    } else if (!isPassing(now.failures[0])) return failed(halting(name, now.failures[0], run));
    const left = deadline - clock.now();
    if (left <= 0) return failed(cause);
    await clock.wait(Math.min(pollDelay(looks++), left));
  }
}

async function awaitVersion(
  sent: Parameters<typeof judgeVersion>[1],
  { snapStart }: PublishStep,
  run: PublishRun,
  deadline: number,
  timeout: number,
): Promise<Result<string>> {
  const { clock, lambda } = run.ports;
  const { physicalName, version } = sent;
  const started = clock.now();
  for (let looks = 0; ; looks++) {
    const delay = versionDelay(looks, run.experience.snapshotTime, snapStart);
    await clock.wait(Math.max(0, Math.min(delay, deadline - clock.now())), run.signal);
    // Nothing would be moved any more, so there is nothing to wait for.
    const stop = stopped(physicalName, run);
    if (stop) return failed(stop.failure);
    const read = await lambda.getFunction(`${physicalName}:${version}`);
    if (read.ok) {
      const state = judgeVersion(read.value, sent);
      if (state.kind === 'failed') return failed(state.failure);
      if (state.kind === 'ready') {
        if (snapStart) {
          const elapsed = clock.now() - started;
          run.experience.snapshotTime = learnSnapshotTime(run.experience.snapshotTime, looks + 1, elapsed);
        }
        return success(version);
      }
    } else if (!isPassing(read.failures[0])) return failed(halting(physicalName, read.failures[0], run));
    if (clock.now() >= deadline) return failed(versionTimedOut(physicalName, version, timeout));
  }
}

interface Moved {
  readonly version: string;
  /** Or somebody else moved it to the same code. */
  readonly byUs: boolean;
}

async function moveAlias(
  { physicalName: name, codeSha256 }: PublishTask,
  move: AliasMove,
  version: string,
  run: PublishRun,
  deadline: number,
  timeout: number,
): Promise<Result<Moved>> {
  const { clock, lambda } = run.ports;
  const { alias } = move;
  let { revisionId } = move;
  let mayBeOurs = false;
  for (let rejections = 0, looks = 0; ; ) {
    const stop = mayBeOurs ? undefined : stopped(name, run);
    if (stop) return failed(stop.failure);
    const answer = await lambda.updateAlias({
      name,
      alias,
      version,
      revisionId,
      ...(run.signal && { stop: run.signal }),
    });
    if (answer.ok) return success({ version, byUs: true });
    const [cause, ...earlier] = answer.failures;
    mayBeOurs ||= isAmbiguous(cause) || earlier.some(isAmbiguous);
    const again = isPrecondition(cause) || isConflict(cause) || isPassing(cause);
    if (!again && !mayBeOurs)
      return failed(isInterruption(cause) ? publishInterrupted(name) : halting(name, cause, run));

    const now = await lambda.getAlias(name, alias);
    if (now.ok) {
      const judged = judgeAlias(move, version, name, now.value);
      if (judged.kind === 'ours') return success({ version, byUs: mayBeOurs });
      if (judged.kind === 'conflict') return failed(judged.failure);
      if (judged.kind === 'other-version' && now.value !== undefined) {
        const found = await lambda.getFunction(`${name}:${alias}`);
        if (!found.ok) return failed(halting(name, found.failures[0], run));
        if (found.value?.codeSha256 === codeSha256) return success({ version: now.value.version, byUs: false });
        if (!run.force) return failed(aliasConflict(name, move, now.value.version));
        revisionId = now.value.revisionId;
      }
      if (judged.kind === 'move') revisionId = judged.revisionId;
      if (!again) return failed(isInterruption(cause) ? publishInterrupted(name) : halting(name, cause, run));
      if (isPrecondition(cause) && ++rejections >= MAX_REJECTIONS) {
        return failed(aliasRestless(name, alias, MAX_REJECTIONS));
      }
      if (isPrecondition(cause)) continue;
    } else if (!isPassing(now.failures[0])) return failed(halting(name, now.failures[0], run));
    const left = deadline - clock.now();
    if (left <= 0) return failed(isPassing(cause) ? cause : versionTimedOut(name, version, timeout));
    await clock.wait(Math.min(pollDelay(looks++), left));
  }
}

function stopped(physicalName: string, { halt, signal }: PublishRun): Stop {
  if (halt.cause !== undefined) return { failure: publishHalted(physicalName, halt.cause) };
  return signal?.aborted ? { failure: publishInterrupted(physicalName) } : undefined;
}

/** What every further call would meet is told by one, and kept for all others. */
function halting(name: string, cause: Failure, { halt }: PublishRun): Failure {
  if (!haltsRun(cause)) return cause;
  if (halt.cause !== undefined) return publishHalted(name, halt.cause);
  halt.cause = cause;
  return cause;
}
