/** Asks CloudFormation what it would change, as a change set that is carried out or leaves nothing behind. */
import {
  type ChangeSetEntry,
  type ChangeSetRequest,
  changeSetResult,
  type Failure,
  failed,
  type ProvisionPorts,
  type Result,
  type StackMode,
  success,
} from '@nx-lambda/core';

/** Milliseconds between two looks at a change set: most take a second or two. */
const FIRST_POLL = 250;
const LONGEST_POLL = 2000;

export interface PlannedChanges {
  readonly changeSetId: string;
  /** The stack's ARN. */
  readonly stackId: string;
  readonly entries: readonly ChangeSetEntry[] | 'no-changes';
  /** Leaves nothing behind of what was only looked at: not even the empty stack that a first change set makes. */
  discard(): Promise<void>;
}

export interface PlanSettings {
  /** The stack is there because of this change set alone. */
  readonly makesStack: boolean;
  readonly mode: StackMode;
  /** Milliseconds. */
  readonly timeout: number;
}

type PlanPorts = Pick<ProvisionPorts, 'stacks' | 'clock'>;

export async function planChanges(
  request: ChangeSetRequest,
  settings: PlanSettings,
  { stacks, clock }: PlanPorts,
  signal: AbortSignal | undefined,
): Promise<Result<PlannedChanges>> {
  if (signal?.aborted) return failed(notStarted(request.stackName));
  // Not broken off: whether it was made would not be known.
  const made = await stacks.createChangeSet(request);
  if (!made.ok) return made;
  const { id, stackId } = made.value;
  const discard = async (): Promise<void> => {
    await stacks.deleteChangeSet(id);
    if (!settings.makesStack) return;
    await stacks.deleteStack({ stack: stackId, token: request.changeSetName, mode: settings.mode });
  };
  const entries = await settledEntries(id, request.stackName, settings.timeout, { stacks, clock }, signal);
  if (entries.ok) return success({ changeSetId: id, stackId, entries: entries.value, discard });
  await discard();
  return entries;
}

async function settledEntries(
  id: string,
  stackName: string,
  timeout: number,
  { stacks, clock }: PlanPorts,
  signal: AbortSignal | undefined,
): Promise<Result<readonly ChangeSetEntry[] | 'no-changes'>> {
  const until = clock.now() + timeout;
  for (let pause = FIRST_POLL; ; pause = Math.min(LONGEST_POLL, pause * 1.5)) {
    const described = await stacks.describeChangeSet(id, signal);
    if (signal?.aborted) return failed(notStarted(stackName));
    if (!described.ok) return described;
    switch (changeSetResult(described.value)) {
      case 'ready':
        return success(described.value.entries);
      case 'no-changes':
        return success('no-changes');
      case 'failed':
        return failed({
          code: 'NXL-PROVISION-CHANGE-SET',
          message: `CloudFormation can't plan this: ${described.value.statusReason ?? 'it gives no reason'}`,
          advice: 'Correct the template or its parameters.',
        });
      case 'pending':
        if (clock.now() > until) return failed(tooSlow(timeout));
        await clock.wait(pause, signal);
    }
  }
}

function notStarted(stackName: string): Failure {
  return {
    code: 'NXL-PROVISION-INTERRUPTED',
    message: `The command was interrupted before anything of ${stackName} was changed.`,
    advice: 'Run the command again.',
  };
}

function tooSlow(timeout: number): Failure {
  return {
    code: 'NXL-PROVISION-TIMEOUT',
    message: `CloudFormation has not planned the change within ${Math.round(timeout / 1000)} s.`,
    advice: 'Run the command again, with a larger --timeout if the stack is very large.',
  };
}
