import { isJsonList, type Json, type JsonObject, scalarText } from '../json.ts';
import { samFailureMessage, transformSam } from '../sam/transform-sam.ts';
import { validationError } from './failures.ts';
import type { StackIdentity } from './target.ts';
import { expandLoops } from './template/language-extensions.ts';
import type { ParameterValue } from './template/parameters.ts';
import { pseudoParameters } from './template/scope.ts';
import { transformsOf } from './template/template.ts';

export const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';
export const SERVERLESS = 'AWS::Serverless-2016-10-31';

/** The template without its transforms, each carried out in turn (User Guide, "Transform section"). */
export function applyTransforms(
  json: JsonObject,
  parameters: ReadonlyMap<string, ParameterValue>,
  stack: StackIdentity,
): JsonObject {
  return transformsOf(json).reduce((template, name) => {
    if (name === LANGUAGE_EXTENSIONS) return expandLoops(template, valuesOf(parameters, stack));
    if (name === SERVERLESS) return serverless(template, parameters, stack);
    throw validationError(`No transform named ${name} found.`);
  }, withoutTransform(json));
}

function withoutTransform(json: JsonObject): JsonObject {
  const { Transform: _transform, ...rest } = json;
  return rest;
}

function valuesOf(
  parameters: ReadonlyMap<string, ParameterValue>,
  stack: StackIdentity,
): ReadonlyMap<string, Json | undefined> {
  return new Map([
    ...pseudoParameters(stack),
    ...[...parameters].map(([key, parameter]) => [key, parameter.value] as const),
  ]);
}

function serverless(
  template: JsonObject,
  parameters: ReadonlyMap<string, ParameterValue>,
  { region, account }: StackIdentity,
): JsonObject {
  const given = [...parameters].map(([key, { value }]) => [key, isJsonList(value) ? value.map(textOf) : textOf(value)]);
  const result = transformSam(template, { parameters: Object.fromEntries(given), region, accountId: account });
  if ('errors' in result) throw validationError(samFailureMessage(result.errors));
  return result.template;
}

function textOf(value: Json): string {
  return scalarText(value) ?? '';
}
