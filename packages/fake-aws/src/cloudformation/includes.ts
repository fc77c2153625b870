import { isJsonList, isJsonObject, type Json, type JsonObject, objectMember, textMember } from '../json.ts';
import type { World } from '../world.ts';
import { validationError } from './failures.ts';
import { parseTemplate } from './template/parse-template.ts';
import { storedTemplate } from './template-source.ts';

/** A fragment may include another, but not itself. */
const MOST_NESTED = 20;

/**
 * AWS::Include carried out, before all other transforms: of the whole template in its Transform section, and where
 * Fn::Transform stands, whose place and neighbours the fragment's members join (Template Reference, "AWS::Include").
 */
export function withIncludes(json: JsonObject, world: World, caller: { readonly account: string }): JsonObject {
  const read = (call: JsonObject): JsonObject => {
    const location = textMember(objectMember(call, 'Parameters') ?? {}, 'Location');
    if (location === undefined) throw validationError('Transform AWS::Include failed with: The location is missing.');
    return parseTemplate(storedTemplate(location, caller, world));
  };
  const { Transform: transforms, ...rest } = json;
  const items = isJsonList(transforms) ? transforms : transforms === undefined ? [] : [transforms];
  const whole = items.filter((item) => isJsonObject(item) && isInclude(item));
  const others = items.filter((item) => !whole.includes(item));
  const merged = whole.reduce<JsonObject>(
    (template, item) => joined(template, isJsonObject(item) ? read(item) : {}),
    others.length === 0 ? rest : { ...rest, Transform: others },
  );
  const expanded = expand(merged, read, 0);
  return isJsonObject(expanded) ? expanded : merged;
}

/** Sections that both have are put together. */
function joined(template: JsonObject, fragment: JsonObject): JsonObject {
  const entries = Object.entries(fragment).map(([section, value]) => {
    const own = objectMember(template, section);
    return [section, own !== undefined && isJsonObject(value) ? { ...own, ...value } : value] as const;
  });
  return { ...template, ...Object.fromEntries(entries) };
}

function expand(value: Json, read: (call: JsonObject) => JsonObject, depth: number): Json {
  if (depth > MOST_NESTED * 5) return value;
  if (isJsonList(value)) return value.map((item) => expand(item, read, depth + 1));
  if (!isJsonObject(value)) return value;
  const call = objectMember(value, 'Fn::Transform');
  const { 'Fn::Transform': _call, ...rest } = value;
  const own = call !== undefined && isInclude(call) ? { ...rest, ...read(call) } : value;
  return Object.fromEntries(Object.entries(own).map(([name, item]) => [name, expand(item, read, depth + 1)]));
}

function isInclude(call: JsonObject): boolean {
  return textMember(call, 'Name') === 'AWS::Include';
}
