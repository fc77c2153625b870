import { ApiError } from '../api-error.ts';
import type { World } from '../world.ts';
import { type Action, type Call, findStack } from './action.ts';
import type { ChangeSet } from './change-set.ts';
import { changeSetSummary, changeSetXml, statusesOf } from './change-set-xml.ts';
import { changesOf } from './changes.ts';
import { beginCreate, beginUpdate, blankStack, isBusy } from './engine/begin.ts';
import { validationError } from './failures.ts';
import { formChoice, formFlag, page, requiredText } from './form.ts';
import { withNestedChangeSets } from './nested-change-sets.ts';
import { prepareTarget } from './prepare-target.ts';
import { sameOutside } from './same-outside.ts';
import type { Stack } from './stack.ts';
import { checkUpdatable } from './stack-actions.ts';
import {
  actingCaller,
  checkStackName,
  failingOf,
  newIdentity,
  onFailure,
  stackNameOf,
  targetRequest,
} from './start-request.ts';
import type { StackIdentity, Target } from './target.ts';
import { insufficientCapabilities, missingCapabilities } from './template/capabilities.ts';
import { parseTemplate } from './template/parse-template.ts';
import { transformsOf } from './template/template.ts';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export const createChangeSet: Action = {
  mutating: true,
  run(call) {
    const { form, world } = call;
    const name = requiredText(form, 'ChangeSetName');
    if (!/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
      throw validationError(
        `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
      );
    }
    const type = formChoice(form, 'ChangeSetType', ['CREATE', 'UPDATE', 'IMPORT']) ?? 'UPDATE';
    if (type === 'IMPORT') throw validationError('The stand-in for AWS does not import resources.');
    const repeated = madeBefore(call, name);
    if (repeated !== undefined) return { Id: repeated.id, StackId: repeated.stackId };
    const { stack, identity } = stackFor(call, type, name);
    const request = targetRequest(call, type === 'CREATE' ? undefined : stack);
    const blank = blankStack(identity, world.clock(), 'REVIEW_IN_PROGRESS');
    const outcome = attempt(world, identity, stack ?? blank, request);
    if (stack === undefined) review(world, identity);
    const id = `arn:aws:cloudformation:${identity.region}:${identity.account}:changeSet/${name}/${world.newId()}`;
    const description = form.get('Description');
    const token = form.get('ClientToken');
    const chosen = formChoice(form, 'OnStackFailure', ['DO_NOTHING', 'ROLLBACK', 'DELETE']);
    const failing = failingOf(form);
    const changeSet: ChangeSet = {
      id,
      name,
      stackId: identity.id,
      stackName: identity.name,
      type,
      created: world.clock(),
      readyAt: world.clock() + world.settings.resourceTime,
      executionStatus: 'AVAILABLE',
      ...outcome,
      capabilities: request.capabilities,
      mode: failing.mode,
      ...(failing.disableRollback === undefined ? {} : { disableRollback: failing.disableRollback }),
      includeNestedStacks: formFlag(form, 'IncludeNestedStacks') === true,
      ...(token === null ? {} : { clientToken: token }),
      ...(description === null ? {} : { description }),
      ...(chosen === undefined ? {} : { onStackFailure: chosen }),
    };
    world.stacks.changeSets.set(id, withNestedChangeSets(world, changeSet, stack ?? blank));
    return { Id: id, StackId: identity.id };
  },
};

/** "Specify this token if you plan to retry requests so that CloudFormation knows that you're not attempting to create another". */
function madeBefore({ form, world, caller }: Call, name: string): ChangeSet | undefined {
  const token = form.get('ClientToken');
  const known = world.stacks.find(caller.account, caller.region, stackNameOf(form));
  return token === null || known === undefined
    ? undefined
    : [...world.stacks.changeSets.values()].find(
        (each) => each.stackId === known.id && each.name === name && each.clientToken === token,
      );
}

/** A CREATE is for a stack that is not there, or only under review; an UPDATE for one that is. */
function stackFor(
  call: Call,
  type: 'CREATE' | 'UPDATE',
  name: string,
): { stack: Stack | undefined; identity: StackIdentity } {
  const { form, world, caller } = call;
  const given = stackNameOf(form);
  const known = world.stacks.find(caller.account, caller.region, given);
  if (type === 'CREATE') {
    if (known === undefined) checkStackName(given);
    else if (known.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(
        `Stack [${known.name}] already exists and cannot be created again with the changeSet [${name}].`,
      );
    }
  } else if (known === undefined || known.status === 'DELETE_COMPLETE') {
    throw validationError(`Stack [${given}] does not exist`);
  } else checkUpdatable(known);
  if (known === undefined) return { stack: undefined, identity: newIdentity(call, given) };
  const taken = [...world.stacks.changeSets.values()].some((each) => each.stackId === known.id && each.name === name);
  if (taken) throw new ApiError(400, 'AlreadyExistsException', `ChangeSet [${name}] already exists`);
  return { stack: known, identity: known };
}

type Outcome = Pick<ChangeSet, 'failure' | 'target' | 'changes'>;

/**
 * What is wrong with the template itself is answered at once. A template with transforms is read while the change set
 * is being made, so there everything that goes wrong is the change set's own failure.
 */
function attempt(
  world: World,
  identity: StackIdentity,
  stack: Stack,
  request: Parameters<typeof prepareTarget>[2],
): Outcome {
  const later = transformsOf(parseTemplate(request.body)).length > 0;
  const failed = (error: unknown): Outcome => {
    if (error instanceof ApiError) return { failure: error.message, changes: [] };
    throw error;
  };
  let target: Target;
  try {
    target = prepareTarget(world, identity, request);
    const missing = missingCapabilities(target.template, request.capabilities);
    if (missing !== undefined) throw insufficientCapabilities(missing);
  } catch (error) {
    if (later) return failed(error);
    throw error;
  }
  try {
    const changes = changesOf(world, stack, target);
    const same = changes.length === 0 && stack.status !== 'REVIEW_IN_PROGRESS' && sameOutside(stack, target);
    return same ? { failure: NO_CHANGES, changes } : { target, changes };
  } catch (error) {
    return failed(error);
  }
}

/** A stack that has a change set and nothing else is under review. */
function review(world: World, identity: StackIdentity): void {
  const time = world.clock();
  world.stacks.put({ ...blankStack(identity, time, 'REVIEW_IN_PROGRESS'), statusReason: 'User Initiated' });
  world.stacks.events(identity.id).push({
    id: world.newId(),
    time,
    logicalId: identity.name,
    physicalId: identity.id,
    type: 'AWS::CloudFormation::Stack',
    status: 'REVIEW_IN_PROGRESS',
    reason: 'User Initiated',
  });
}

export const describeChangeSet: Action = {
  mutating: false,
  run(call) {
    const changeSet = findChangeSet(call);
    const { items, next } = page(changeSet.changes, call.form);
    const withValues = formFlag(call.form, 'IncludePropertyValues') === true;
    return { ...changeSetXml(changeSet, items, withValues, call.world.clock()), NextToken: next };
  },
};

export const executeChangeSet: Action = {
  mutating: true,
  run(call) {
    const { form, world, caller } = call;
    const changeSet = findChangeSet(call);
    if (changeSet.parentId !== undefined) {
      throw validationError('A nested change set is executed with its root change set, not by itself.');
    }
    const token = form.get('ClientRequestToken');
    const operation = world.stacks.operations.get(changeSet.stackId);
    // A repeated request: what it asks for has begun already.
    if (token !== null && operation?.changeSetId === changeSet.id && operation.token === token) return {};
    const { status, executionStatus } = statusesOf(changeSet, world.clock());
    if (status !== 'CREATE_COMPLETE') throw invalidStatus(changeSet, `status of [${status}]`);
    if (executionStatus !== 'AVAILABLE') throw invalidStatus(changeSet, `execution status of [${executionStatus}]`);
    const stack = findStack(call, changeSet.stackId);
    const { target } = changeSet;
    if (target === undefined) throw invalidStatus(changeSet, `status of [${status}]`);
    if (changeSet.type === 'UPDATE') checkUpdatable(stack);
    const asked = formFlag(form, 'DisableRollback');
    if (asked !== undefined && changeSet.onStackFailure !== undefined) {
      throw validationError('DisableRollback cannot be specified when the change set has OnStackFailure.');
    }
    const start = {
      caller: actingCaller(caller, target.roleArn),
      onFailure: onFailure(asked ?? changeSet.disableRollback, changeSet.onStackFailure),
      mode: changeSet.mode,
      time: world.clock(),
      changeSetId: changeSet.id,
      ...(token === null ? {} : { token }),
    };
    if (changeSet.type === 'CREATE') beginCreate(world, stack, target, start);
    else beginUpdate(world, stack, target, start);
    for (const each of world.stacks.changeSets.values()) {
      if (each.stackId !== stack.id) continue;
      const own = each.id === changeSet.id;
      if (!own && each.executionStatus !== 'AVAILABLE') continue;
      world.stacks.changeSets.set(each.id, { ...each, executionStatus: own ? 'EXECUTE_IN_PROGRESS' : 'OBSOLETE' });
    }
    return {};
  },
};

export const deleteChangeSet: Action = {
  mutating: true,
  run(call) {
    const changeSet = lookUp(call);
    if (changeSet === undefined) return {};
    if (changeSet.executionStatus === 'EXECUTE_IN_PROGRESS' && isBusy(call.world, changeSet.stackId)) {
      throw new ApiError(
        400,
        'InvalidChangeSetStatus',
        `ChangeSet [${changeSet.id}] cannot be deleted in its current execution status of [EXECUTE_IN_PROGRESS]`,
      );
    }
    for (const each of call.world.stacks.changeSets.values()) {
      if (each.id === changeSet.id || each.rootId === changeSet.id) call.world.stacks.changeSets.delete(each.id);
    }
    return {};
  },
};

export const listChangeSets: Action = {
  mutating: false,
  run(call) {
    const stack = findStack(call, stackNameOf(call.form));
    const own = [...call.world.stacks.changeSets.values()].filter((each) => each.stackId === stack.id).reverse();
    const { items, next } = page(own, call.form);
    const rows = items.map((each) => changeSetSummary(each, call.world.clock()));
    return { Summaries: { member: rows }, NextToken: next };
  },
};

function invalidStatus(changeSet: ChangeSet, current: string): ApiError {
  return new ApiError(
    400,
    'InvalidChangeSetStatus',
    `ChangeSet [${changeSet.id}] cannot be executed in its current ${current}`,
  );
}

/** By ARN, or by name within a stack. */
function lookUp(call: Call): ChangeSet | undefined {
  const { form, world } = call;
  const given = requiredText(form, 'ChangeSetName');
  if (given.startsWith('arn:')) return world.stacks.changeSets.get(given);
  const stackName = form.get('StackName');
  if (stackName === null) {
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  }
  const stack = findStack(call, stackName);
  return [...world.stacks.changeSets.values()].find((each) => each.stackId === stack.id && each.name === given);
}

export function findChangeSet(call: Call): ChangeSet {
  const found = lookUp(call);
  if (found !== undefined) return found;
  throw new ApiError(404, 'ChangeSetNotFound', `ChangeSet [${call.form.get('ChangeSetName') ?? ''}] does not exist`);
}
