/** Whether an update is over and how it ended, from what GetFunction just answered. */
import type { Failure } from '../failure.ts';
import type { DeployedFunction } from '../plan/deployed-function.ts';

export type Settling =
  | { readonly kind: 'waiting' }
  /** LastUpdateStatus is Successful and the code is ours. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** True while Lambda would answer 409 to an update. */
export function isBusy({ state, lastUpdateStatus }: DeployedFunction): boolean {
  return lastUpdateStatus === 'InProgress' || state === 'Pending';
}

/** Milliseconds until the next look: short at first, for an update outside a VPC takes about a second. */
export function pollDelay(looks: number): number {
  return Math.min(250 * 1.25 ** Math.max(0, looks - 3), 5000);
}

export interface SentUpdate {
  /** Ours. */
  readonly codeSha256: string;
  /** What was deployed when the update was sent. */
  readonly previousCodeSha256: string;
}

export function judgeSettling(sent: SentUpdate, now: DeployedFunction | undefined, name: string): Settling {
  if (now === undefined) return { kind: 'failed', failure: vanished(name) };
  if (isBusy(now)) return { kind: 'waiting' };
  if (now.codeSha256 === sent.codeSha256) {
    return now.lastUpdateStatus === 'Failed' ? { kind: 'failed', failure: updateFailed(now) } : { kind: 'settled' };
  }
  if (now.lastUpdateStatus === 'Failed') return { kind: 'failed', failure: updateFailed(now) };
  // An accepted update may show a moment later than its answer came.
  if (now.codeSha256 === sent.previousCodeSha256) return { kind: 'waiting' };
  return { kind: 'failed', failure: overwritten(now) };
}

export function vanished(name: string): Failure {
  return {
    code: 'NXL-DEPLOY-VANISHED',
    message: `${name} was deleted while it was being deployed.`,
    advice: "Deploy the service's stack again, then deploy the code.",
  };
}

export function updateFailed(now: DeployedFunction): Failure {
  const reason = now.lastUpdateStatusReason ?? 'Lambda gives no reason';
  const code = now.lastUpdateStatusReasonCode;
  return {
    code: 'NXL-DEPLOY-UPDATE-FAILED',
    message: `Lambda could not finish the update of ${now.physicalName}: ${reason}${code === undefined ? '' : ` (${code})`}.`,
    advice: adviceFor(code),
  };
}

function adviceFor(reasonCode: string | undefined): string {
  switch (reasonCode) {
    case 'EniLimitExceeded':
    case 'SubnetOutOfIPAddresses':
      return "Free network interfaces or addresses in the function's subnets, then deploy again.";
    case 'InsufficientRolePermissions':
      return "Give the function's role the permissions that it lacks (for a VPC: AWSLambdaVPCAccessExecutionRole), then deploy again.";
    case 'InvalidSecurityGroup':
    case 'InvalidSubnet':
      return 'The VPC settings of the function name something that is gone: deploy its stack again.';
    case 'KMSKeyAccessDenied':
    case 'KMSKeyNotFound':
    case 'DisabledKMSKey':
    case 'InvalidStateKMSKey':
      return "Check the KMS key that the function's settings name and who may use it, then deploy again.";
    default:
      return 'Remove the cause and deploy again.';
  }
}

function overwritten(now: DeployedFunction): Failure {
  return {
    code: 'NXL-DEPLOY-OVERWRITTEN',
    message: `${now.physicalName} was updated, but other code was deployed to it ${modified(now)} before that was proven.`,
    advice: 'Find out who else deploys to this environment, then deploy again.',
  };
}

/** `by someone else at <time>`. */
export function modified({ lastModified }: DeployedFunction): string {
  return lastModified === undefined ? 'by someone else' : `by someone else at ${lastModified}`;
}

export function wrongCode(planned: { readonly physicalName: string }, codeSha256: string): Failure {
  return {
    code: 'NXL-DEPLOY-WRONG-CODE',
    message: `Lambda took an update of ${planned.physicalName}, but reports the code as ${codeSha256}, which is not what was built.`,
    advice: 'Deploy again; if it stays so, something between here and Lambda alters the upload.',
  };
}

export function timedOut(name: string, timeout: number): Failure {
  return {
    code: 'NXL-DEPLOY-TIMEOUT',
    message: `${name} did not settle within ${Math.round(timeout / 1000)} s, so it isn't known whether it will run the new code.`,
    advice: 'Deploy again in a while: it goes on from whatever state the function is in then.',
  };
}

export function interrupted(name: string): Failure {
  return {
    code: 'NXL-DEPLOY-INTERRUPTED',
    message: `${name} was not written to, because the command was interrupted before.`,
    advice: 'Run the command again: it deploys only what is left.',
  };
}
