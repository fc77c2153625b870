import { isJsonList, isJsonObject, type Json } from '../../json.ts';
import { formatError, templateError } from '../failures.ts';
import { attributeParts } from './evaluate.ts';
import { functionCall, PSEUDO_PARAMETERS, type Scope } from './scope.ts';
import { substitutedNames } from './substitute.ts';
import type { Template } from './template.ts';

export interface Reference {
  /** Of a parameter, a pseudo parameter or a resource. */
  readonly name: string;
  /** Of a GetAtt. */
  readonly attribute?: string;
}

/** What a value refers to. With conditions, only the branches of Fn::If that are taken. */
export function referencesIn(value: Json, condition?: (name: string) => boolean): readonly Reference[] {
  const found: Reference[] = [];
  collect(value, condition, found);
  return found;
}

function collect(value: Json, condition: Scope['condition'] | undefined, found: Reference[]): void {
  if (isJsonList(value)) {
    for (const item of value) collect(item, condition, found);
    return;
  }
  if (!isJsonObject(value)) return;
  const [name, argument] = functionCall(value) ?? [undefined, null];
  if (name === 'Ref' && typeof argument === 'string') {
    found.push({ name: argument });
    return;
  }
  if (name === 'Fn::GetAtt') {
    const parts = typeof argument === 'string' ? attributeParts(argument) : argument;
    const [id, attribute] = isJsonList(parts) ? parts : [];
    if (typeof id === 'string') found.push({ name: id, attribute: typeof attribute === 'string' ? attribute : '*' });
    if (attribute !== undefined) collect(attribute, condition, found);
    return;
  }
  if (name === 'Fn::Sub') {
    for (const each of substitutedNames(argument)) {
      const [id = '', attribute] = PSEUDO_PARAMETERS.has(each) ? [each] : attributeParts(each);
      found.push(attribute === undefined ? { name: id } : { name: id, attribute });
    }
  }
  if (name === 'Fn::If' && condition !== undefined && isJsonList(argument) && typeof argument[0] === 'string') {
    const chosen = condition(argument[0]) ? argument[1] : argument[2];
    if (chosen !== undefined) collect(chosen, condition, found);
    return;
  }
  for (const item of Object.values(value)) collect(item, condition, found);
}

/** Every name that a template refers to must be there. Throws what CloudFormation answers for the first that is not. */
export function checkReferences(template: Template): void {
  const resources = [...template.resources.values()];
  const inResources = resources.flatMap((resource) => referencesIn(resource.properties));
  checkAll(inResources, template, 'Resources');
  const needed = resources.flatMap((resource) => resource.dependsOn).filter((name) => !template.resources.has(name));
  if (needed.length > 0) throw unresolved(needed, 'Resources');
  checkAll(
    [...template.outputs.values()].flatMap((output) => referencesIn(output.value)),
    template,
    'Outputs',
  );
  const conditions = resources.flatMap((resource) => resource.condition ?? []);
  for (const [place, names] of [
    ['Resources', conditions],
    ['Outputs', [...template.outputs.values()].flatMap((output) => output.condition ?? [])],
  ] as const) {
    const missing = names.find((name) => !template.conditions.has(name));
    if (missing !== undefined) {
      throw templateError(`unresolved condition dependency ${missing} in the ${place} block of the template`);
    }
  }
}

function checkAll(references: readonly Reference[], template: Template, block: string): void {
  const attribute = references.find((each) => each.attribute !== undefined && !template.resources.has(each.name));
  if (attribute !== undefined && block === 'Resources') {
    throw templateError(`instance of Fn::GetAtt references undefined resource ${attribute.name}`);
  }
  const missing = references
    .map((each) => each.name)
    .filter((name) => !template.resources.has(name) && !template.parameters.has(name) && !PSEUDO_PARAMETERS.has(name));
  if (missing.length > 0) throw unresolved(missing, block);
}

function unresolved(names: readonly string[], block: string): Error {
  return formatError(
    `Unresolved resource dependencies [${[...new Set(names)].join(', ')}] in the ${block} block of the template`,
  );
}
