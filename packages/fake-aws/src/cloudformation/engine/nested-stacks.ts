import { isJsonObject, type JsonObject, member, scalarText, textMember } from '../../json.ts';
import type { World } from '../../world.ts';
import { prepareTarget } from '../prepare-target.ts';
import { type NestedStacks, ResourceFailure, type ResourceRequest } from '../resources/handler.ts';
import type { StackResource } from '../stack.ts';
import type { StackIdentity, Target } from '../target.ts';
import type { GivenParameter } from '../template/parameters.ts';
import { storedTemplate } from '../template-source.ts';
import { beginCreate, beginDelete, beginUpdate, type Start } from './begin.ts';
import type { StackOperation } from './operation.ts';
import { stackOf } from './record.ts';

/** The engine's side of AWS::CloudFormation::Stack: a stack of its own, whose end is the resource's end. */
export function nestedStacks(parent: StackOperation): NestedStacks {
  return {
    create(request) {
      const { world, stack } = request;
      const name = nestedName(request);
      const id = `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${name}/${world.newId()}`;
      const identity = { account: stack.account, region: stack.region, id, name };
      beginCreate(world, identity, nestedTarget(request, identity, parent), startOf(parent, request));
      return id;
    },
    update(request, stackId) {
      const before = stackOf(request.world, stackId);
      beginUpdate(
        request.world,
        before,
        nestedTarget(request, before, parent, before.parameters),
        startOf(parent, request),
      );
      return stackId;
    },
    remove(request, stackId) {
      const stack = request.world.stacks.get(stackId);
      if (stack === undefined || stack.status === 'DELETE_COMPLETE') return undefined;
      beginDelete(request.world, stack, [], startOf(parent, request));
      return stackId;
    },
  };
}

function startOf(parent: StackOperation, request: ResourceRequest): Start {
  const parentStack = stackOf(request.world, parent.stackId);
  return {
    caller: parent.caller,
    onFailure: parent.onFailure,
    mode: parent.express ? 'EXPRESS' : 'STANDARD',
    time: request.time,
    parent: { id: parentStack.id, rootId: parentStack.rootId ?? parentStack.id },
    ...(parent.token === undefined ? {} : { token: parent.token }),
  };
}

/** `<stack>-<logicalId>-<12 characters>`; a stack's name has at most 128. */
function nestedName({ world, stack, logicalId }: ResourceRequest): string {
  const end = world.newId().replaceAll('-', '').slice(0, 12).toUpperCase();
  return `${`${stack.name}-${logicalId}`.slice(0, 115)}-${end}`;
}

function nestedTarget(
  request: ResourceRequest,
  identity: StackIdentity,
  parent: StackOperation,
  previous?: Readonly<Record<string, string>>,
): Target {
  const { properties, world } = request;
  const url = textMember(properties, 'TemplateURL');
  if (url === undefined) throw new ResourceFailure('Property TemplateURL cannot be empty.');
  const parentTarget = parent.target;
  return prepareTarget(world, identity, {
    body: storedTemplate(url, identity, world),
    given: givenParameters(member(properties, 'Parameters')),
    ...(previous === undefined ? {} : { previous }),
    tags: { ...userTags(request.tags), ...ownTags(properties) },
    capabilities: parentTarget?.capabilities ?? [],
    notificationArns: [],
    ...(parentTarget?.roleArn === undefined ? {} : { roleArn: parentTarget.roleArn }),
  });
}

export function givenParameters(given: JsonObject[string] | undefined): readonly GivenParameter[] {
  if (!isJsonObject(given)) return [];
  return Object.entries(given).map(([key, value]) => {
    const text = Array.isArray(value)
      ? value.map((item) => scalarText(item) ?? '').join(',')
      : (scalarText(value) ?? '');
    return { key, value: text };
  });
}

/** "All stack-level tags, including automatically created tags, are propagated"; the nested stack adds its own three. */
function userTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:')));
}

function ownTags(properties: JsonObject): Readonly<Record<string, string>> {
  const tags = member(properties, 'Tags');
  const list = Array.isArray(tags) ? tags.filter(isJsonObject) : [];
  return Object.fromEntries(list.map((tag) => [textMember(tag, 'Key') ?? '', scalarText(member(tag, 'Value')) ?? '']));
}

/** Why the resource fails when its stack did; undefined when the stack is where it should be. */
export function nestedFailure(world: World, stackId: string, endStatus: string): string | undefined {
  const stack = stackOf(world, stackId);
  if (endStatus === 'DELETE_COMPLETE') {
    return stack.status === 'DELETE_COMPLETE'
      ? undefined
      : `Embedded stack ${stackId} was not successfully deleted: ${reason(world, stackId)}`;
  }
  if (['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(stack.status)) return undefined;
  const verb = endStatus === 'CREATE_COMPLETE' ? 'created' : 'updated';
  return `Embedded stack ${stackId} was not successfully ${verb}: ${reason(world, stackId)}`;
}

function reason(world: World, stackId: string): string {
  const told = world.stacks
    .events(stackId)
    .filter((event) => event.physicalId === stackId && event.reason !== undefined);
  return told.at(-1)?.reason ?? stackOf(world, stackId).status;
}

/** The resource with the attributes that its stack has by now: `Outputs.<name>`. */
export function attributesOfNested(world: World, stackId: string, resource: StackResource): StackResource {
  const { deployed } = resource;
  if (deployed === undefined) return resource;
  const outputs = Object.entries(stackOf(world, stackId).outputs).map(([key, value]) => [`Outputs.${key}`, value]);
  return { ...resource, deployed: { ...deployed, attributes: Object.fromEntries(outputs) } };
}
