import { isList, isObject, isString, type JsonObject, type JsonValue, shown } from './json.ts';

export const NO_VALUE = { Ref: 'AWS::NoValue' };

export function ref(logicalId: string): JsonObject {
  return { Ref: logicalId };
}

export function getAtt(logicalId: string, attribute: string): JsonObject {
  return { 'Fn::GetAtt': [logicalId, attribute] };
}

export function sub(text: string, variables?: JsonObject): JsonObject {
  return { 'Fn::Sub': variables === undefined ? text : [text, variables] };
}

export function conditional(condition: JsonValue, whenTrue: JsonValue, whenFalse: JsonValue = NO_VALUE): JsonObject {
  return { 'Fn::If': [condition, whenTrue, whenFalse] };
}

/** An object that is known to be an intrinsic; one that is not may still be an object. */
export type Intrinsic = JsonObject & { readonly intrinsic?: never };

export function isIntrinsic(value: JsonValue | undefined): value is Intrinsic {
  if (!isObject(value)) return false;
  const [key, ...others] = Object.keys(value);
  return key !== undefined && others.length === 0 && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'));
}

/** The transform checks no type of a property whose value is an object with one key: it may be an intrinsic. */
export function mayBeIntrinsic(value: JsonValue | undefined): boolean {
  return isObject(value) && Object.keys(value).length === 1;
}

export function isIf(value: JsonValue | undefined): value is Intrinsic {
  return isIntrinsic(value) && 'Fn::If' in value;
}

export function isNoValue(value: JsonValue | undefined): boolean {
  return isIntrinsic(value) && value['Ref'] === 'AWS::NoValue';
}

export type Branches = readonly [condition: JsonValue, whenTrue: JsonValue, whenFalse: JsonValue];

/** The three arguments of an `Fn::If`; undefined when they are not three. */
export function branchesOf(value: JsonObject): Branches | undefined {
  const items = value['Fn::If'];
  if (!isList(items) || items.length !== 3) return undefined;
  const [condition = null, whenTrue = null, whenFalse = null] = items;
  return [condition, whenTrue, whenFalse];
}

/** The logical id that a Ref or a GetAtt names. */
export function referencedId(value: JsonValue | undefined): string | undefined {
  if (!isIntrinsic(value)) return undefined;
  if (isString(value['Ref'])) return value['Ref'];
  const attribute = value['Fn::GetAtt'];
  const parts = isString(attribute) ? attribute.split('.') : attribute;
  return isList(parts) && parts.length === 2 && isString(parts[0]) ? parts[0] : undefined;
}

/** A Ref or GetAtt as it stands within the text of an `Fn::Sub`. */
export function withinSub(value: JsonObject): string {
  const attribute = value['Fn::GetAtt'];
  return isList(attribute) ? `\${${attribute.map(shown).join('.')}}` : `\${${shown(value['Ref'])}}`;
}

/** A value that several conditions share; `undefined` when there are fewer than two of them. */
export function anyOf(conditions: readonly string[], name: string): Readonly<Record<string, JsonObject>> {
  const most = 10;
  const combined: Record<string, JsonObject> = {};
  let left = [...conditions];
  let number = Math.floor((left.length - 2) / (most - 1));
  while (left.length > 1) {
    const each = number > 0 ? `${name}${number}` : name;
    number -= 1;
    combined[each] = { 'Fn::Or': left.slice(0, most).map((condition) => ({ Condition: condition })) };
    left = [...left.slice(most), each];
  }
  return combined;
}
