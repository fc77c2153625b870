import { isIntrinsic } from '../intrinsics.ts';
import { isList, isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { byCodePoint, pythonJson } from '../python-json.ts';

const DYNAMIC_REFERENCE = /^\{\{resolve:([a-z-]+):(.+)\}\}$/;

/** A definition as text, and the intrinsics in it as substitutions, numbered in the order of sorted keys. */
export function definitionText(definition: JsonValue): { text: JsonObject; found: JsonObject } {
  const found: Record<string, JsonValue> = {};
  const substituted = (value: JsonValue): JsonValue => {
    if (isIntrinsic(value) || (isString(value) && DYNAMIC_REFERENCE.test(value))) {
      const name = `definition_substitution_${Object.keys(found).length + 1}`;
      found[name] = value;
      return `\${${name}}`;
    }
    if (isList(value)) return value.map(substituted);
    if (!isObject(value)) return value;
    const keys = Object.keys(value).toSorted(byCodePoint);
    return Object.fromEntries(keys.map((key) => [key, substituted(value[key] ?? null)]));
  };
  const replaced = isObject(definition)
    ? Object.fromEntries(
        Object.keys(definition)
          .toSorted(byCodePoint)
          .map((key) => [key, substituted(definition[key] ?? null)]),
      )
    : definition;
  const lines = pythonJson(replaced, { separators: [',', ': '], sortKeys: true, indent: 4 }).split('\n');
  return { text: { 'Fn::Join': ['\n', lines] }, found };
}
