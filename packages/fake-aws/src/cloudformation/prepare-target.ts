import { isJsonObject, type JsonObject } from '../json.ts';
import type { World } from '../world.ts';
import { formatError } from './failures.ts';
import { withIncludes } from './includes.ts';
import type { StackIdentity, Target } from './target.ts';
import { staticScope } from './target.ts';
import { evaluateConditions } from './template/conditions.ts';
import { dependenciesOf } from './template/order.ts';
import {
  checkParameterDeclarations,
  type GivenParameter,
  type ParameterValue,
  resolveParameters,
} from './template/parameters.ts';
import { parseTemplate } from './template/parse-template.ts';
import { checkReferences } from './template/references.ts';
import { readTemplate, type Template, transformsOf } from './template/template.ts';
import { applyTransforms, LANGUAGE_EXTENSIONS } from './transforms.ts';

export interface TargetRequest {
  readonly body: string;
  readonly given: readonly GivenParameter[];
  /** Present for an update. */
  readonly previous?: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

/** A template and its parameters, checked as far as that goes without touching a resource. */
export function prepareTarget(world: World, stack: StackIdentity, request: TargetRequest): Target {
  const { body, given, previous, ...rest } = request;
  const json = withIncludes(parseTemplate(body), world, stack);
  const parameters = resolveParameters(declaredParameters(json), {
    given,
    ...(previous === undefined ? {} : { previous }),
    stored: (name) => world.parameters.get(stack.account, stack.region, name)?.value,
  });
  const processed = applyTransforms(json, parameters, stack);
  const template = checkedTemplate(processed);
  const target = {
    ...rest,
    body,
    processed,
    template,
    parameters,
    extended: transformsOf(json).includes(LANGUAGE_EXTENSIONS),
  };
  dependenciesOf(template, evaluateConditions(staticScope(target, stack)));
  return target;
}

/** Everything that is wrong whatever the parameters are. */
export function checkedTemplate(processed: JsonObject): Template {
  const template = readTemplate(processed);
  checkParameterDeclarations(template.parameters);
  checkTypes(template);
  checkReferences(template);
  return template;
}

export function declaredParameters(json: JsonObject): ReadonlyMap<string, JsonObject> {
  const section = Object.hasOwn(json, 'Parameters') ? json.Parameters : undefined;
  if (!isJsonObject(section)) return new Map();
  const entries = Object.entries(section).flatMap(([key, value]) =>
    isJsonObject(value) ? [[key, value] as const] : [],
  );
  const declared = new Map(entries);
  checkParameterDeclarations(declared);
  return declared;
}

const TYPE =
  /^(?:AWS::(?!Serverless::)[A-Za-z0-9]+::[A-Za-z0-9]+|Custom::[\w@-]{1,60}|(?!AWS::)\w+::\w+::\w+(?:::MODULE)?)$/;

/** A SAM type that no transform has replaced is as unknown to CloudFormation as any other. */
function checkTypes(template: Template): void {
  const unknown = [...template.resources.values()].map((resource) => resource.type).filter((type) => !TYPE.test(type));
  if (unknown.length > 0) throw formatError(`Unrecognized resource types: [${[...new Set(unknown)].join(', ')}]`);
}

export type Parameters = ReadonlyMap<string, ParameterValue>;
