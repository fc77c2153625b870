/** What a function's new state means for an update that was planned against an older one. */
import type { Failure } from '../failure.ts';
import type { DeployedFunction } from '../plan/deployed-function.ts';
import { isBusy, modified, vanished } from './settling.ts';

export type ChangeSince =
  /** It can be written to with the RevisionId just read: only configuration or tags changed, or nothing. */
  | { readonly kind: 'write' }
  /** An update is under way: look again later. */
  | { readonly kind: 'wait' }
  /** The code is ours already: an answer was lost, or somebody deployed the same. */
  | { readonly kind: 'ours' }
  | { readonly kind: 'conflict'; readonly failure: Failure };

export function judgeChange(
  planned: DeployedFunction,
  codeSha256: string,
  now: DeployedFunction | undefined,
  /** Write over other code that came in between. */
  force = false,
): ChangeSince {
  if (now === undefined) return { kind: 'conflict', failure: vanished(planned.physicalName) };
  if (isBusy(now)) return { kind: 'wait' };
  // Lambda shows the new code although its update failed: write it again.
  if (now.codeSha256 === codeSha256) return { kind: now.lastUpdateStatus === 'Failed' ? 'write' : 'ours' };
  if (force || now.codeSha256 === planned.codeSha256) return { kind: 'write' };
  return { kind: 'conflict', failure: changedSinceRead(now) };
}

export function changedSinceRead(now: DeployedFunction): Failure {
  return {
    code: 'NXL-DEPLOY-CONFLICT',
    message: `Other code was deployed to ${now.physicalName} ${modified(now)}, since it was read; it was left alone.`,
    advice:
      'Find out who else deploys to this environment; a new run compares with what is deployed now, and --force writes over what comes in between.',
  };
}

export function unsettledConflict(name: string, times: number): Failure {
  return {
    code: 'NXL-DEPLOY-CONFLICT',
    message: `${name} was changed by someone else ${times} times in a row just before it was written to.`,
    advice: 'Find out what else changes this function, then deploy again.',
  };
}
