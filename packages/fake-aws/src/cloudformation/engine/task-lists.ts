import type { Stack, StackResource } from '../stack.ts';
import { staticScope, type Target } from '../target.ts';
import { evaluateConditions } from '../template/conditions.ts';
import { dependenciesOf, inOrder } from '../template/order.ts';
import type { Task } from './operation.ts';

/** The resources that the target has, conditions considered, each after what it depends on. */
export function applyTasks(stack: Stack, target: Target): Task[] {
  const dependencies = dependenciesOf(target.template, evaluateConditions(staticScope(target, stack)));
  const order = inOrder(dependencies);
  const position = new Map(order.map((id, index) => [id, index] as const));
  return order.map((logicalId) => ({
    logicalId,
    action: 'apply',
    waitsFor: (dependencies.get(logicalId) ?? []).flatMap((id) => position.get(id) ?? []),
    state: 'waiting',
  }));
}

/** Each resource after those that depend on it. */
export function removeTasks(resources: readonly StackResource[]): Task[] {
  return resources.map((resource) => ({
    logicalId: resource.logicalId,
    action: 'remove',
    resource,
    waitsFor: resources.flatMap((other, index) =>
      other !== resource && other.deployed?.dependsOn.includes(resource.logicalId) === true ? [index] : [],
    ),
    state: 'waiting',
  }));
}

/** Resources as they were before the operation, each after what it depends on. */
export function restoreTasks(resources: readonly StackResource[]): Task[] {
  const position = new Map(resources.map((resource, index) => [resource.logicalId, index] as const));
  return resources.map((resource) => ({
    logicalId: resource.logicalId,
    action: 'restore',
    resource,
    waitsFor: (resource.deployed?.dependsOn ?? []).flatMap((id) => position.get(id) ?? []),
    state: 'waiting',
  }));
}

/** Resources that still exist. */
export function present(resources: readonly StackResource[]): readonly StackResource[] {
  return resources.filter((each) => each.status !== 'DELETE_COMPLETE' && each.status !== 'DELETE_SKIPPED');
}
