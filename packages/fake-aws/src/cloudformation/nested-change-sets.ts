import { ApiError } from '../api-error.ts';
import { isJsonObject, type Json, type JsonObject, member, objectMember, textMember } from '../json.ts';
import type { World } from '../world.ts';
import type { ChangeSet, ResourceChange } from './change-set.ts';
import { changesOf } from './changes.ts';
import { blankStack } from './engine/begin.ts';
import { givenParameters } from './engine/nested-stacks.ts';
import { prepareTarget } from './prepare-target.ts';
import type { Stack } from './stack.ts';
import { storedTemplate } from './template-source.ts';

/**
 * A change set with one of its own for each nested stack that is added or modified (CreateChangeSet,
 * IncludeNestedStacks). One that cannot be made fails its parent.
 */
export function withNestedChangeSets(world: World, parent: ChangeSet, stack: Stack): ChangeSet {
  if (!parent.includeNestedStacks || parent.target === undefined) return parent;
  const failures: string[] = [];
  const changes = parent.changes.map((change): ResourceChange => {
    if (change.type !== 'AWS::CloudFormation::Stack' || change.action === 'Remove') return change;
    const child = childOf(world, parent, stack, change);
    world.stacks.changeSets.set(child.id, child);
    if (child.failure !== undefined) {
      failures.push(`Nested change set ${child.id} was not successfully created: ${child.failure}`);
    }
    return { ...change, changeSetId: child.id };
  });
  const [failure] = failures;
  return { ...parent, changes, ...(failure === undefined ? {} : { failure }) };
}

function childOf(world: World, parent: ChangeSet, stack: Stack, change: ResourceChange): ChangeSet {
  const { account, region } = stack;
  const end = world.newId();
  const name = `${stack.name}-${change.logicalId}-${end.slice(0, 12).toUpperCase()}`.slice(0, 128);
  const known = world.stacks.get(change.physicalId ?? '');
  const child =
    known ??
    blankStack(
      { account, region, name, id: `arn:aws:cloudformation:${region}:${account}:stack/${name}/${end}` },
      parent.created,
      'REVIEW_IN_PROGRESS',
    );
  const { failure: _failure, description: _description, ...common } = parent;
  const made: ChangeSet = {
    ...common,
    id: `arn:aws:cloudformation:${region}:${account}:changeSet/${parent.name}-${change.logicalId}/${end}`,
    name: `${parent.name}-${change.logicalId}`,
    stackId: child.id,
    stackName: child.name,
    changes: [],
    parentId: parent.id,
    rootId: parent.rootId ?? parent.id,
  };
  try {
    const target = childTarget(world, parent, child, known, change);
    return withNestedChangeSets(world, { ...made, target, changes: changesOf(world, child, target) }, child);
  } catch (error) {
    if (error instanceof ApiError) return { ...made, failure: error.message };
    throw error;
  }
}

function childTarget(world: World, parent: ChangeSet, child: Stack, known: Stack | undefined, change: ResourceChange) {
  const properties = propertiesOf(change);
  return prepareTarget(world, child, {
    body: storedTemplate(textMember(properties, 'TemplateURL') ?? '', child, world),
    given: givenParameters(member(properties, 'Parameters')),
    ...(known === undefined ? {} : { previous: known.parameters }),
    tags: parent.target?.tags ?? {},
    capabilities: parent.capabilities,
    notificationArns: [],
  });
}

function propertiesOf(change: ResourceChange): JsonObject {
  const context: Json = JSON.parse(change.afterContext ?? '{}');
  return (isJsonObject(context) ? objectMember(context, 'Properties') : undefined) ?? {};
}
