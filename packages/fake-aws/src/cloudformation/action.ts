import type { Caller } from '../identity.ts';
import type { World } from '../world.ts';
import type { XmlNode } from '../xml.ts';
import { stackMissing } from './failures.ts';
import type { Stack } from './stack.ts';

/** One request of CloudFormation. */
export interface Call {
  readonly form: URLSearchParams;
  readonly caller: Caller;
  readonly world: World;
}

export interface Action {
  readonly mutating: boolean;
  /** The result; everything that is due has happened by then. */
  run(call: Call): XmlNode;
}

/** A missing stack is a ValidationError, not a "not found" (DescribeStacks and ListStackResources). */
export function findStack({ caller, world }: Call, nameOrId: string): Stack {
  const stack = world.stacks.find(caller.account, caller.region, nameOrId);
  if (stack !== undefined) return stack;
  throw stackMissing(nameOrId);
}
