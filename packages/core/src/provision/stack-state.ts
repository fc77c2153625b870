/** What can be done with a stack in the state that CloudFormation tells. */
import type { Failure } from '../failure.ts';

export type StackReadiness =
  /** A change set of type CREATE: there is none, or it is only reviewed yet. */
  | { readonly kind: 'create' }
  | { readonly kind: 'update' }
  /** Nothing is in it and nothing can become of it but its removal. */
  | { readonly kind: 'remove-first' }
  /** Somebody's operation is under way. */
  | { readonly kind: 'wait'; readonly status: string }
  | { readonly kind: 'stuck'; readonly failure: Failure };

/** `status` is undefined where there is no such stack. */
export function stackReadiness(stackName: string, status: string | undefined): StackReadiness {
  if (status === undefined || status === 'DELETE_COMPLETE' || status === 'REVIEW_IN_PROGRESS')
    return { kind: 'create' };
  if (status === 'ROLLBACK_COMPLETE' || status === 'ROLLBACK_FAILED') return { kind: 'remove-first' };
  if (status.endsWith('_IN_PROGRESS')) return { kind: 'wait', status };
  // CREATE_FAILED and UPDATE_FAILED without a rollback keep what was made, and take an update.
  if (status === 'UPDATE_ROLLBACK_FAILED' || status === 'DELETE_FAILED' || status === 'IMPORT_ROLLBACK_FAILED') {
    return { kind: 'stuck', failure: stuck(stackName, status) };
  }
  return { kind: 'update' };
}

/** Whether an operation came to the end that it was started for. */
export function operationSucceeded(status: string): boolean {
  return /^(CREATE|UPDATE|DELETE|IMPORT)_COMPLETE$/.test(status);
}

/** Cleaning up after an update has no part in its outcome: what was updated serves already. */
export function operationEnded(status: string): boolean {
  return !status.endsWith('_IN_PROGRESS') || status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
}

function stuck(stackName: string, status: string): Failure {
  const deleting = status === 'DELETE_FAILED';
  return {
    code: 'NXL-PROVISION-STUCK',
    message: `The stack ${stackName} is in the state ${status}: ${deleting ? 'its removal stopped half-way' : 'CloudFormation could not undo its last update'}.`,
    advice: deleting
      ? 'Remove it with destroy-feature, which tells what is in the way.'
      : `Let CloudFormation go on (aws cloudformation continue-update-rollback --stack-name ${stackName}), or remove the stack with destroy-feature and provision it anew.`,
  };
}
