/**
 * What people want to know of a stack's events: each resource once, when it is done or has failed. CloudFormation tells
 * three or more of each, and on the way back all of them again.
 */
import type { StackEvent } from './stack-events.ts';

export type ResourceStepKind = 'created' | 'updated' | 'removed' | 'kept' | 'imported' | 'undone' | 'failed';

/** A resource that has come to an end. */
export interface ResourceStep {
  readonly kind: ResourceStepKind;
  readonly logicalId: string;
  readonly type: string;
  readonly reason?: string;
  /** Milliseconds since its first event of this operation. */
  readonly duration: number;
}

/** A resource that is being worked on. */
export interface RunningResource {
  readonly logicalId: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

const ENDS: Readonly<Record<string, ResourceStepKind>> = {
  CREATE_COMPLETE: 'created',
  UPDATE_COMPLETE: 'updated',
  DELETE_COMPLETE: 'removed',
  DELETE_SKIPPED: 'kept',
  IMPORT_COMPLETE: 'imported',
};

/** `earlier` are the operation's events before this one. Undefined: nothing to tell of it. */
export function resourceStep(event: StackEvent, earlier: readonly StackEvent[]): ResourceStep | undefined {
  if (isStackItself(event) || isCancellation(event)) return undefined;
  const failed = event.status.endsWith('_FAILED');
  const end = ENDS[event.status];
  if (!failed && end === undefined) return undefined;
  const { logicalId, type, reason } = event;
  const own = earlier.filter((each) => each.logicalId === logicalId);
  // A nested stack takes back what it made before the one around it does.
  const madeBefore = end === 'removed' && own.some(({ status }) => status.startsWith('CREATE_'));
  const undone = !failed && end !== 'kept' && (madeBefore || isUndoing(earlier));
  const [first] = own;
  return {
    kind: failed ? 'failed' : undone ? 'undone' : (end ?? 'failed'),
    logicalId,
    type,
    ...(failed && reason !== undefined ? { reason } : {}),
    duration: Math.max(0, event.time - (first?.time ?? event.time)),
  };
}

/** What the operation waits for, the longest first. */
export function runningResources(events: readonly StackEvent[]): readonly RunningResource[] {
  const running = new Map<string, RunningResource>();
  for (const event of events) {
    if (isStackItself(event)) continue;
    const { logicalId, type, time, status } = event;
    if (!status.endsWith('_IN_PROGRESS')) running.delete(logicalId);
    else if (!running.has(logicalId)) running.set(logicalId, { logicalId, type, since: time });
  }
  return [...running.values()].sort((a, b) => a.since - b.since);
}

/** The operation failed and is being taken back. */
export function isUndoing(events: readonly StackEvent[]): boolean {
  return events.some((event) => isStackItself(event) && event.status.includes('ROLLBACK'));
}

function isStackItself({ physicalId, stackId }: StackEvent): boolean {
  return physicalId === stackId;
}

/** It came to nothing only because another one failed. */
function isCancellation({ status, reason }: StackEvent): boolean {
  return status.endsWith('_FAILED') && reason !== undefined && /^Resource \w+ cancelled/i.test(reason);
}
