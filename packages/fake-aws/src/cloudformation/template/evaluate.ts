import { isJsonList, isJsonObject, type Json, type JsonObject, scalarText } from '../../json.ts';
import { templateError, validationError } from '../failures.ts';
import { cidrBlocks } from './cidr.ts';
import { conditionValue } from './condition-value.ts';
import { findInMap } from './find-in-map.ts';
import { functionCall, type Scope } from './scope.ts';
import { substitute } from './substitute.ts';
import { isKnown } from './unknown-value.ts';

/**
 * The value of a template's value: functions carried out, AWS::NoValue left out. Undefined when the value itself is
 * AWS::NoValue. Source: User Guide, "Intrinsic function reference".
 */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  if (isJsonList(value)) {
    return value.flatMap((item): readonly Json[] => {
      const result = evaluate(item, scope);
      return result === undefined ? [] : [result];
    });
  }
  if (!isJsonObject(value)) return value;
  const call = functionCall(value);
  if (call !== undefined) return carryOut(call[0], call[1], scope);
  const entries = Object.entries(value).flatMap(([name, item]): readonly (readonly [string, Json])[] => {
    const result = evaluate(item, scope);
    return result === undefined ? [] : [[name, result]];
  });
  return Object.fromEntries(entries);
}

/** `Condition` is a function inside of conditions alone; elsewhere it is a member like any other (IAM policies). */
function carryOut(name: string, argument: Json, scope: Scope): Json | undefined {
  if (name === 'Condition') {
    const inner = evaluate(argument, scope);
    return inner === undefined ? {} : { Condition: inner };
  }
  const run = FUNCTIONS[name];
  if (run === undefined || (EXTENSIONS.has(name) && !scope.extended)) {
    throw templateError(`encountered unsupported function: ${name} Supported functions are: [${SUPPORTED}]`);
  }
  return run(argument, scope);
}

type Run = (argument: Json, scope: Scope) => Json | undefined;

const FUNCTIONS: Readonly<Record<string, Run>> = Object.assign(Object.create(null), {
  Ref: reference,
  'Fn::And': evaluatedCondition('Fn::And'),
  'Fn::Base64': base64,
  'Fn::Cidr': cidr,
  'Fn::Equals': evaluatedCondition('Fn::Equals'),
  'Fn::FindInMap': (argument: Json, scope: Scope) => findInMap(argument, scope, evaluate),
  'Fn::GetAZs': zones,
  'Fn::GetAtt': attribute,
  'Fn::If': choose,
  'Fn::ImportValue': importValue,
  'Fn::Join': join,
  'Fn::Length': length,
  'Fn::Not': evaluatedCondition('Fn::Not'),
  'Fn::Or': evaluatedCondition('Fn::Or'),
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Sub': (argument: Json, scope: Scope) => substitute(argument, scope, evaluate),
  'Fn::ToJsonString': toJsonString,
  'Fn::Transform': transform,
});
/** "Fn::Length … requires the AWS::LanguageExtensions transform", and so does Fn::ToJsonString. */
const EXTENSIONS = new Set(['Fn::Length', 'Fn::ToJsonString']);
const SUPPORTED = Object.keys(FUNCTIONS)
  .filter((name) => name !== 'Ref' && !EXTENSIONS.has(name))
  .join(', ');

function reference(argument: Json, scope: Scope): Json | undefined {
  // With AWS::LanguageExtensions a Ref's argument may be a function.
  const name = scope.extended ? evaluate(argument, scope) : argument;
  if (typeof name !== 'string') throw validationError('Template format error: [/Resources] Ref must be a string.');
  if (scope.values.has(name)) return scope.values.get(name);
  return scope.resource(name);
}

function attribute(argument: Json, scope: Scope): Json {
  const parts = typeof argument === 'string' ? attributeParts(argument) : argument;
  if (!isJsonList(parts)) throw badAttribute();
  const [logicalId, given] = parts;
  const name = given === undefined ? undefined : evaluate(given, scope);
  const id = scope.extended && logicalId !== undefined ? evaluate(logicalId, scope) : logicalId;
  if (typeof id !== 'string' || typeof name !== 'string' || parts.length !== 2) throw badAttribute();
  return scope.attribute(id, name);
}

export function attributeParts(text: string): readonly string[] {
  const dot = text.indexOf('.');
  return dot === -1 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function badAttribute(): Error {
  return templateError(
    'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  );
}

function choose(argument: Json, scope: Scope): Json | undefined {
  const [name, whenTrue, whenFalse] = isJsonList(argument) ? argument : [];
  if (!isJsonList(argument) || argument.length !== 3 || typeof name !== 'string' || whenTrue === undefined) {
    throw templateError('Fn::If requires a list argument with the first element being a condition');
  }
  const chosen = scope.condition(name) ? whenTrue : whenFalse;
  return chosen === undefined ? undefined : evaluate(chosen, scope);
}

function evaluatedCondition(name: string): Run {
  return (argument, scope) => String(conditionValue({ [name]: argument }, scope, evaluate));
}

function join(argument: Json, scope: Scope): Json {
  const [delimiter, given] = isJsonList(argument) ? argument : [];
  const items = given === undefined ? undefined : evaluate(given, scope);
  if (isUnknown(items)) return items;
  if (typeof delimiter !== 'string' || !isJsonList(items) || !isJsonList(argument) || argument.length !== 2) {
    throw templateError(
      'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    );
  }
  const texts = items.map((item) => scalarText(item));
  if (texts.some((text) => text === undefined)) throw templateError('Fn::Join: the list holds what is no string.');
  return texts.join(delimiter);
}

function split(argument: Json, scope: Scope): Json {
  const [delimiter, given] = isJsonList(argument) ? argument : [];
  const text = given === undefined ? undefined : scalarText(evaluate(given, scope));
  if (typeof delimiter !== 'string' || delimiter === '' || text === undefined) {
    throw templateError(
      'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    );
  }
  return text.split(delimiter);
}

function select(argument: Json, scope: Scope): Json | undefined {
  const [position, given] = isJsonList(argument) ? argument : [];
  const index = position === undefined ? undefined : scalarText(evaluate(position, scope));
  const items = given === undefined ? undefined : evaluate(given, scope);
  if (isUnknown(items)) return items;
  if (index === undefined || !/^\d+$/.test(index) || !isJsonList(items)) {
    throw templateError('Fn::Select requires a list argument with two elements: an integer index and a list');
  }
  const item = items[Number(index)];
  if (item === undefined) {
    const unknown = items.find(isUnknown);
    if (unknown !== undefined) return unknown;
    throw templateError(`Fn::Select cannot select nonexistent value at index ${index}`);
  }
  return item;
}

function base64(argument: Json, scope: Scope): Json {
  const text = scalarText(evaluate(argument, scope));
  if (text === undefined) throw templateError('every Fn::Base64 object must have a String-typed value.');
  return Buffer.from(text).toString('base64');
}

/** Only the names matter; the first three zones stand for a region's own list. */
function zones(argument: Json, scope: Scope): Json {
  const given = evaluate(argument, scope);
  const region = typeof given === 'string' && given !== '' ? given : scope.region;
  return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
}

function cidr(argument: Json, scope: Scope): Json {
  const parts = evaluate(argument, scope);
  const [block, count, bits = 8] = isJsonList(parts) ? parts : [];
  if (isUnknown(block)) return block;
  const blocks = cidrBlocks(scalarText(block) ?? '', Number(scalarText(count)), Number(scalarText(bits)));
  if (blocks !== undefined) return blocks;
  throw templateError(
    'every Fn::Cidr object requires an ipBlock, a count from 1 to 256 and cidrBits that fit into the block',
  );
}

function importValue(argument: Json, scope: Scope): Json {
  const name = evaluate(argument, scope);
  if (typeof name === 'string') return scope.imported(name);
  throw templateError(
    'the attribute in Fn::ImportValue must not depend on any resources, imported values, or Fn::GetAZs',
  );
}

function length(argument: Json, scope: Scope): Json {
  const items = evaluate(argument, scope);
  if (isUnknown(items)) return items;
  if (isJsonList(items)) return items.length;
  throw templateError('Fn::Length: Incorrect number of arguments, expecting a list.');
}

function toJsonString(argument: Json, scope: Scope): Json {
  const value = evaluate(argument, scope);
  if (isUnknown(value)) return value;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  throw templateError('Fn::ToJsonString requires an object or an array.');
}

function transform(argument: Json): never {
  const name = isJsonObject(argument) ? argument.Name : undefined;
  throw validationError(`No transform named ${scalarText(name) ?? ''} found.`);
}

/** A value that is only known once a resource is made stands for whatever the function would make of it. */
function isUnknown(value: Json | undefined): value is string {
  return typeof value === 'string' && !isKnown(value);
}

/** Evaluates a map that must stay one. */
export function evaluateObject(value: JsonObject, scope: Scope): JsonObject {
  const result = evaluate(value, scope);
  return isJsonObject(result) ? result : {};
}
