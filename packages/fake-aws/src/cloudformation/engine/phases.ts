import { ApiError } from '../../api-error.ts';
import { sameJson } from '../../json.ts';
import type { World } from '../../world.ts';
import type { Stack, StackResource } from '../stack.ts';
import type { StackOperation } from './operation.ts';
import { checkExports, outputsOf } from './outputs.ts';
import { changeStack, stackOf, tellStack } from './record.ts';
import { present, removeTasks, restoreTasks } from './task-lists.ts';

/** What comes after all tasks of a phase are over: the next phase, or the end of the operation. */
export function endPhase(world: World, operation: StackOperation, time: number): void {
  switch (operation.phase) {
    case 'apply':
      if (operation.failed.length === 0) settleOutputs(world, operation);
      if (operation.failed.length > 0 || operation.failure !== undefined) giveUp(world, operation, time);
      else if (operation.kind === 'create') finish(world, operation, time, 'CREATE_COMPLETE');
      else cleanUp(world, operation, time, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      return;
    case 'rollback':
      endRollback(world, operation, time);
      return;
    case 'cleanup':
      // Resources that would not go are left behind, without a word in the stack's status.
      finish(world, operation, time, hasFailed(operation) ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE');
      return;
    case 'remove':
      endRemoval(world, operation, time);
      return;
  }
}

function hasFailed(operation: StackOperation): boolean {
  return operation.failure !== undefined || operation.failed.some((each) => each.verb !== 'delete');
}

function settleOutputs(world: World, operation: StackOperation): void {
  const { target, stackId } = operation;
  if (target === undefined) return;
  const stack = stackOf(world, stackId);
  try {
    const settled = outputsOf(world, stack, target);
    checkExports(world, { ...stack, ...settled }, operation.before);
    changeStack(world, stackId, settled);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    operation.failure = error.message;
  }
}

function giveUp(world: World, operation: StackOperation, time: number): void {
  const reason = reasonOf(operation);
  const { kind, onFailure, stackId } = operation;
  if (onFailure === 'DO_NOTHING') {
    finish(world, operation, time, kind === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED', reason);
    return;
  }
  operation.phase = 'rollback';
  operation.dueAt = time;
  if (kind === 'create') {
    const status = onFailure === 'DELETE' ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS';
    tellStack(world, operation, time, status, `${reason} Rollback requested by user.`);
    operation.tasks = removeTasks(stackOf(world, stackId).resources.filter((each) => each.physicalId !== ''));
    return;
  }
  tellStack(world, operation, time, 'UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const now = stackOf(world, stackId);
  operation.tasks = restoreTasks(operation.before.resources.filter((old) => wasTouched(old, now)));
}

/** As the service words it, one sentence for each kind of failure, a blank at the end. */
function reasonOf(operation: StackOperation): string {
  if (operation.failure !== undefined) return operation.failure;
  return (['create', 'update', 'delete'] as const)
    .map((verb) => {
      const ids = operation.failed.filter((each) => each.verb === verb).map((each) => each.logicalId);
      return ids.length === 0 ? '' : `The following resource(s) failed to ${verb}: [${ids.join(', ')}]. `;
    })
    .join('');
}

function wasTouched(old: StackResource, now: Stack): boolean {
  const current = now.resources.find((each) => each.logicalId === old.logicalId);
  if (current === undefined) return false;
  if (current.physicalId !== old.physicalId || current.status.endsWith('_FAILED')) return true;
  const { deployed } = current;
  return !sameJson(deployed?.properties, old.deployed?.properties) || !sameJson(deployed?.tags, old.deployed?.tags);
}

function endRollback(world: World, operation: StackOperation, time: number): void {
  const failed = operation.tasks.some((task) => task.state === 'failed');
  if (operation.kind === 'create') {
    if (operation.onFailure === 'DELETE') finish(world, operation, time, failed ? 'DELETE_FAILED' : 'DELETE_COMPLETE');
    else finish(world, operation, time, failed ? 'ROLLBACK_FAILED' : 'ROLLBACK_COMPLETE');
    return;
  }
  if (failed) {
    finish(world, operation, time, 'UPDATE_ROLLBACK_FAILED', reasonOf(operation));
    return;
  }
  // Everything but status and resources is again as it was.
  const { before } = operation;
  const { status, resources } = stackOf(world, operation.stackId);
  const { lastUpdated = time } = stackOf(world, operation.stackId);
  world.stacks.put({ ...before, status, resources, lastUpdated });
  cleanUp(world, operation, time, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
}

/** Deletes what neither the stack before nor the one after has a use for. */
function cleanUp(world: World, operation: StackOperation, time: number, status: string): void {
  tellStack(world, operation, time, status);
  const kept = hasFailed(operation)
    ? new Set(operation.before.resources.map((each) => each.logicalId))
    : keptByTarget(operation);
  const { resources } = stackOf(world, operation.stackId);
  const extra = resources.filter((each) => !kept.has(each.logicalId));
  const blank = extra.filter((each) => each.physicalId === '');
  const ids = new Set(blank.map((each) => each.logicalId));
  changeStack(world, operation.stackId, { resources: resources.filter((each) => !ids.has(each.logicalId)) });
  operation.phase = 'cleanup';
  operation.tasks = removeTasks([...extra.filter((each) => each.physicalId !== ''), ...operation.obsolete]);
  operation.obsolete = [];
  operation.dueAt = time;
}

function keptByTarget(operation: StackOperation): ReadonlySet<string> {
  return new Set(operation.tasks.map((task) => task.logicalId));
}

function endRemoval(world: World, operation: StackOperation, time: number): void {
  const left = operation.tasks.some((task) => task.state !== 'done');
  if (left) finish(world, operation, time, 'DELETE_FAILED', reasonOf(operation));
  else finish(world, operation, time, 'DELETE_COMPLETE');
}

function finish(world: World, operation: StackOperation, time: number, status: string, reason?: string): void {
  tellStack(world, operation, time, status, reason);
  operation.finishedAt = time;
  if (status === 'DELETE_COMPLETE') changeStack(world, operation.stackId, { deleted: time });
  if (status === 'ROLLBACK_COMPLETE') {
    changeStack(world, operation.stackId, { outputs: {}, outputDetails: {}, imports: [] });
  }
  const changeSet = world.stacks.changeSets.get(operation.changeSetId ?? '');
  if (changeSet === undefined) return;
  const good = status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE';
  world.stacks.changeSets.set(changeSet.id, {
    ...changeSet,
    executionStatus: good ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED',
  });
}

/** Resources of the stack that exist, for who only asks. */
export function presentResources(stack: Stack): readonly StackResource[] {
  return present(stack.resources);
}
