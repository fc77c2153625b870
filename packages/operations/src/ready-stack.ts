/** Brings a service's stack to where it can be worked on: guards, states, what an earlier failure left. */
import {
  type DeployTarget,
  type Emit,
  type Failure,
  failed,
  foreignStackFailure,
  type Notice,
  type ProvisionPorts,
  type Result,
  type StackDescription,
  stackReadiness,
  success,
} from '@nx-lambda/core';
import type { ProvisionRequest, StackTask } from './provision-request.ts';
import { waitForStack } from './stack-operation.ts';

export type ReadyStack =
  | { readonly kind: 'update'; readonly stack: StackDescription }
  /** `isReviewed`: somebody's change set made an empty stack already, which is not ours to remove. */
  | { readonly kind: 'create'; readonly isReviewed: boolean }
  /** Nothing can be planned before it is removed, and nothing is to be written. */
  | { readonly kind: 'remains'; readonly notice: Notice };

export async function readyStack(
  task: StackTask,
  request: ProvisionRequest,
  target: DeployTarget,
  ports: ProvisionPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<Result<ReadyStack>> {
  const { service, stackName } = task;
  const described = await ports.stacks.describe(stackName, signal);
  if (!described.ok) return described;
  let stack = described.value;
  const foreign = foreignFailure(task, stack, target);
  if (foreign !== undefined) return failed(foreign);
  let readiness = stackReadiness(stackName, stack?.status);
  if (readiness.kind === 'wait' && stack !== undefined) {
    emit({ type: 'stack-waiting', service: service.name, stackName, status: readiness.status });
    const settled = await waitForStack(stack.id, request.timeout, ports, signal);
    if (!settled.ok) return settled;
    stack = settled.value;
    const changed = foreignFailure(task, stack, target);
    if (changed !== undefined) return failed(changed);
    readiness = stackReadiness(stackName, stack?.status);
  }
  if (readiness.kind === 'stuck') return failed(readiness.failure);
  if (stack === undefined) return success({ kind: 'create', isReviewed: false });
  if (readiness.kind === 'remove-first') {
    if (request.dryRun) return success({ kind: 'remains', notice: remainsNotice(stack) });
    const removed = await removeRemains(stack, request, ports, signal);
    return removed.ok ? success({ kind: 'create', isReviewed: false }) : removed;
  }
  return success(readiness.kind === 'create' ? { kind: 'create', isReviewed: true } : { kind: 'update', stack });
}

/** A stack that is only reviewed yet has no tags and no resources. */
function foreignFailure(
  { service }: StackTask,
  stack: StackDescription | undefined,
  target: DeployTarget,
): Failure | undefined {
  return stack === undefined || stack.status === 'REVIEW_IN_PROGRESS'
    ? undefined
    : foreignStackFailure(stack, service.name, target);
}

/** A first creation that failed leaves a stack without resources, which takes no update. */
async function removeRemains(
  stack: StackDescription,
  request: ProvisionRequest,
  ports: ProvisionPorts,
  signal: AbortSignal | undefined,
): Promise<Result<void>> {
  const token = operationToken(request, ports);
  const sent = await ports.stacks.deleteStack({ stack: stack.id, token, mode: request.mode }, signal);
  if (!sent.ok) return sent;
  const settled = await waitForStack(stack.id, request.timeout, ports, signal);
  if (!settled.ok) return settled;
  const left = stackReadiness(stack.name, settled.value?.status);
  return left.kind === 'stuck' ? failed(left.failure) : success(undefined);
}

/** Marks one operation: no two runs have the same, wherever they are. */
export function operationToken({ runId }: ProvisionRequest, { clock }: Pick<ProvisionPorts, 'clock'>): string {
  return `nx-lambda-${Math.floor(clock.now()).toString(36)}-${runId.replace(/[^A-Za-z0-9]/g, '').slice(0, 12)}`;
}

function remainsNotice({ name, status }: StackDescription): Notice {
  return {
    code: 'NXL-PROVISION-REMAINS',
    message: `The stack ${name} is what a creation that failed has left (${status}).`,
    advice: 'Without --dry-run it is removed and made anew; what would be in it can be planned only then.',
  };
}
