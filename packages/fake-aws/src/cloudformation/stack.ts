/**
 * Stacks as CloudFormation reports them. Seeding fills this model today; an engine that carries out change sets would
 * write to the same one, so nothing here knows how a stack came to be.
 */

export interface StackResource {
  readonly logicalId: string;
  /** E.g. `AWS::Lambda::Function`. */
  readonly type: string;
  readonly physicalId: string;
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly lastUpdated: number;
}

export interface Stack {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** ARN. */
  readonly id: string;
  readonly status: string;
  readonly created: number;
  readonly lastUpdated?: number;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly resources: readonly StackResource[];
}

export interface StackStore {
  /** By name, or by ARN as clients may give. A deleted stack is found by ARN alone. */
  find(account: string, region: string, nameOrId: string): Stack | undefined;
  /** Those that are not deleted, newest first. */
  list(account: string, region: string): readonly Stack[];
  /** Adds, or takes the place of the stack with the same id. */
  put(stack: Stack): void;
}

export function createStackStore(): StackStore {
  const stacks = new Map<string, Stack>();
  const list = (account: string, region: string) =>
    [...stacks.values()]
      .filter((stack) => stack.account === account && stack.region === region && stack.status !== 'DELETE_COMPLETE')
      .reverse();
  return {
    list,
    find(account, region, nameOrId) {
      const byId = stacks.get(nameOrId);
      if (byId !== undefined) return byId.account === account && byId.region === region ? byId : undefined;
      return list(account, region).find((stack) => stack.name === nameOrId);
    },
    put: (stack) => void stacks.set(stack.id, stack),
  };
}
