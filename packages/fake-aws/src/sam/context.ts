import type { ApiState } from './api/api-state.ts';
import type { Generated } from './generated.ts';
import type { JsonValue } from './json.ts';
import { isObject, type JsonObject } from './json.ts';
import { type ParameterValues, resolveMappings, resolveParameters } from './resolve.ts';

/** What the transform of one template knows and changes while it goes from resource to resource. */
export interface TransformContext {
  readonly parameters: ParameterValues;
  readonly mappings: JsonObject;
  readonly partition: string;
  readonly region: string;
  /** The SAM template's own resources; an event may change the bucket or the API that it names. */
  readonly resources: Map<string, JsonObject>;
  /** Grows by the conditions that generated resources need. */
  readonly conditions: Map<string, JsonValue>;
  /** The definitions of the template's APIs, by logical id. */
  readonly apis: Map<string, ApiState>;
  /** Whether API definitions keep their keys in the order of Python 2.7. */
  readonly hashed: boolean;
  /** The CodeDeploy part of functions with a `DeploymentPreference`, by logical id. */
  readonly deployments: Map<string, Deployment>;
  /** The stages of the usage plan that APIs share. */
  readonly sharedPlan: { readonly apiId: string; readonly stageId: string }[];
  /** Record sets of custom domains, shared by hosted zone. */
  readonly recordSets: Map<string, Generated>;
}

export interface Deployment {
  readonly preference: JsonObject;
  readonly condition?: string;
  readonly tags?: JsonObject;
}

/** A SAM resource on its way through the transform: nulls removed, Globals merged. */
export interface SamResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** The same with nulls: what is checked. */
  readonly written: JsonObject;
  /** The whole resource. */
  readonly source: JsonObject;
}

/** The value with the template's parameters in place of their Refs. */
export function resolved(value: JsonValue | undefined, context: TransformContext): JsonValue | undefined {
  return value === undefined ? undefined : resolveParameters(value, context.parameters);
}

/** As {@link resolved}, and mappings looked up too. */
export function resolvedFully(value: JsonValue | undefined, context: TransformContext): JsonValue | undefined {
  const parametersIn = resolved(value, context);
  return parametersIn === undefined ? undefined : resolveMappings(parametersIn, context.mappings);
}

export function propertiesOf(resource: JsonObject | undefined): JsonObject {
  const properties = resource?.['Properties'];
  return isObject(properties) ? properties : {};
}
