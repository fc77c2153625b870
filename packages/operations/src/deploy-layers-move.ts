/**
 * Moves functions to other versions of their layers. A function gets its layers before its code, and is waited for in
 * between: no invocation sees new code with an old layer.
 */
import {
  type DeployedFunction,
  type Failure,
  failed,
  isAmbiguous,
  isBusy,
  isConflict,
  isPassing,
  isPrecondition,
  judgeChange,
  movedLayers,
  planFunction,
  pollDelay,
  type Result,
  success,
  timedOut,
  unsettledConflict,
  updateFailed,
  vanished,
} from '@nx-lambda/core';
import type { LayerPublisher } from './deploy-layers-publish.ts';
import type { UpdateRun, UpdateTask } from './deploy-run.ts';

/** How often a function may change under our hands before we leave it alone. */
const MAX_REJECTIONS = 3;

/** How often an accepted update may not show yet. */
const UNSEEN_LOOKS = 4;

export interface MovedFunction {
  /** As it is after the move, settled. */
  readonly deployed: DeployedFunction;
  /** ARNs that it has now in place of others; empty: it had them. */
  readonly arns: readonly string[];
}

/** Proven when it answers: the update is over and the function has the layers. */
export async function moveLayers(
  { action, facts }: UpdateTask,
  publisher: LayerPublisher,
  run: UpdateRun,
): Promise<Result<MovedFunction>> {
  const { clock, lambda } = run.ports;
  const { physicalName } = action;
  const moves: { readonly from: string; readonly to: string }[] = [];
  for (const { from, target } of action.layers ?? []) {
    const arn = await publisher.versionOf(target, run.signal);
    if (!arn.ok) return arn;
    moves.push({ from, to: arn.value });
  }
  const deadline = clock.now() + run.timeout;
  let sent = false;
  let rejections = 0;
  let unseen = 0;
  let lost: Failure | undefined;
  for (let looks = 0; ; looks++) {
    const read = await lambda.getFunction(physicalName);
    if (!read.ok && !(sent && isPassing(read.failures[0]))) return read;
    const now = read.ok ? read.value : undefined;
    if (read.ok && now === undefined) return failed(vanished(physicalName));
    if (now !== undefined && !isBusy(now)) {
      const layers = movedLayers(now.layers ?? [], moves);
      if (sent && now.lastUpdateStatus === 'Failed') return failed(updateFailed(now));
      if (layers === undefined)
        return success({ deployed: now, arns: sent || lost !== undefined ? moves.map(({ to }) => to) : [] });
      // An accepted update may show a moment later than its answer came.
      if (sent && unseen++ < UNSEEN_LOOKS) {
        await clock.wait(pollDelay(looks));
        continue;
      }
      if (sent) return failed(unsettledConflict(physicalName, 1));
      if (lost !== undefined && rejections++ > 0) return failed(lost);
      const refused = mayNotWrite({ action, facts }, now, run);
      if (refused !== undefined) return failed(refused);
      const { revisionId } = now;
      const stop = run.signal && { stop: run.signal };
      const update = await publisher.port.updateFunctionLayers({ name: physicalName, layers, revisionId, ...stop });
      sent = update.ok;
      if (!update.ok) {
        const [cause, ...earlier] = update.failures;
        lost = isAmbiguous(cause) || earlier.some(isAmbiguous) ? cause : undefined;
        if (isPrecondition(cause) && ++rejections >= MAX_REJECTIONS) {
          return failed(unsettledConflict(physicalName, MAX_REJECTIONS));
        }
        if (lost === undefined && !isPrecondition(cause) && !isConflict(cause)) return failed(cause);
      }
    }
    if (clock.now() >= deadline) return failed(timedOut(physicalName, run.timeout));
    await clock.wait(Math.min(pollDelay(looks), Math.max(0, deadline - clock.now())));
  }
}

/** The guards again, on the function as it is just before the write. */
function mayNotWrite(
  { action, facts }: Pick<UpdateTask, 'action' | 'facts'>,
  now: DeployedFunction,
  run: UpdateRun,
): Failure | undefined {
  const change = judgeChange(action.deployed, action.codeSha256, now, run.force);
  if (change.kind === 'conflict') return change.failure;
  const again = planFunction({ ...facts, deployed: { kind: 'found', function: now } }, run.target);
  return again.kind === 'refuse' || again.kind === 'fail' ? again.failure : undefined;
}
