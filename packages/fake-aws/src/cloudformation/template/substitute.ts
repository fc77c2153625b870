import { isJsonList, isJsonObject, type Json, member, scalarText } from '../../json.ts';
import { templateError } from '../failures.ts';
import type { Scope } from './scope.ts';

type Evaluate = (value: Json, scope: Scope) => Json | undefined;

const VARIABLE = /\$\{([^{}]*)\}/g;

/** Fn::Sub: `${Name}`, `${Name.Attribute}`, variables of its own, and `${!Literal}`, which stays `${Literal}`. */
export function substitute(argument: Json, scope: Scope, evaluate: Evaluate): Json {
  const [text, given] = isJsonList(argument) ? argument : [argument, {}];
  if (typeof text !== 'string' || !isJsonObject(given) || (isJsonList(argument) && argument.length !== 2)) {
    throw templateError(
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  }
  return text.replaceAll(VARIABLE, (_whole, variable: string) => {
    if (variable.startsWith('!')) return `\${${variable.slice(1)}}`;
    const name = variable.trim();
    const own = member(given, name);
    const value = own === undefined ? named(name, scope) : evaluate(own, scope);
    const written = scalarText(value);
    if (written !== undefined) return written;
    throw templateError(`Fn::Sub expression does not resolve to a string for \${${name}}`);
  });
}

function named(name: string, scope: Scope): Json | undefined {
  if (scope.values.has(name)) {
    const value = scope.values.get(name);
    // A list parameter is written with commas.
    return isJsonList(value) ? value.map((item) => scalarText(item) ?? '').join(',') : value;
  }
  const dot = name.indexOf('.');
  return dot === -1 ? scope.resource(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
}

/** The names that a Sub's text asks of the template: its own variables and literals are none. */
export function substitutedNames(argument: Json): readonly string[] {
  const [text, given] = isJsonList(argument) ? argument : [argument, {}];
  if (typeof text !== 'string') return [];
  return [...text.matchAll(VARIABLE)].flatMap(([, variable = '']) => {
    const name = variable.trim();
    const own = isJsonObject(given) && member(given, name) !== undefined;
    return variable.startsWith('!') || own ? [] : [name];
  });
}
