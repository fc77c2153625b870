import { isJsonList, isJsonObject, type Json, type JsonObject, member, scalarText } from '../../json.ts';
import { templateError, validationError } from '../failures.ts';

/** More than any template may hold in resources, so that loops in loops end. */
const MOST_ITEMS = 5000;
const LOOP = 'Fn::ForEach::';

interface Loops {
  /** Lists that parameters hold. */
  readonly values: ReadonlyMap<string, Json | undefined>;
  left: number;
}

/** Writes out every Fn::ForEach of a template that names AWS::LanguageExtensions (Template Reference, "Fn::ForEach"). */
export function expandLoops(template: JsonObject, values: ReadonlyMap<string, Json | undefined>): JsonObject {
  const { Transform: _transform, ...rest } = template;
  const expanded = expand(rest, { values, left: MOST_ITEMS });
  return isJsonObject(expanded) ? expanded : {};
}

function expand(value: Json, loops: Loops): Json {
  if (isJsonList(value)) return value.map((item) => expand(item, loops));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, item]): readonly (readonly [string, Json])[] =>
    name.startsWith(LOOP) ? iterations(name, item, loops) : [[name, expand(item, loops)]],
  );
  const seen = new Set<string>();
  for (const [name] of entries) {
    if (seen.has(name)) throw validationError(`Template format error: [${name}] resolves to a duplicate key`);
    seen.add(name);
  }
  return Object.fromEntries(entries);
}

function iterations(name: string, argument: Json, loops: Loops): readonly (readonly [string, Json])[] {
  const [identifier, collection, output] = isJsonList(argument) ? argument : [];
  if (typeof identifier !== 'string' || collection === undefined || !isJsonObject(output)) {
    throw templateError(`Fn::ForEach ${name.slice(LOOP.length)}: layout is incorrect`);
  }
  return itemsOf(collection, loops).flatMap((item) => {
    loops.left -= 1;
    if (loops.left < 0) throw templateError('Fn::ForEach: the template holds too many resources.');
    const replaced = replace(output, identifier, item);
    return isJsonObject(replaced) ? Object.entries(expandObject(replaced, loops)) : [];
  });
}

function expandObject(value: JsonObject, loops: Loops): JsonObject {
  const expanded = expand(value, loops);
  return isJsonObject(expanded) ? expanded : {};
}

function itemsOf(collection: Json, loops: Loops): readonly string[] {
  const reference = isJsonObject(collection) ? member(collection, 'Ref') : undefined;
  const list = typeof reference === 'string' ? loops.values.get(reference) : collection;
  if (!isJsonList(list)) throw templateError('Fn::ForEach: the collection must be a list or a reference to one.');
  return list.flatMap((item) => {
    const nested = isJsonObject(item) ? member(item, 'Ref') : undefined;
    const value = typeof nested === 'string' ? loops.values.get(nested) : item;
    if (isJsonList(value)) return value.map((each) => scalarText(each) ?? '');
    const text = scalarText(value);
    if (text === undefined) throw templateError('Fn::ForEach: the collection must hold strings.');
    return [text];
  });
}

/** `${Id}` in keys and values, `&{Id}` without what is not alphanumeric, and a Ref to the identifier. */
function replace(value: Json, identifier: string, item: string): Json {
  if (typeof value === 'string') return replaceText(value, identifier, item);
  if (isJsonList(value)) return value.map((each) => replace(each, identifier, item));
  if (!isJsonObject(value)) return value;
  if (Object.keys(value).length === 1 && member(value, 'Ref') === identifier) return item;
  const entries = Object.entries(value).map(
    ([name, inner]) => [replaceText(name, identifier, item), replace(inner, identifier, item)] as const,
  );
  return Object.fromEntries(entries);
}

function replaceText(text: string, identifier: string, item: string): string {
  return text
    .replaceAll(`\${${identifier}}`, item)
    .replaceAll(`&{${identifier}}`, item.replaceAll(/[^A-Za-z0-9]/g, ''));
}
