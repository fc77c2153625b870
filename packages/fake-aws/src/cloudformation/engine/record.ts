import type { World } from '../../world.ts';
import type { Stack, StackResource } from '../stack.ts';
import type { StackOperation } from './operation.ts';

/** The stack that an operation is about; it is there as long as the operation is. */
export function stackOf(world: World, stackId: string): Stack {
  const stack = world.stacks.get(stackId);
  if (stack === undefined) throw new Error(`The stack ${stackId} is gone.`);
  return stack;
}

export function changeStack(world: World, stackId: string, change: Partial<Stack>): Stack {
  const after = { ...stackOf(world, stackId), ...change };
  world.stacks.put(after);
  return after;
}

/** Adds the resource, or takes the place of the one with the same logical id. */
export function putResource(world: World, stackId: string, resource: StackResource): void {
  const { resources } = stackOf(world, stackId);
  const known = resources.some((each) => each.logicalId === resource.logicalId);
  const after = known
    ? resources.map((each) => (each.logicalId === resource.logicalId ? resource : each))
    : [...resources, resource];
  changeStack(world, stackId, { resources: after });
}

export function dropResource(world: World, stackId: string, logicalId: string): void {
  const { resources } = stackOf(world, stackId);
  changeStack(world, stackId, { resources: resources.filter((each) => each.logicalId !== logicalId) });
}

/** One line of the stack's history. */
export function tell(
  world: World,
  operation: StackOperation,
  time: number,
  about: { readonly logicalId: string; readonly physicalId: string; readonly type: string },
  status: string,
  reason?: string,
): void {
  const unique = world.newId();
  const events = world.stacks.events(operation.stackId);
  const isStack = about.physicalId === operation.stackId;
  events.push({
    // Those of resources tell what they are about, as AWS's do.
    id: isStack ? unique : `${about.logicalId}-${status}-${new Date(time).toISOString()}-${unique.slice(0, 8)}`,
    time,
    logicalId: about.logicalId,
    physicalId: about.physicalId,
    type: about.type,
    status,
    operationId: operation.id,
    ...(reason === undefined ? {} : { reason }),
    ...(operation.token === undefined ? {} : { token: operation.token }),
  });
}

/** Sets the stack's own status and tells it. */
export function tellStack(
  world: World,
  operation: StackOperation,
  time: number,
  status: string,
  reason?: string,
): void {
  const { statusReason: _old, ...stack } = stackOf(world, operation.stackId);
  world.stacks.put({ ...stack, status, ...(reason === undefined ? {} : { statusReason: reason }) });
  const about = { logicalId: stack.name, physicalId: stack.id, type: 'AWS::CloudFormation::Stack' };
  tell(world, operation, time, about, status, reason);
}

/** A resource's status, told and recorded. */
export function tellResource(
  world: World,
  operation: StackOperation,
  time: number,
  resource: StackResource,
  status: string,
  reason?: string,
): StackResource {
  const { statusReason: _old, ...rest } = resource;
  const after = { ...rest, status, lastUpdated: time, ...(reason === undefined ? {} : { statusReason: reason }) };
  putResource(world, operation.stackId, after);
  tell(world, operation, time, after, status, reason);
  return after;
}
