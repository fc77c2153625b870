/** The events of one operation on a stack, those of its nested stacks included, as they come. */
import { newEvents, type ProvisionPorts, type Result, type StackEvent, success } from '@nx-lambda/core';

export interface OperationEvents {
  /** What was not told before, oldest first. Resources of nested stacks are `Child/Resource`. */
  next(signal?: AbortSignal): Promise<Result<readonly StackEvent[]>>;
}

interface FollowedStack {
  /** `` or `Child/`. */
  readonly prefix: string;
  lastSeen?: string;
}

const NESTED = 'AWS::CloudFormation::Stack';

/** `token` marks the operation; `lastSeen` is the newest event before it. */
export function followOperation(
  { stackId, token, lastSeen }: { readonly stackId: string; readonly token: string; readonly lastSeen?: string },
  { stacks }: Pick<ProvisionPorts, 'stacks'>,
): OperationEvents {
  const root: FollowedStack = { prefix: '', ...(lastSeen === undefined ? {} : { lastSeen }) };
  const followed = new Map([[stackId, root]]);
  /** Not every implementation marks events; where one does, what is not marked is of another operation. */
  let marked = false;
  const belongs = (event: StackEvent, { prefix }: FollowedStack): boolean =>
    event.token === token || (event.token === undefined && !(marked && prefix !== ''));

  async function read(id: string, stack: FollowedStack, signal?: AbortSignal): Promise<Result<readonly StackEvent[]>> {
    const known = stack.lastSeen === undefined ? {} : { lastSeen: stack.lastSeen };
    const page = await stacks.events(id, { ...known, token }, signal);
    if (!page.ok) return page;
    marked ||= page.value.some((each) => each.token === token);
    const fresh = newEvents(page.value, stack.lastSeen).filter((each) => belongs(each, stack));
    const [newest] = page.value;
    if (newest !== undefined) stack.lastSeen = newest.id;
    for (const { type, physicalId, logicalId } of fresh) {
      if (type !== NESTED || physicalId === undefined || physicalId === id) continue;
      if (physicalId.startsWith('arn:') && !followed.has(physicalId)) {
        followed.set(physicalId, { prefix: `${stack.prefix}${logicalId}/` });
      }
    }
    if (stack.prefix === '') return success(fresh);
    // What becomes of a nested stack itself is told by the resource in the one around it.
    const inside = fresh.filter(({ physicalId }) => physicalId !== id);
    return success(inside.map((each) => ({ ...each, logicalId: `${stack.prefix}${each.logicalId}` })));
  }

  return {
    async next(signal) {
      const found: StackEvent[] = [];
      // A map's iteration goes on to what is added meanwhile: the nested stacks that were just seen.
      for (const [id, stack] of followed) {
        const fresh = await read(id, stack, signal);
        if (!fresh.ok) return fresh;
        found.push(...fresh.value);
      }
      return success(found.toSorted((a, b) => a.time - b.time));
    },
  };
}
