/** Removes one stack that nothing speaks against any more. */
import {
  type Emit,
  type OwnedResource,
  type RemovalFacts,
  type RemovalOutcome,
  type RemovalPorts,
  type StackEvent,
  type StackMode,
} from '@nx-lambda/core';
import { runOperation } from './stack-operation.ts';

export interface RemovalSettings {
  readonly mode: StackMode;
  /** Milliseconds that one stack may take. */
  readonly timeout: number;
  readonly accountId: string;
}

export type RemovalResult = Pick<RemovalOutcome, 'kind' | 'failures' | 'retained' | 'emptied'>;

export async function removeStack(
  service: string,
  facts: RemovalFacts,
  { mode, timeout, accountId }: RemovalSettings,
  ports: RemovalPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<RemovalResult> {
  const { stack, retained, filledBuckets } = facts;
  const emptied: { readonly bucket: string; readonly objects?: number }[] = [];
  for (const bucket of filledBuckets) {
    const done = await ports.buckets.empty(bucket, accountId, signal);
    if (!done.ok) return { kind: 'failed', failures: done.failures, retained, emptied };
    emptied.push({ bucket, objects: done.value });
  }
  const token = `nx-lambda-${ports.clock.now().toString(36)}`;
  const skipped: StackEvent[] = [];
  const result = await runOperation(
    { service: { name: service }, stackName: stack.name, stackId: stack.id, token },
    () => ports.stacks.deleteStack({ stack: stack.id, token, mode }, signal),
    timeout,
    ports,
    (event) => {
      if (event.type === 'stack-event' && event.event.status === 'DELETE_SKIPPED') skipped.push(event.event);
      emit(event);
    },
    signal,
  );
  const kept = [...retained, ...unforeseen(skipped, retained)];
  return result.kind === 'done'
    ? { kind: 'removed', failures: [], retained: kept, emptied }
    : { kind: result.kind, failures: result.failures, retained: kept, emptied };
}

/** What CloudFormation left behind though the template did not say so, as after a failed creation. */
function unforeseen(skipped: readonly StackEvent[], retained: readonly OwnedResource[]): readonly OwnedResource[] {
  const known = new Set(retained.map(({ physicalId }) => physicalId));
  return skipped.flatMap(({ logicalId, type, physicalId }) =>
    physicalId === undefined || known.has(physicalId) ? [] : [{ logicalId, type, physicalId }],
  );
}
