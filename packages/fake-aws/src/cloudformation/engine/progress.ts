import { ApiError } from '../../api-error.ts';
import type { World } from '../../world.ts';
import { ResourceFailure } from '../resources/handler.ts';
import { startApplying, startRemoving, startRestoring } from './apply.ts';
import { attributesOfNested, nestedFailure } from './nested-stacks.ts';
import type { StackOperation, Task } from './operation.ts';
import { endPhase } from './phases.ts';
import { dropResource, putResource, stackOf, tell, tellResource } from './record.ts';

/**
 * Carries every operation on to where it would be by now. Nothing runs by itself: whoever looks at the stand-in lets
 * the steps happen that are due, each at its own time.
 */
export function progress(world: World): void {
  const now = world.clock();
  for (;;) {
    const due = [...world.stacks.operations.values()]
      .filter((operation) => operation.finishedAt === undefined)
      .map((operation) => ({ operation, time: dueTime(world, operation) }))
      .filter(({ time }) => time <= now)
      .sort((one, other) => one.time - other.time)[0];
    if (due === undefined) return;
    step(world, due.operation, due.time);
  }
}

function dueTime(world: World, operation: StackOperation): number {
  const times = operation.tasks.filter((task) => task.state === 'running').map((task) => endOf(world, task));
  return Math.min(operation.dueAt ?? Number.POSITIVE_INFINITY, ...times);
}

/** A nested stack ends its resource; until then there is no knowing when. */
function endOf(world: World, task: Task): number {
  const own = task.endsAt ?? 0;
  if (task.nestedStack === undefined) return own;
  const nested = world.stacks.operations.get(task.nestedStack);
  if (nested === undefined) return own;
  return nested.finishedAt === undefined ? Number.POSITIVE_INFINITY : Math.max(own, nested.finishedAt);
}

function step(world: World, operation: StackOperation, time: number): void {
  operation.dueAt = undefined;
  for (const task of operation.tasks) {
    if (task.state === 'running' && endOf(world, task) <= time) end(world, operation, task, time);
  }
  const stops = operation.phase === 'apply';
  for (let moved = true; moved; ) {
    moved = false;
    for (const task of operation.tasks) {
      if (stops && operation.failed.length > 0) break;
      if (task.state !== 'waiting' || !ready(operation, task)) continue;
      start(world, operation, task, time);
      moved = true;
    }
  }
  if (stops && operation.failed.length > 0) cancel(world, operation, time);
  const left = operation.tasks.some((task) => task.state === 'running');
  if (left) return;
  endPhase(world, operation, time);
}

function ready(operation: StackOperation, task: Task): boolean {
  return task.waitsFor.every((index) => {
    const state = operation.tasks[index]?.state;
    // What is only to go must not wait for ever for what would not go.
    return state === 'done' || (state === 'failed' && operation.phase === 'cleanup');
  });
}

function start(world: World, operation: StackOperation, task: Task, time: number): void {
  try {
    if (task.action === 'apply' && operation.target !== undefined) {
      startApplying(world, operation, task, operation.target, time);
    } else if (task.action === 'restore') startRestoring(world, operation, task, time);
    else startRemoving(world, operation, task, time);
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof ResourceFailure)) throw error;
    fail(world, operation, task, time, error.message);
  }
}

function end(world: World, operation: StackOperation, task: Task, time: number): void {
  const { result, endStatus = '' } = task;
  const failure = task.nestedStack === undefined ? undefined : nestedFailure(world, task.nestedStack, endStatus);
  if (failure !== undefined) {
    fail(world, operation, task, time, failure);
    return;
  }
  task.state = 'done';
  if (endStatus === 'DELETE_COMPLETE') {
    const gone = task.resource ?? result;
    if (gone === undefined) return;
    if (operation.phase === 'cleanup') {
      tell(world, operation, time, gone, endStatus);
      const current = stackOf(world, operation.stackId).resources.find((each) => each.logicalId === task.logicalId);
      if (current?.physicalId === gone.physicalId) dropResource(world, operation.stackId, task.logicalId);
    } else tellResource(world, operation, time, gone, endStatus);
    return;
  }
  if (result === undefined) return;
  const settled = task.nestedStack === undefined ? result : attributesOfNested(world, task.nestedStack, result);
  tellResource(world, operation, time, settled, endStatus);
}

function fail(world: World, operation: StackOperation, task: Task, time: number, reason: string): void {
  const { logicalId } = task;
  task.state = 'failed';
  const current = stackOf(world, operation.stackId).resources.find((each) => each.logicalId === logicalId);
  const known = operation.before.resources.some((each) => each.logicalId === logicalId);
  const verb = task.action === 'remove' ? 'delete' : operation.kind === 'update' && known ? 'update' : 'create';
  operation.failed.push({ logicalId, verb });
  const about = task.resource ?? current;
  if (about === undefined) {
    const type = operation.target?.template.resources.get(logicalId)?.type ?? '';
    const blank = { logicalId, type, physicalId: '', status: '', lastUpdated: time };
    tellResource(world, operation, time, blank, `${verb.toUpperCase()}_FAILED`, reason);
    return;
  }
  const gone = operation.phase === 'cleanup';
  if (gone) tell(world, operation, time, about, 'DELETE_FAILED', reason);
  else tellResource(world, operation, time, about, `${verb.toUpperCase()}_FAILED`, reason);
}

/** What runs when another resource fails is broken off. */
function cancel(world: World, operation: StackOperation, time: number): void {
  for (const task of operation.tasks) {
    if (task.state === 'waiting') task.state = 'failed';
    // A nested stack that is on its way goes on to its own end first.
    if (task.state !== 'running' || task.nestedStack !== undefined) continue;
    task.state = 'failed';
    const { result } = task;
    if (result === undefined) continue;
    const verb = task.endStatus === 'UPDATE_COMPLETE' ? 'update' : 'create';
    putResource(world, operation.stackId, result);
    tellResource(
      world,
      operation,
      time,
      result,
      `${verb.toUpperCase()}_FAILED`,
      `Resource ${verb === 'create' ? 'creation' : 'update'} cancelled`,
    );
  }
}
