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
    case 'InternalError':
      return 'Deploy again: this was a fault inside Lambda; see https://health.aws.amazon.com if it stays so.';
    case 'FunctionError':
    case 'FunctionError.InitTimeout':
    case 'FunctionError.RuntimeExitError':
    case 'FunctionError.InvalidEntryPoint':
    case 'FunctionError.InitResourceExhausted':
    case 'FunctionError.PermissionDenied':
    case 'FunctionError.TooManyExtensions':
      return 'The code fails while it starts: see its log, correct it and deploy again.';
    case 'EFSIOError':
    case 'EFSMountConnectivityError':
    case 'EFSMountFailure':
    case 'EFSMountTimeout':
      return "Check the function's file system and the network between them, then deploy again.";
    case 'DisallowedByVpcEncryptionControl':
    case 'CapacityProviderScalingLimitExceeded':
    case 'EC2RequestLimitExceeded':
    case 'VcpuLimitExceeded':
    case 'InsufficientCapacity':
      return "Check the limits and rules of the function's VPC or capacity provider, or deploy again later.";
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

export function overwritten(now: DeployedFunction): Failure {
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

/** Something the user should know while waiting for minutes. */
export function inactive({ physicalName }: DeployedFunction): Failure {
  return {
    code: 'NXL-DEPLOY-INACTIVE',
    message: `${physicalName} was idle for so long that Lambda gave back its network interfaces; they are made anew first, which can take minutes.`,
    advice: 'Wait; --timeout=<seconds> sets how long at most.',
  };
}

/** After something that would fail every further call in the same way, told in full only once. */
export function halted(name: string, cause: Failure): Failure {
  return {
    code: 'NXL-DEPLOY-HALTED',
    message: `${name} was not written to, because of ${cause.code} before.`,
    advice: 'Do what is advised for that failure, then run the command again: it deploys only what is left.',
  };
}

/** The answer to an update was lost, and what came of it can't be read. */
export function uncertain(name: string, cause: Failure): Failure {
  return { ...cause, message: `It isn't known whether the update of ${name} arrived: ${cause.message}` };
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

export function interruptedRead(): Failure {
  return {
    code: 'NXL-DEPLOY-INTERRUPTED',
    message: 'What is deployed was not read, because the command was interrupted before.',
    advice: 'Run the command again: it deploys only what is left.',
  };
}

export function interrupted(name: string): Failure {
  return {
    code: 'NXL-DEPLOY-INTERRUPTED',
    message: `${name} was not written to, because the command was interrupted before.`,
    advice: 'Run the command again: it deploys only what is left.',
  };
}
