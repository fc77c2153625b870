/** Waits until an update that Lambda took is over, and proves how it ended. */
import {
  type DeployedFunction,
  type Failure,
  failed,
  haltsRun,
  isPassing,
  judgeSettling,
  learnUpdateTime,
  type Result,
  settleDelay,
  success,
  timedOut,
  type UpdateAction,
} from '@nx-lambda/core';
import type { UpdateRun } from './deploy-run.ts';

export interface TakenUpdate {
  readonly action: UpdateAction;
  /** By the clock; no wait goes beyond it. */
  readonly deadline: number;
  /** Milliseconds that were given. */
  readonly timeout: number;
  readonly inactive: boolean;
}

/** The function as it is once it is proven that it runs the new code. */
export async function awaitUpdate(
  { action, deadline, timeout, inactive }: TakenUpdate,
  run: UpdateRun,
): Promise<Result<DeployedFunction>> {
  const { clock, lambda } = run.ports;
  const taken = clock.now();
  const sent = { codeSha256: action.codeSha256, previousCodeSha256: action.deployed.codeSha256 };
  for (let looks = 0; ; looks++) {
    const delay = settleDelay(looks, run.experience, inactive);
    await clock.wait(Math.max(0, Math.min(delay, deadline - clock.now())));
    if (run.halt.cause !== undefined) return failed(unproven(action, run.halt.cause));
    const read = await lambda.getFunction(action.physicalName);
    if (read.ok) {
      const settling = judgeSettling(sent, read.value, action.physicalName);
      if (settling.kind === 'failed') return failed(settling.failure);
      if (settling.kind === 'settled' && read.value !== undefined) {
        run.experience.updateTime = learnUpdateTime(run.experience.updateTime, looks + 1, clock.now() - taken);
        return success(read.value);
      }
    } else if (!isPassing(read.failures[0])) {
      if (haltsRun(read.failures[0])) run.halt.cause ??= read.failures[0];
      return failed(unproven(action, read.failures[0]));
    }
    if (clock.now() >= deadline) return failed(timedOut(action.physicalName, timeout));
  }
}

/** Not one function of a hundred must go unreported because its proof could not be read. */
function unproven({ physicalName }: UpdateAction, cause: Failure): Failure {
  return { ...cause, message: `${physicalName} took the update, but its end can't be read: ${cause.message}` };
}
