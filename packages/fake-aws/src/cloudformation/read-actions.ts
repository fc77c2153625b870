import { members } from '../xml.ts';
import { type Action, findStack } from './action.ts';
import { exportsOf, importersOf } from './exports.ts';
import { stackMissing, validationError } from './failures.ts';
import { formTexts, page, requiredText } from './form.ts';
import { eventXml, resourceSummary, resourceXml, stackSummary, stackXml } from './stack-xml.ts';

export const describeStacks: Action = {
  mutating: false,
  run(call) {
    const { form, caller, world } = call;
    const name = form.get('StackName');
    const found = name === null ? world.stacks.list(caller.account, caller.region) : [findStack(call, name)];
    const { items, next } = page(found, form);
    return { Stacks: members(items.map(stackXml)), NextToken: next };
  },
};

export const listStacks: Action = {
  mutating: false,
  run({ form, caller, world }) {
    const wanted = formTexts(form, 'StackStatusFilter') ?? [];
    const found = world.stacks
      .history(caller.account, caller.region)
      .filter((stack) => wanted.length === 0 || wanted.includes(stack.status));
    const { items, next } = page(found, form);
    return { StackSummaries: members(items.map(stackSummary)), NextToken: next };
  },
};

export const describeStackEvents: Action = {
  mutating: false,
  run(call) {
    const { form, world } = call;
    const name = requiredText(form, 'StackName');
    const { account, region } = call.caller;
    const stack = world.stacks.find(account, region, name);
    // Its text is another than DescribeStacks'.
    if (stack === undefined) throw validationError(`Stack [${name}] does not exist`);
    const { items, next } = page([...world.stacks.events(stack.id)].reverse(), form);
    return { StackEvents: members(items.map((event) => eventXml(stack, event))), NextToken: next };
  },
};

export const listStackResources: Action = {
  mutating: false,
  run(call) {
    const stack = findStack(call, requiredText(call.form, 'StackName'));
    const { items, next } = page(stack.resources, call.form);
    return { StackResourceSummaries: members(items.map(resourceSummary)), NextToken: next };
  },
};

/** "You must specify either StackName or PhysicalResourceId, but not both." At most 100 resources, never paged. */
export const describeStackResources: Action = {
  mutating: false,
  run(call) {
    const { form, caller, world } = call;
    const physicalId = form.get('PhysicalResourceId');
    const logicalId = form.get('LogicalResourceId');
    const name = form.get('StackName');
    if ((name === null) === (physicalId === null)) {
      throw validationError('Either StackName or PhysicalResourceId must be specified, but not both.');
    }
    const owner =
      physicalId === null
        ? undefined
        : world.stacks
            .list(caller.account, caller.region)
            .find((stack) => stack.resources.some((each) => each.physicalId === physicalId));
    if (physicalId !== null && owner === undefined) {
      throw validationError(`Stack for ${physicalId} does not exist`);
    }
    const stack = owner ?? findStack(call, name ?? '');
    const found = stack.resources.filter((each) => logicalId === null || each.logicalId === logicalId);
    return { StackResources: members(found.slice(0, 100).map((resource) => resourceXml(stack, resource))) };
  },
};

export const describeStackResource: Action = {
  mutating: false,
  run(call) {
    const name = requiredText(call.form, 'StackName');
    const logicalId = requiredText(call.form, 'LogicalResourceId');
    const { account, region } = call.caller;
    const stack = call.world.stacks.find(account, region, name);
    if (stack === undefined) throw stackMissing(name);
    const resource = stack.resources.find((each) => each.logicalId === logicalId);
    if (resource === undefined) {
      throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
    }
    return { StackResourceDetail: { StackId: stack.id, StackName: stack.name, ...resourceSummary(resource) } };
  },
};

export const listExports: Action = {
  mutating: false,
  run({ form, caller, world }) {
    const { items, next } = page(exportsOf(world, caller), form);
    const rows = items.map(({ name, value, stack }) => ({ ExportingStackId: stack.id, Name: name, Value: value }));
    return { Exports: members(rows), NextToken: next };
  },
};

export const listImports: Action = {
  mutating: false,
  run({ form, caller, world }) {
    const name = requiredText(form, 'ExportName');
    const stacks = importersOf(world, caller, name);
    if (stacks.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
    const { items, next } = page(stacks, form);
    return { Imports: members(items.map((stack) => stack.name)), NextToken: next };
  },
};
