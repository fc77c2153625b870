import type { Caller } from '../../identity.ts';
import type { OnStackFailure } from '../change-set.ts';
import type { Stack, StackResource } from '../stack.ts';
import type { Target } from '../target.ts';

/** What an operation does with one resource. State: written to by the engine alone. */
export interface Task {
  readonly logicalId: string;
  readonly action: 'apply' | 'restore' | 'remove';
  /** The resource to restore or remove, as it was. */
  readonly resource?: StackResource;
  /** Tasks, by position, that must be done before. */
  waitsFor: readonly number[];
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** When the resource has settled, by the stand-in's clock. */
  endsAt?: number;
  /** The nested stack whose operation must end first. */
  nestedStack?: string;
  /** Where the resource is when the task is done; absent when it is gone. */
  result?: StackResource;
  /** Event at the end, e.g. CREATE_COMPLETE. */
  endStatus?: string;
}

/** One create, update or delete of a stack, carried out step by step as the clock moves on. */
export interface StackOperation {
  readonly id: string;
  readonly token?: string;
  readonly stackId: string;
  readonly kind: 'create' | 'update' | 'delete';
  phase: 'apply' | 'rollback' | 'cleanup' | 'remove';
  /** For create and update. */
  readonly target?: Target;
  /** The stack before an update. */
  readonly before: Stack;
  readonly onFailure: OnStackFailure;
  readonly express: boolean;
  readonly caller: Caller;
  readonly changeSetId?: string;
  tasks: Task[];
  /** When waiting tasks may be started next. */
  dueAt: number | undefined;
  /** Logical ids that failed to be created, updated or deleted. */
  failed: { readonly logicalId: string; readonly verb: 'create' | 'update' | 'delete' }[];
  /** Why the operation failed, where no resource is to blame. */
  failure?: string;
  /** Old or new resources that go when everything else is settled. */
  obsolete: StackResource[];
  finishedAt?: number;
}
