import { type Json, type JsonObject, member, sameJson, scalarText } from '../json.ts';
import type { World } from '../world.ts';
import type { ChangeDetail, ResourceChange } from './change-set.ts';
import { changedProperties, needsReplacement, policyOf, resourceTags } from './engine/apply.ts';
import { importedValue, unknownAttribute } from './engine/live-scope.ts';
import { present } from './engine/task-lists.ts';
import { validationError } from './failures.ts';
import { handlerOf } from './resources/registry.ts';
import type { Stack, StackResource } from './stack.ts';
import { staticScope, type Target } from './target.ts';
import { evaluateConditions } from './template/conditions.ts';
import { evaluateObject } from './template/evaluate.ts';
import { dependenciesOf, inOrder } from './template/order.ts';
import { referencesIn } from './template/references.ts';
import type { Scope } from './template/scope.ts';
import type { ResourceDeclaration } from './template/template.ts';
import { entityOf, isKnown, shownValue, unknownValue } from './template/unknown-value.ts';

/** What carrying out the target would do to each resource, as far as that can be told before. */
export function changesOf(world: World, stack: Stack, target: Target): readonly ResourceChange[] {
  const fixed = staticScope(target, stack);
  const condition = evaluateConditions(fixed);
  const dependencies = dependenciesOf(target.template, condition);
  const before = new Map(present(stack.resources).map((resource) => [resource.logicalId, resource] as const));
  const changes = new Map<string, ResourceChange>();
  const scope: Scope = {
    ...fixed,
    condition,
    imported: (name) => importedValue(world, stack, name),
    resource(logicalId) {
      const existing = before.get(logicalId);
      const change = changes.get(logicalId);
      const stays = existing !== undefined && (change?.replacement ?? 'False') === 'False';
      return stays ? (existing.deployed?.ref ?? existing.physicalId) : unknownValue('ResourceReference', logicalId);
    },
    attribute(logicalId, name) {
      const existing = before.get(logicalId);
      if (existing === undefined || changes.has(logicalId)) {
        return unknownValue('ResourceAttribute', `${logicalId}.${name}`);
      }
      const value = member(existing.deployed?.attributes ?? {}, name);
      if (value !== undefined) return value;
      throw unknownAttribute(logicalId, name);
    },
  };
  for (const logicalId of inOrder(dependencies)) {
    const declaration = target.template.resources.get(logicalId);
    if (declaration === undefined) continue;
    const existing = before.get(logicalId);
    const change =
      existing === undefined
        ? added(logicalId, declaration, scope)
        : modified(existing, declaration, scope, { stack, target });
    if (change !== undefined) changes.set(logicalId, change);
  }
  const removed = [...before.values()].filter((resource) => !dependencies.has(resource.logicalId)).map(removal);
  return [...changes.values(), ...removed];
}

function added(logicalId: string, declaration: ResourceDeclaration, scope: Scope): ResourceChange {
  const properties = evaluateObject(declaration.properties, scope);
  return { action: 'Add', logicalId, type: declaration.type, details: [], afterContext: contextOf(properties) };
}

function removal(resource: StackResource): ResourceChange {
  const { logicalId, physicalId, type, deployed } = resource;
  const policy = deployed?.deletionPolicy ?? 'Delete';
  return {
    action: 'Remove',
    logicalId,
    physicalId,
    type,
    details: [],
    policyAction: policy === 'RetainExceptOnCreate' ? 'Retain' : policy,
    beforeContext: contextOf(deployed?.properties ?? {}),
  };
}

interface Between {
  readonly stack: Stack;
  readonly target: Target;
}

function modified(
  existing: StackResource,
  declaration: ResourceDeclaration,
  scope: Scope,
  between: Between,
): ResourceChange | undefined {
  const { logicalId, physicalId, type, deployed } = existing;
  if (type !== declaration.type) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${logicalId}]`,
    );
  }
  const handler = handlerOf(type);
  const before = deployed?.properties ?? {};
  const after = evaluateObject(declaration.properties, scope);
  const names = changedProperties(before, after);
  const details = names.map((name) => detailOf(name, before, after, declaration, type, between));
  const tags = resourceTags(between.stack, between.target.tags, logicalId);
  const policy = policyOf(declaration.deletionPolicy, scope);
  const tagsDiffer = handler.tagged && deployed !== undefined && !sameJson(deployed.tags, tags);
  const policyDiffers = deployed !== undefined && deployed.deletionPolicy !== policy;
  if (tagsDiffer) details.push(plain('Tags'));
  if (policyDiffers) details.push(plain('DeletionPolicy'));
  if (details.length === 0 && !existing.status.endsWith('_FAILED')) return undefined;
  const replacement = replacementOf(details);
  const keeps = policyOf(declaration.updateReplacePolicy, scope);
  return {
    action: 'Modify',
    logicalId,
    physicalId,
    type,
    replacement,
    details,
    ...(replacement === 'False' ? {} : { policyAction: `ReplaceAnd${keeps === 'Delete' ? 'Delete' : keeps}` }),
    beforeContext: contextOf(before),
    afterContext: contextOf(after),
  };
}

function plain(attribute: 'Tags' | 'DeletionPolicy'): ChangeDetail {
  return { attribute, requiresRecreation: 'Never', evaluation: 'Static', source: 'DirectModification' };
}

/** A change that is only known later may turn out to be none: then so may the replacement. */
function replacementOf(details: readonly ChangeDetail[]): 'True' | 'False' | 'Conditional' {
  const recreating = details.filter((detail) => detail.requiresRecreation !== 'Never');
  if (recreating.some((detail) => detail.requiresRecreation === 'Always' && detail.evaluation === 'Static'))
    return 'True';
  return recreating.length > 0 ? 'Conditional' : 'False';
}

function detailOf(
  name: string,
  before: JsonObject,
  after: JsonObject,
  declaration: ResourceDeclaration,
  type: string,
  { stack, target }: Between,
): ChangeDetail {
  const handler = handlerOf(type);
  const value = member(after, name);
  const recreates = needsReplacement(handler, [name])
    ? 'Always'
    : handler.mayReplace?.includes(name) === true
      ? 'Conditionally'
      : 'Never';
  const dynamic = value !== undefined && !isKnown(value);
  const old = member(before, name);
  const common = {
    attribute: 'Properties',
    name,
    requiresRecreation: recreates,
    evaluation: dynamic ? 'Dynamic' : 'Static',
    ...(old === undefined ? {} : { before: textOf(old) }),
    ...(value === undefined ? {} : { after: textOf(value) }),
  } as const;
  const entity = dynamic ? entityOf(value) : undefined;
  if (entity !== undefined) return { ...common, source: entity.source, causingEntity: entity.name };
  const parameter = changedParameter(member(declaration.properties, name), stack, target);
  return parameter === undefined
    ? { ...common, source: 'DirectModification' }
    : { ...common, source: 'ParameterReference', causingEntity: parameter };
}

/** A parameter that the property refers to and that has another value than before. */
function changedParameter(value: Json | undefined, stack: Stack, target: Target): string | undefined {
  if (value === undefined) return undefined;
  return referencesIn(value)
    .map((reference) => reference.name)
    .find((name) => {
      const parameter = target.parameters.get(name);
      const old = Object.hasOwn(stack.parameters, name) ? stack.parameters[name] : undefined;
      return parameter !== undefined && old !== undefined && old !== parameter.text;
    });
}

function textOf(value: Json): string {
  const shown = shownValue(value);
  return scalarText(shown) ?? JSON.stringify(shown);
}

function contextOf(properties: JsonObject): string {
  return JSON.stringify({ Properties: shownValue(properties) });
}
