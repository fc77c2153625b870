import { ApiError } from '../api-error.ts';
import type { World } from '../world.ts';
import { type Action, type Call, findStack } from './action.ts';
import { changesOf } from './changes.ts';
import { beginCreate, beginDelete, beginUpdate, isBusy } from './engine/begin.ts';
import { changeStack } from './engine/record.ts';
import { importersOf, ownExports } from './exports.ts';
import { validationError } from './failures.ts';
import { formChoice, formFlag, formTexts } from './form.ts';
import { prepareTarget } from './prepare-target.ts';
import { sameOutside } from './same-outside.ts';
import type { Stack } from './stack.ts';
import { checkStackName, failingOf, newIdentity, stackNameOf, startOf, targetRequest } from './start-request.ts';
import type { Target } from './target.ts';
import { insufficientCapabilities, missingCapabilities } from './template/capabilities.ts';
import { parseTemplate } from './template/parse-template.ts';
import { transformsOf } from './template/template.ts';

export const createStack: Action = {
  mutating: true,
  run(call) {
    const { form, world, caller } = call;
    const name = stackNameOf(form);
    checkStackName(name);
    const known = world.stacks.find(caller.account, caller.region, name);
    if (known !== undefined) throw new ApiError(400, 'AlreadyExistsException', `Stack [${name}] already exists`);
    const failure = formChoice(form, 'OnFailure', ['DO_NOTHING', 'ROLLBACK', 'DELETE']);
    if (failure !== undefined && form.has('DisableRollback')) {
      throw validationError('Either DisableRollback or OnFailure can be specified, not both.');
    }
    const identity = newIdentity(call, name);
    const target = prepareTarget(world, identity, targetRequest(call, undefined));
    checkCapabilities(target);
    const operation = beginCreate(world, identity, target, startOf(call, failingOf(form), failure, target.roleArn));
    if (formFlag(form, 'EnableTerminationProtection') === true) {
      changeStack(world, identity.id, { terminationProtection: true });
    }
    return { StackId: identity.id, OperationId: operation.id };
  },
};

export const updateStack: Action = {
  mutating: true,
  run(call) {
    const { form, world } = call;
    const before = findStack(call, stackNameOf(form));
    checkUpdatable(before);
    const target = prepareTarget(world, before, targetRequest(call, before));
    checkCapabilities(target);
    if (!differs(world, before, target)) throw validationError('No updates are to be performed.');
    const operation = beginUpdate(world, before, target, startOf(call, failingOf(form), undefined, target.roleArn));
    return { StackId: before.id, OperationId: operation.id };
  },
};

/** Deleting what does not exist succeeds (DeleteStack). */
export const deleteStack: Action = {
  mutating: true,
  run(call) {
    const { form, world, caller } = call;
    const stack = world.stacks.find(caller.account, caller.region, stackNameOf(form));
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') return {};
    if (stack.terminationProtection === true) {
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    }
    checkDeletable(world, stack);
    const retain = formTexts(form, 'RetainResources') ?? [];
    if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
      throw validationError(
        `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
      );
    }
    if (stack.status === 'DELETE_IN_PROGRESS') return {};
    const roleArn = form.get('RoleARN') ?? stack.roleArn;
    beginDelete(world, stack, retain, startOf(call, failingOf(form), undefined, roleArn));
    return {};
  },
};

export const updateTerminationProtection: Action = {
  mutating: true,
  run(call) {
    const stack = findStack(call, stackNameOf(call.form));
    const enabled = formFlag(call.form, 'EnableTerminationProtection') === true;
    changeStack(call.world, stack.id, { terminationProtection: enabled });
    return { StackId: stack.id };
  },
};

/** CAPABILITY_AUTO_EXPAND is for stacks made directly: a change set is itself the chance to look at what macros made. */
function checkCapabilities(target: Target): void {
  const missing = missingCapabilities(target.template, target.capabilities);
  if (missing !== undefined) throw insufficientCapabilities(missing);
  const transforms = transformsOf(parseTemplate(target.body));
  if (transforms.length > 0 && !target.capabilities.includes('CAPABILITY_AUTO_EXPAND')) {
    throw insufficientCapabilities('Requires capabilities : [CAPABILITY_AUTO_EXPAND]');
  }
}

/** States in which a stack may be updated ("Stack status codes"); a failed one only goes on where rollback was off. */
export function checkUpdatable(stack: Stack): void {
  const fit = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'UPDATE_FAILED'];
  const retriable = stack.status === 'CREATE_FAILED' && stack.disableRollback === true;
  if (fit.includes(stack.status) || retriable) return;
  throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

/** Whether carrying out the target would change anything that CloudFormation counts. */
export function differs(world: World, before: Stack, target: Target): boolean {
  return changesOf(world, before, target).length > 0 || !sameOutside(before, target);
}

function checkDeletable(world: World, stack: Stack): void {
  if (stack.status !== 'DELETE_IN_PROGRESS' && stack.status !== 'REVIEW_IN_PROGRESS' && isBusy(world, stack.id)) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  }
  if (stack.parentId !== undefined) return;
  for (const { name } of ownExports(stack)) {
    const [user] = importersOf(world, stack, name).filter((each) => each.id !== stack.id);
    if (user !== undefined) {
      throw validationError(`Export ${name} cannot be deleted as it is in use by ${user.name}`);
    }
  }
}

/** The stack that an action is about, for who needs no more. */
export function stackOfCall(call: Call): Stack {
  return findStack(call, stackNameOf(call.form));
}
