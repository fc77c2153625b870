import type { Caller } from '../../identity.ts';
import type { World } from '../../world.ts';
import type { OnStackFailure } from '../change-set.ts';
import type { Stack } from '../stack.ts';
import type { StackIdentity, Target } from '../target.ts';
import type { StackOperation } from './operation.ts';
import { changeStack, stackOf, tellStack } from './record.ts';
import { applyTasks, present, removeTasks } from './task-lists.ts';

/** What every operation is started with. */
export interface Start {
  readonly caller: Caller;
  readonly onFailure: OnStackFailure;
  readonly mode: 'STANDARD' | 'EXPRESS';
  readonly token?: string;
  readonly changeSetId?: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** "User Initiated" unless another stack is the reason. */
  readonly reason?: string;
  readonly parent?: { readonly id: string; readonly rootId: string };
}

/** What a stack shows of the template that it is made from. */
function shown(target: Target): Partial<Stack> {
  const entries = [...target.parameters];
  return {
    parameters: Object.fromEntries(entries.map(([key, { text }]) => [key, text])),
    hidden: entries.filter(([, { noEcho }]) => noEcho).map(([key]) => key),
    resolved: Object.fromEntries(
      entries.flatMap(([key, { resolved }]) => (resolved === undefined ? [] : [[key, resolved]])),
    ),
    tags: target.tags,
    templateBody: target.body,
    processed: target.processed,
    capabilities: target.capabilities,
    notificationArns: target.notificationArns,
    ...(target.template.description === undefined ? {} : { description: target.template.description }),
    ...(target.roleArn === undefined ? {} : { roleArn: target.roleArn }),
  };
}

export function blankStack(identity: StackIdentity, created: number, status: string): Stack {
  const { account, region, id, name } = identity;
  return { account, region, id, name, status, created, parameters: {}, outputs: {}, tags: {}, resources: [] };
}

/** A new stack, or one that a change set has put into review, begins to be made. */
export function beginCreate(world: World, identity: StackIdentity, target: Target, start: Start): StackOperation {
  const reviewed = world.stacks.get(identity.id);
  const stack: Stack = {
    ...(reviewed ?? blankStack(identity, start.time, 'CREATE_IN_PROGRESS')),
    ...shown(target),
    disableRollback: start.onFailure === 'DO_NOTHING',
    mode: start.mode,
    ...(start.changeSetId === undefined ? {} : { changeSetId: start.changeSetId }),
    ...(start.parent === undefined ? {} : { parentId: start.parent.id, rootId: start.parent.rootId }),
  };
  world.stacks.put(stack);
  return begin(world, stack, 'create', 'apply', applyTasks(stack, target), start, target);
}

export function beginUpdate(world: World, before: Stack, target: Target, start: Start): StackOperation {
  const { description: _description, deleted: _deleted, ...rest } = before;
  const stack: Stack = {
    ...rest,
    ...shown(target),
    resources: present(before.resources),
    lastUpdated: start.time,
    disableRollback: start.onFailure === 'DO_NOTHING',
    mode: start.mode,
    ...(start.changeSetId === undefined ? {} : { changeSetId: start.changeSetId }),
  };
  const tasks = applyTasks(stack, target);
  world.stacks.put(stack);
  return begin(world, stack, 'update', 'apply', tasks, start, target, {
    ...before,
    resources: present(before.resources),
  });
}

/** `retain`: logical ids that stay, which a stack in DELETE_FAILED may leave behind. */
export function beginDelete(world: World, stack: Stack, retain: readonly string[], start: Start): StackOperation {
  const going = present(stack.resources).filter((each) => !retain.includes(each.logicalId));
  const kept = stack.resources.filter((each) => !retain.includes(each.logicalId));
  changeStack(world, stack.id, { resources: kept });
  return begin(world, stack, 'delete', 'remove', removeTasks(going), start);
}

function begin(
  world: World,
  stack: Stack,
  kind: StackOperation['kind'],
  phase: StackOperation['phase'],
  tasks: StackOperation['tasks'],
  start: Start,
  target?: Target,
  before: Stack = stack,
): StackOperation {
  const operation: StackOperation = {
    id: world.newId(),
    stackId: stack.id,
    kind,
    phase,
    before,
    onFailure: start.onFailure,
    express: start.mode === 'EXPRESS',
    caller: start.caller,
    tasks,
    dueAt: start.time,
    failed: [],
    obsolete: [],
    ...(target === undefined ? {} : { target }),
    ...(start.token === undefined ? {} : { token: start.token }),
    ...(start.changeSetId === undefined ? {} : { changeSetId: start.changeSetId }),
  };
  world.stacks.operations.set(stack.id, operation);
  tellStack(world, operation, start.time, `${kind.toUpperCase()}_IN_PROGRESS`, start.reason ?? 'User Initiated');
  return operation;
}

/** Whether something is being done with the stack. */
export function isBusy(world: World, stackId: string): boolean {
  return world.stacks.get(stackId) !== undefined && stackOf(world, stackId).status.endsWith('_IN_PROGRESS');
}
