/** Plain JSON, as a template is once its short tags are written out (`!Ref X` is `{Ref: 'X'}`). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** A property that is set to nothing (`Description:` in YAML) counts as absent, at this level only. */
export function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null));
}

/** What the transform takes for "not given": absent, null, false, 0, '' and whatever is empty. */
export function isBlank(value: JsonValue | undefined): boolean {
  if (isObject(value)) return Object.keys(value).length === 0;
  if (isList(value)) return value.length === 0;
  return !value;
}

export function isGiven<T extends JsonValue>(value: T | undefined): value is T {
  return !isBlank(value);
}

export function isString(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}

/** The object at a key, or an empty one where something else or nothing stands there. */
export function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

/** Deep equality; the order of keys does not count. */
export function sameJson(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((each, index) => sameJson(each, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
    );
  }
  return one === other;
}

/** A value within a message: text as it is. */
export function shown(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'None';
  return isString(value) ? value : JSON.stringify(value);
}
