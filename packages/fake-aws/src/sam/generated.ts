import { isList, isObject, type JsonObject, type JsonValue } from './json.ts';

/** What a resource has beside Type, Properties and DependsOn, as far as the transform carries it over. */
export type Attributes = Readonly<Record<string, JsonValue>>;

const OWN_ATTRIBUTES = ['DeletionPolicy', 'UpdatePolicy', 'Condition', 'UpdateReplacePolicy', 'Metadata'];
const HANDED_DOWN = ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy'];

/** A resource that the transform makes. Its properties grow until all events and tags are in. */
export interface Generated {
  readonly logicalId: string;
  readonly type: string;
  readonly dependsOn?: JsonValue;
  attributes: Attributes;
  properties: JsonObject;
}

export interface GeneratedOptions {
  readonly attributes?: Attributes;
  readonly dependsOn?: JsonValue | undefined;
}

/** Properties without a value are left out. */
export function generated(
  type: string,
  logicalId: string,
  properties: Readonly<Record<string, JsonValue | undefined>>,
  options: GeneratedOptions = {},
): Generated {
  return {
    logicalId,
    type,
    attributes: options.attributes ?? {},
    properties: given(properties),
    ...(options.dependsOn === undefined ? {} : { dependsOn: options.dependsOn }),
  };
}

/** An object without the keys that have no value. */
export function given(properties: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const entries = Object.entries(properties).filter(
    (entry): entry is [string, JsonValue] => entry[1] !== undefined && entry[1] !== null,
  );
  return Object.fromEntries(entries);
}

/** What the resource that stands for a SAM resource keeps of it. */
export function ownAttributes(resource: JsonObject): Attributes {
  return pick(resource, OWN_ATTRIBUTES);
}

/** What the resources made beside it get. */
export function handedDown(attributes: JsonObject): Attributes {
  return pick(attributes, HANDED_DOWN);
}

function pick(from: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.flatMap((key) => (key in from ? [[key, from[key] ?? null]] : [])));
}

export function asResource(resource: Generated): JsonObject {
  const dependsOn = resource.dependsOn;
  const depends = isList(dependsOn) || isObject(dependsOn) ? Object.keys(dependsOn).length > 0 : Boolean(dependsOn);
  return {
    Type: resource.type,
    ...(depends && dependsOn !== undefined ? { DependsOn: dependsOn } : {}),
    ...resource.attributes,
    Properties: resource.properties,
  };
}
