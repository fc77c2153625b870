import { prepareApis } from './api/implicit-apis.ts';
import { keepsHashOrder } from './api/keeps-hash-order.ts';
import { resourceOrder } from './api/resource-order.ts';
import type { SamResource, TransformContext } from './context.ts';
import { codeDeployResources } from './function/code-deploy.ts';
import { functionResources } from './function/function.ts';
import { asResource, type Generated } from './generated.ts';
import { readGlobals, withGlobals } from './globals.ts';
import { httpApiResources } from './http-api/http-api.ts';
import { isObject, isString, type JsonObject, type JsonValue, objectAt, withoutNulls } from './json.ts';
import { layerVersion } from './layer-version.ts';
import { partitionOf } from './partition.ts';
import { resourceProblem, SamProblem, templateProblem } from './problem.ts';
import { referencesTo, renamed } from './references.ts';
import { applyOpenApiVersions } from './rest-api/open-api-version.ts';
import { restApiResources } from './rest-api/rest-api.ts';
import { refusedTypes } from './sam-types.ts';
import { simpleTable } from './simple-table.ts';
import { stateMachineResources } from './state-machine/state-machine.ts';

export interface SamContext {
  /** The stack's parameters; the template's defaults stand in for those that are not given. */
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  readonly region: string;
  readonly accountId: string;
}

export type SamTransformed =
  | { readonly template: JsonObject }
  /** In the transform's words, one entry a problem. */
  | { readonly errors: readonly string[] };

type Transform = (resource: SamResource, context: TransformContext) => readonly Generated[];

/** In the order in which the types are transformed: an API is made after all the events that shape it. */
const TRANSFORMS: Readonly<Record<string, Transform>> = {
  'AWS::Serverless::Function': functionResources,
  'AWS::Serverless::StateMachine': stateMachineResources,
  'AWS::Serverless::Api': restApiResources,
  'AWS::Serverless::HttpApi': httpApiResources,
  'AWS::Serverless::LayerVersion': layerVersion,
  'AWS::Serverless::SimpleTable': simpleTable,
};

/**
 * What `Transform: AWS::Serverless-2016-10-31` makes of a template, by the public rules of AWS SAM. Intrinsics stand in
 * their long form. Pure: the template given is not changed.
 */
export function transformSam(template: JsonObject, context: SamContext): SamTransformed {
  try {
    return transformed(template, context);
  } catch (error) {
    if (error instanceof SamProblem) return { errors: [error.message] };
    throw error;
  }
}

/** The status reason of a stack whose template the transform refuses. */
export function samFailureMessage(errors: readonly string[]): string {
  const head =
    'Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document.';
  return `${head} Number of errors found: ${errors.length}. ${errors.join(' ')}`;
}

function transformed(template: JsonObject, { parameters, region }: SamContext): SamTransformed {
  const resources = checkedResources(template);
  const refused = refusedTypes(resources, Object.keys(TRANSFORMS));
  if (refused.length > 0) return { errors: refused };
  const globals = readGlobals(template);
  const context: TransformContext = {
    parameters: allParameters(template, parameters, region),
    mappings: objectAt(template, 'Mappings'),
    partition: partitionOf(region),
    region,
    resources: new Map(Object.entries(resources)),
    conditions: new Map(Object.entries(objectAt(template, 'Conditions'))),
    deployments: new Map(),
    recordSets: new Map(),
    apis: new Map(),
    sharedPlan: [],
    hashed: keepsHashOrder(resources, objectAt(template, 'Globals')),
  };
  prepareApis(context, objectAt(template, 'Globals'));
  for (const [id, resource] of context.resources) {
    if (!typeOf(resource).startsWith('AWS::Serverless::')) continue;
    const Properties = withGlobals(id, resource, propertiesOf(id, resource), globals);
    context.resources.set(id, { ...resource, Properties });
  }
  applyOpenApiVersions(context);
  return build(template, context);
}

function build(template: JsonObject, context: TransformContext): SamTransformed {
  const errors: string[] = [];
  const made = new Map<string, JsonObject>([...context.resources].filter(([, each]) => !(typeOf(each) in TRANSFORMS)));
  const ids = new Map<string, string>();
  const references: (readonly [string, string])[] = [];
  const add = (generated: Generated, owner: string): void => {
    const existing = context.resources.get(generated.logicalId);
    if (existing !== undefined && !standsFor(generated, typeOf(existing))) {
      errors.push(duplicate(owner, generated));
    } else {
      made.set(generated.logicalId, asResource(generated));
    }
  };
  for (const [type, transform] of Object.entries(TRANSFORMS)) {
    for (const id of resourceOrder(context)) {
      const resource = context.resources.get(id) ?? {};
      if (typeOf(resource) !== type) continue;
      const collected = collect(errors, () => transform(samResource(id, type, resource), context));
      for (const each of collected) add(each, id);
      references.push(...referencesTo(id, type, collected));
      const renamedTo = type === 'AWS::Serverless::LayerVersion' ? collected[0]?.logicalId : undefined;
      if (renamedTo !== undefined) ids.set(id, renamedTo);
    }
  }
  for (const each of collect(errors, () => codeDeployResources(context))) {
    made.set(each.logicalId, asResource(each));
  }
  if (errors.length > 0) return { errors: [...new Set(errors)] };
  const { Transform: _, Globals: __, ...rest } = template;
  const conditions = context.conditions.size === 0 ? {} : { Conditions: Object.fromEntries(context.conditions) };
  const whole = { ...rest, ...conditions, Resources: Object.fromEntries(made) };
  const result = renamed(whole, { ids, made: new Map(references) });
  return { template: isObject(result) ? result : whole };
}

function collect(errors: string[], work: () => readonly Generated[]): readonly Generated[] {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SamProblem)) throw error;
    errors.push(error.message);
    return [];
  }
}

function samResource(logicalId: string, type: string, resource: JsonObject): SamResource {
  if (!/^[A-Za-z0-9]+$/.test(logicalId)) throw resourceProblem(logicalId, 'Logical ids must be alphanumeric.');
  const written = objectAt(resource, 'Properties');
  return { logicalId, type, properties: withoutNulls(written), written, source: resource };
}

function checkedResources(template: JsonObject): Readonly<Record<string, JsonObject>> {
  const resources = template['Resources'];
  if (!isObject(resources) || Object.keys(resources).length === 0) {
    throw templateProblem("'Resources' section is required");
  }
  const checked = Object.entries(resources).map(([id, resource]) => {
    if (isObject(resource)) return [id, resource] as const;
    const message = "All 'Resources' must be Objects. If you're using YAML, this may be an indentation issue.";
    throw templateProblem(message);
  });
  return Object.fromEntries(checked);
}

function propertiesOf(id: string, resource: JsonObject): JsonObject {
  const properties = resource['Properties'] ?? {};
  if (isObject(properties)) return properties;
  throw resourceProblem(id, "Attribute 'Properties' should be a map.");
}

function typeOf(resource: JsonObject): string {
  return isString(resource['Type']) ? resource['Type'] : '';
}

/** A generated resource may only take the place of the SAM resource that it stands for, or of what an event changes. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'AWS::Serverless::Function',
  'AWS::Lambda::LayerVersion': 'AWS::Serverless::LayerVersion',
  'AWS::ApiGateway::RestApi': 'AWS::Serverless::Api',
  'AWS::ApiGatewayV2::Api': 'AWS::Serverless::HttpApi',
  'AWS::DynamoDB::Table': 'AWS::Serverless::SimpleTable',
  'AWS::CloudFormation::Stack': 'AWS::Serverless::Application',
  'AWS::StepFunctions::StateMachine': 'AWS::Serverless::StateMachine',
};

const REPLACES_ITSELF = ['AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::Cognito::UserPool', 'AWS::ApiGateway::DomainName'];

function standsFor(generated: Generated, type: string): boolean {
  return STANDS_FOR[generated.type] === type || (REPLACES_ITSELF.includes(type) && generated.type === type);
}

function duplicate(owner: string, generated: Generated): string {
  const wanted = `Transforming resource with id [${owner}] attempts to create a new resource with id [${generated.logicalId}] and type "${generated.type}".`;
  return `${wanted} A resource with that id already exists within this template. Please use a different id for that resource.`;
}

function allParameters(
  template: JsonObject,
  given: SamContext['parameters'],
  region: string,
): Readonly<Record<string, JsonValue>> {
  const defaults = Object.entries(objectAt(template, 'Parameters')).flatMap(([name, each]) =>
    isObject(each) && each['Default'] !== undefined ? [[name, each['Default']] as const] : [],
  );
  const pseudo = { 'AWS::Region': region, 'AWS::Partition': partitionOf(region) };
  return { ...pseudo, ...Object.fromEntries(defaults), ...given };
}
