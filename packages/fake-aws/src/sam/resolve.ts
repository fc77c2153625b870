import { isList, isObject, isString, type JsonObject, type JsonValue } from './json.ts';
import { templateProblem } from './problem.ts';

export type ParameterValues = Readonly<Record<string, JsonValue>>;

/** `${Name}`, `${Name.Attribute}` and `${AWS::Region}`, but not `${!literal}`. */
const SUB_REFERENCE = /\$\{([A-Za-z0-9.]+|AWS::[A-Z][A-Za-z]*)\}/g;

/** Refs and Subs of parameters replaced by their values, all others left as they are. */
export function resolveParameters(value: JsonValue, parameters: ParameterValues): JsonValue {
  return rewritten(value, (name) => (Object.hasOwn(parameters, name) ? parameters[name] : undefined));
}

function rewritten(value: JsonValue, valueOf: (name: string) => JsonValue | undefined): JsonValue {
  if (isList(value)) return value.map((each) => rewritten(each, valueOf));
  if (!isObject(value)) return value;
  const [key, ...others] = Object.keys(value);
  if (key === 'Ref' && others.length === 0 && isString(value[key])) {
    const found = valueOf(value[key]);
    return found === undefined ? value : rewritten(found, valueOf);
  }
  const entries = Object.entries(key === 'Fn::Sub' && others.length === 0 ? subResolved(value, valueOf) : value);
  return Object.fromEntries(entries.map(([name, each]) => [name, rewritten(each, valueOf)]));
}

function subResolved(value: JsonObject, valueOf: (name: string) => JsonValue | undefined): JsonObject {
  return {
    'Fn::Sub': mapSubText(value['Fn::Sub'] ?? '', (whole, name) => {
      const found = valueOf(name) ?? whole;
      if (isString(found)) return found;
      const shown = typeof found === 'object' ? JSON.stringify(found) : String(found);
      throw templateProblem(`Invalid Fn::Sub variable value ${shown}. Fn::Sub expects all variables to be strings.`);
    }),
  };
}

/** Each reference in the text of a Sub (alone or with variables) rewritten. */
export function mapSubText(sub: JsonValue, replace: (whole: string, name: string) => string): JsonValue {
  if (isString(sub)) return sub.replaceAll(SUB_REFERENCE, replace);
  if (!isList(sub) || !isString(sub[0])) return sub;
  return [sub[0].replaceAll(SUB_REFERENCE, replace), ...sub.slice(1)];
}

/** `Fn::FindInMap` with plain keys looked up in the template's mappings. */
export function resolveMappings(value: JsonValue, mappings: JsonObject): JsonValue {
  if (isList(value)) return value.map((each) => resolveMappings(each, mappings));
  if (!isObject(value)) return value;
  if (Object.keys(value).length === 1 && 'Fn::FindInMap' in value) return mapped(value, mappings);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolveMappings(each, mappings)]));
}

function mapped(value: JsonObject, mappings: JsonObject): JsonValue {
  const keys = value['Fn::FindInMap'];
  if (!isList(keys) || keys.length !== 3) {
    throw templateProblem('Invalid FindInMap value. FindInMap expects an array with 3 values.');
  }
  let found: JsonValue = mappings;
  for (const each of keys) {
    const key = resolveMappings(each, mappings);
    const next: JsonValue | undefined = isObject(found) && isString(key) ? found[key] : undefined;
    if (next === undefined) return value;
    found = next;
  }
  return found;
}
