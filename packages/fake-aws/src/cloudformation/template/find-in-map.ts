import { isJsonList, isJsonObject, type Json, type JsonObject, member, objectMember, scalarText } from '../../json.ts';
import { templateError } from '../failures.ts';
import type { Scope } from './scope.ts';

type Evaluate = (value: Json, scope: Scope) => Json | undefined;

/** Fn::FindInMap; a DefaultValue needs AWS::LanguageExtensions. */
export function findInMap(argument: Json, scope: Scope, evaluate: Evaluate): Json | undefined {
  if (!isJsonList(argument) || argument.length < 3 || argument.length > 4) throw badArguments();
  const keys = argument.slice(0, 3).map((key) => scalarText(evaluate(key, scope)));
  const [map, top, second] = keys;
  if (map === undefined || top === undefined || second === undefined) throw badArguments();
  const level = objectMember(scope.template.mappings, map);
  const found = level === undefined ? undefined : lookUp(level, top, second);
  if (found !== undefined) return evaluate(found, scope);
  const fallback = argument[3];
  if (fallback !== undefined) {
    if (!scope.extended || !isJsonObject(fallback)) throw badArguments();
    const value = member(fallback, 'DefaultValue');
    if (value === undefined) throw badArguments();
    return evaluate(value, scope);
  }
  if (level === undefined) {
    throw templateError(`Mapping named '${map}' is not present in the 'Mappings' section of template.`);
  }
  throw templateError(`Unable to get mapping for ${map}::${top}::${second}`);
}

function lookUp(map: JsonObject, top: string, second: string): Json | undefined {
  const row = objectMember(map, top);
  return row === undefined ? undefined : member(row, second);
}

function badArguments(): Error {
  return templateError(
    'every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
  );
}
