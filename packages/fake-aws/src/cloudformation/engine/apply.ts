import { ApiError } from '../../api-error.ts';
import { isJsonObject, type JsonObject, member, sameJson, scalarText } from '../../json.ts';
import type { World } from '../../world.ts';
import {
  type ExistingResource,
  type MadeResource,
  ResourceFailure,
  type ResourceHandler,
  type ResourceRequest,
} from '../resources/handler.ts';
import { handlerOf } from '../resources/registry.ts';
import type { DeployedResource, Stack, StackResource } from '../stack.ts';
import type { Target } from '../target.ts';
import { resolveDynamicReferences } from '../template/dynamic-references.ts';
import { evaluate, evaluateObject } from '../template/evaluate.ts';
import { dependenciesOf } from '../template/order.ts';
import type { Scope } from '../template/scope.ts';
import type { ResourceDeclaration } from '../template/template.ts';
import { liveScope } from './live-scope.ts';
import { nestedStacks } from './nested-stacks.ts';
import type { StackOperation, Task } from './operation.ts';
import { putResource, stackOf, tell, tellResource } from './record.ts';
import { durationOf } from './timing.ts';

/** Properties that differ, by name. */
export function changedProperties(before: JsonObject, after: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameJson(member(before, name), member(after, name)));
}

/** Stack tags and those that CloudFormation itself puts on every resource that takes tags. */
export function resourceTags(
  stack: Pick<Stack, 'name' | 'id'>,
  tags: Readonly<Record<string, string>>,
  logicalId: string,
): Readonly<Record<string, string>> {
  return {
    ...tags,
    'aws:cloudformation:stack-name': stack.name,
    'aws:cloudformation:stack-id': stack.id,
    'aws:cloudformation:logical-id': logicalId,
  };
}

/** Makes or changes the task's resource so that it is what the target wants; one that is so already is left alone. */
export function startApplying(world: World, operation: StackOperation, task: Task, target: Target, time: number): void {
  const stack = stackOf(world, operation.stackId);
  const declaration = target.template.resources.get(task.logicalId);
  if (declaration === undefined) throw new Error(`The target has no resource ${task.logicalId}.`);
  const scope = liveScope(world, stack, target);
  const existing = stack.resources.find((each) => each.logicalId === task.logicalId && each.physicalId !== '');
  const wanted = wantedResource(declaration, scope, stack, target, task.logicalId);
  if (existing === undefined) create(world, operation, task, wanted, time);
  else change(world, operation, task, existing, wanted, time);
}

interface Wanted {
  readonly type: string;
  readonly properties: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
}

function wantedResource(
  declaration: ResourceDeclaration,
  scope: Scope,
  stack: Stack,
  target: Target,
  logicalId: string,
): Wanted {
  return {
    type: declaration.type,
    properties: evaluateObject(declaration.properties, scope),
    tags: resourceTags(stack, target.tags, logicalId),
    dependsOn: dependenciesOf(target.template, scope.condition).get(logicalId) ?? [],
    deletionPolicy: policyOf(declaration.deletionPolicy, scope),
    updateReplacePolicy: policyOf(declaration.updateReplacePolicy, scope),
  };
}

/** "Delete" unless the template says otherwise (Template Reference, "DeletionPolicy attribute"). */
export function policyOf(given: ResourceDeclaration['deletionPolicy'], scope: Scope): string {
  if (given === undefined) return 'Delete';
  return scalarText(evaluate(given, scope)) ?? 'Delete';
}

function create(world: World, operation: StackOperation, task: Task, wanted: Wanted, time: number): void {
  const blank: StackResource = {
    logicalId: task.logicalId,
    type: wanted.type,
    physicalId: '',
    status: 'CREATE_IN_PROGRESS',
    lastUpdated: time,
  };
  const begun = tellResource(world, operation, time, blank, 'CREATE_IN_PROGRESS');
  const handler = handlerOf(wanted.type);
  const made = handler.create(requestOf(world, operation, task, wanted, time));
  const resource: StackResource = { ...begun, physicalId: made.physicalId, deployed: deployedOf(wanted, made) };
  const started = tellResource(world, operation, time, resource, 'CREATE_IN_PROGRESS', 'Resource creation Initiated');
  settleLater(world, operation, task, made, time, started, 'CREATE_COMPLETE');
}

function change(
  world: World,
  operation: StackOperation,
  task: Task,
  existing: StackResource,
  wanted: Wanted,
  time: number,
): void {
  if (existing.type !== wanted.type) throw new ResourceFailure('Update of resource type is not permitted.');
  const handler = handlerOf(wanted.type);
  const before = existing.deployed?.properties ?? {};
  const changed = changedProperties(before, wanted.properties);
  const tagsChanged = handler.tagged && !sameJson(existing.deployed?.tags, wanted.tags);
  const failed = existing.status.endsWith('_FAILED');
  if (changed.length === 0 && !tagsChanged && !failed && existing.deployed !== undefined) {
    const { dependsOn, deletionPolicy } = wanted;
    putResource(world, operation.stackId, {
      ...existing,
      deployed: { ...existing.deployed, dependsOn, deletionPolicy },
    });
    task.state = 'done';
    return;
  }
  if (existing.deployed !== undefined && needsReplacement(handler, changed)) {
    replace(world, operation, task, existing, wanted, time);
    return;
  }
  const begun = tellResource(world, operation, time, existing, 'UPDATE_IN_PROGRESS');
  const made = handler.update(requestOf(world, operation, task, wanted, time), existingOf(world, existing));
  const resource: StackResource = { ...begun, physicalId: made.physicalId, deployed: deployedOf(wanted, made) };
  putResource(world, operation.stackId, resource);
  settleLater(world, operation, task, made, time, resource, 'UPDATE_COMPLETE');
}

export function needsReplacement(handler: ResourceHandler, changed: readonly string[]): boolean {
  return changed.some((name) => handler.replacedBy === 'all' || handler.replacedBy.includes(name));
}

function replace(
  world: World,
  operation: StackOperation,
  task: Task,
  existing: StackResource,
  wanted: Wanted,
  time: number,
): void {
  const handler = handlerOf(wanted.type);
  const { nameProperty } = handler;
  // What the service answers where rollback is disabled, which EXPRESS mode does by itself.
  if (operation.onFailure === 'DO_NOTHING') {
    throw new ResourceFailure('Replacement type updates not supported on stack with disable-rollback.');
  }
  const name = nameProperty === undefined ? undefined : member(wanted.properties, nameProperty);
  if (
    nameProperty !== undefined &&
    name !== undefined &&
    sameJson(name, member(existing.deployed?.properties ?? {}, nameProperty))
  ) {
    throw new ResourceFailure(
      `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${scalarText(name) ?? ''} and update the stack again.`,
    );
  }
  const reason = 'Requested update requires the creation of a new physical resource; hence creating one.';
  tellResource(world, operation, time, existing, 'UPDATE_IN_PROGRESS', reason);
  const made = handler.create(requestOf(world, operation, task, wanted, time));
  const resource: StackResource = {
    ...existing,
    lastUpdated: time,
    physicalId: made.physicalId,
    deployed: deployedOf(wanted, made),
  };
  const policy = wanted.updateReplacePolicy;
  operation.obsolete.push(
    existing.deployed === undefined
      ? existing
      : { ...existing, deployed: { ...existing.deployed, deletionPolicy: policy } },
  );
  const started = tellResource(world, operation, time, resource, 'UPDATE_IN_PROGRESS', 'Resource creation Initiated');
  settleLater(world, operation, task, made, time, started, 'UPDATE_COMPLETE');
}

/** Brings a resource that the operation changed back to what it was. */
export function startRestoring(world: World, operation: StackOperation, task: Task, time: number): void {
  const old = task.resource;
  const now = stackOf(world, operation.stackId).resources.find((each) => each.logicalId === task.logicalId);
  if (old === undefined) throw new Error(`There is nothing to restore ${task.logicalId} to.`);
  const begun = tellResource(world, operation, time, old, 'UPDATE_IN_PROGRESS');
  const replaced = now !== undefined && now.physicalId !== '' && now.physicalId !== old.physicalId;
  if (replaced) operation.obsolete.push(now);
  const deployed = old.deployed;
  if (deployed === undefined || replaced) {
    settleLater(world, operation, task, { physicalId: old.physicalId }, time, begun, 'UPDATE_COMPLETE');
    return;
  }
  const wanted: Wanted = { ...deployed, type: old.type, updateReplacePolicy: 'Delete' };
  const made = handlerOf(old.type).update(
    requestOf(world, operation, task, wanted, time),
    existingOf(world, now ?? old),
  );
  settleLater(world, operation, task, made, time, begun, 'UPDATE_COMPLETE');
}

/** Deletes the task's resource, unless its policy keeps it. */
export function startRemoving(world: World, operation: StackOperation, task: Task, time: number): void {
  const { resource } = task;
  if (resource === undefined) throw new Error(`There is no resource ${task.logicalId} to remove.`);
  const retain = resource.deployed?.deletionPolicy;
  // RetainExceptOnCreate: "…deletes the resource if it was created in the operation that is rolled back".
  if (retain === 'Retain' || (retain === 'RetainExceptOnCreate' && operation.phase !== 'rollback')) {
    tell(world, operation, time, resource, 'DELETE_SKIPPED');
    task.state = 'done';
    return;
  }
  const gone = operation.phase === 'cleanup';
  const about = { ...resource, status: 'DELETE_IN_PROGRESS', lastUpdated: time };
  if (gone) tell(world, operation, time, about, 'DELETE_IN_PROGRESS');
  else tellResource(world, operation, time, resource, 'DELETE_IN_PROGRESS');
  if (resource.physicalId !== '') {
    const wanted: Wanted = {
      properties: {},
      tags: {},
      dependsOn: [],
      deletionPolicy: 'Delete',
      ...resource.deployed,
      type: resource.type,
      updateReplacePolicy: 'Delete',
    };
    const request = requestOf(world, operation, task, wanted, time);
    const { nestedStack } = handlerOf(resource.type).delete(request, existingOf(world, resource));
    if (nestedStack !== undefined) task.nestedStack = nestedStack;
  }
  task.state = 'running';
  task.endStatus = 'DELETE_COMPLETE';
  task.endsAt = time + durationOf(world, operation);
}

function settleLater(
  world: World,
  operation: StackOperation,
  task: Task,
  made: MadeResource,
  time: number,
  resource: StackResource,
  endStatus: string,
): void {
  const settled = operation.express ? time : (made.settlesAt ?? time);
  task.state = 'running';
  task.result = resource;
  task.endStatus = endStatus;
  task.endsAt = Math.max(time + durationOf(world, operation), settled);
  if (made.nestedStack !== undefined) task.nestedStack = made.nestedStack;
}

function deployedOf(wanted: Wanted, made: MadeResource): DeployedResource {
  const { properties, tags, dependsOn, deletionPolicy } = wanted;
  return {
    properties,
    tags,
    dependsOn,
    deletionPolicy,
    ref: made.ref ?? made.physicalId,
    attributes: made.attributes ?? {},
  };
}

function existingOf(world: World, resource: StackResource): ExistingResource {
  const { deployed, physicalId } = resource;
  const [, , , region = '', account = ''] = (deployed?.tags['aws:cloudformation:stack-id'] ?? '').split(':');
  const before = deployed?.properties ?? {};
  // What is being taken away may refer to what is gone by now.
  const properties = softly(() => resolveDynamicReferences(before, world, { account, region })) ?? before;
  return { physicalId, properties, attributes: deployed?.attributes ?? {}, tags: deployed?.tags ?? {} };
}

function softly<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function requestOf(world: World, operation: StackOperation, task: Task, wanted: Wanted, time: number): ResourceRequest {
  const stack = stackOf(world, operation.stackId);
  const resolved =
    task.action === 'remove' ? wanted.properties : resolveDynamicReferences(wanted.properties, world, stack);
  return {
    world,
    caller: operation.caller,
    stack,
    logicalId: task.logicalId,
    type: wanted.type,
    properties: isJsonObject(resolved) ? resolved : {},
    tags: wanted.tags,
    express: operation.express,
    time,
    nested: nestedStacks(operation),
  };
}
