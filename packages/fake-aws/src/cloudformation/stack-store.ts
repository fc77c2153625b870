import type { ChangeSet } from './change-set.ts';
import type { StackOperation } from './engine/operation.ts';
import type { Stack, StackEvent } from './stack.ts';

export interface StackStore {
  /** By name, or by ARN as clients may give. A deleted stack is found by ARN alone. */
  find(account: string, region: string, nameOrId: string): Stack | undefined;
  /** Those that are not deleted, newest first. */
  list(account: string, region: string): readonly Stack[];
  /** Deleted ones too, newest first. */
  history(account: string, region: string): readonly Stack[];
  get(id: string): Stack | undefined;
  /** Adds, or takes the place of the stack with the same id. */
  put(stack: Stack): void;
  /** As if it had never been: a stack that was only reviewed. */
  forget(id: string): void;
  /** Oldest first; written to by the engine. */
  events(id: string): StackEvent[];
  /** By ARN, oldest first. */
  readonly changeSets: Map<string, ChangeSet>;
  /** What is under way, by the stack's ARN. */
  readonly operations: Map<string, StackOperation>;
}

export function createStackStore(): StackStore {
  const stacks = new Map<string, Stack>();
  const events = new Map<string, StackEvent[]>();
  const history = (account: string, region: string) =>
    [...stacks.values()].filter((stack) => stack.account === account && stack.region === region).reverse();
  const list = (account: string, region: string) =>
    history(account, region).filter((stack) => stack.status !== 'DELETE_COMPLETE');
  return {
    list,
    history,
    get: (id) => stacks.get(id),
    find(account, region, nameOrId) {
      const byId = stacks.get(nameOrId);
      if (byId !== undefined) return byId.account === account && byId.region === region ? byId : undefined;
      return list(account, region).find((stack) => stack.name === nameOrId);
    },
    put: (stack) => void stacks.set(stack.id, stack),
    forget(id) {
      stacks.delete(id);
      events.delete(id);
    },
    events(id) {
      const known = events.get(id) ?? [];
      events.set(id, known);
      return known;
    },
    changeSets: new Map(),
    operations: new Map(),
  };
}
