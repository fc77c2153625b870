import { ApiError } from '../api-error.ts';
import type { Caller } from '../identity.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { type QueryService, queryReply } from '../query-protocol.ts';
import { members, type XmlNode } from '../xml.ts';
import type { Stack, StackStore } from './stack.ts';

export const CLOUDFORMATION: QueryService = { namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' };

/** ListStackResources answers up to 100 resources a page, DescribeStacks up to 1 MB of stacks; 100 stands for both. */
const PAGE = 100;

type Run = (form: URLSearchParams, caller: Caller, stacks: StackStore) => XmlNode;

const ACTIONS: Readonly<Record<string, Run>> = {
  DescribeStacks: describeStacks,
  ListStackResources: listStackResources,
};

export function cloudFormationOperation(form: URLSearchParams): Operation | undefined {
  const action = form.get('Action') ?? '';
  const run = ACTIONS[action];
  if (run === undefined) return undefined;
  const stackName = form.get('StackName');
  return {
    service: 'cloudformation',
    name: action,
    mutating: false,
    ...(stackName === null ? {} : { resource: stackName }),
    run: ({ caller, world, requestId }: OperationCall) =>
      queryReply(CLOUDFORMATION, action, run(form, caller, world.stacks), requestId),
  };
}

function describeStacks(form: URLSearchParams, caller: Caller, stacks: StackStore): XmlNode {
  const name = form.get('StackName');
  const found = name === null ? stacks.list(caller.account, caller.region) : [findStack(name, caller, stacks)];
  const { items, next } = page(found, form);
  return { Stacks: members(items.map(stackXml)), NextToken: next };
}

function listStackResources(form: URLSearchParams, caller: Caller, stacks: StackStore): XmlNode {
  const stack = findStack(form.get('StackName') ?? '', caller, stacks);
  const { items, next } = page(stack.resources, form);
  const summaries = items.map((resource) => ({
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    LastUpdatedTimestamp: timestamp(resource.lastUpdated),
    ResourceStatus: resource.status,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  }));
  return { StackResourceSummaries: members(summaries), NextToken: next };
}

/** A missing stack is a ValidationError, not a "not found" (DescribeStacks and ListStackResources). */
function findStack(nameOrId: string, caller: Caller, stacks: StackStore): Stack {
  const stack = stacks.find(caller.account, caller.region, nameOrId);
  if (stack !== undefined) return stack;
  throw new ApiError(400, 'ValidationError', `Stack with id ${nameOrId} does not exist`);
}

function stackXml(stack: Stack): XmlNode {
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: stack.description,
    Parameters: members(
      Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    ),
    CreationTime: timestamp(stack.created),
    LastUpdatedTime: stack.lastUpdated === undefined ? undefined : timestamp(stack.lastUpdated),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    DisableRollback: false,
    NotificationARNs: {},
    Outputs: members(Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }))),
    Tags: members(Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value }))),
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function page<T>(
  items: readonly T[],
  form: URLSearchParams,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const token = form.get('NextToken');
  const start = token === null ? 0 : Number(/^from-(\d+)$/.exec(token)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new ApiError(400, 'ValidationError', 'The specified NextToken is not valid.');
  const end = start + PAGE;
  return { items: items.slice(start, end), next: end < items.length ? `from-${end}` : undefined };
}

function timestamp(time: number): string {
  return new Date(time).toISOString();
}
