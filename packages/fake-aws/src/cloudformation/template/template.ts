import { isJsonList, isJsonObject, type Json, type JsonObject, member, objectMember, textMember } from '../../json.ts';
import { formatError, validationError } from '../failures.ts';

export interface ResourceDeclaration {
  readonly type: string;
  readonly properties: JsonObject;
  readonly condition?: string;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy?: Json;
  readonly updateReplacePolicy?: Json;
  readonly metadata?: JsonObject;
  readonly creationPolicy?: JsonObject;
  readonly updatePolicy?: JsonObject;
}

export interface OutputDeclaration {
  readonly value: Json;
  readonly description?: Json;
  readonly exportName?: Json;
  readonly condition?: string;
}

/** A template whose shape has been checked, its functions not yet evaluated. */
export interface Template {
  readonly description?: string;
  readonly version?: string;
  readonly metadata?: JsonObject;
  readonly parameters: ReadonlyMap<string, JsonObject>;
  readonly mappings: JsonObject;
  readonly conditions: ReadonlyMap<string, Json>;
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
}

const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Hooks',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
  'Transform',
]);
const RESOURCE_MEMBERS = new Set([
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Description',
  'Metadata',
  'Properties',
  'Type',
  'UpdatePolicy',
  'UpdateReplacePolicy',
]);
/** "500 resources", "200 outputs", "200 parameters" (User Guide, "Understand CloudFormation quotas"). */
const MOST = { Resources: 500, Outputs: 200, Parameters: 200, Mappings: 200 };
const LOGICAL_ID = /^[a-zA-Z0-9]{1,255}$/;

/** Checks a template whose transforms have been applied. Throws the first thing that CloudFormation would answer. */
export function readTemplate(json: JsonObject): Template {
  const unknown = Object.keys(json).filter((name) => !SECTIONS.has(name));
  if (unknown.length > 0) throw formatError(`Invalid template property or properties [${unknown.join(', ')}]`);
  const version = member(json, 'AWSTemplateFormatVersion');
  if (version !== undefined && version !== '2010-09-09') {
    throw formatError(`Template version must be a supported version: [2010-09-09]`);
  }
  const description = member(json, 'Description');
  if (description !== undefined && typeof description !== 'string') {
    throw formatError('Every Description member must be a string.');
  }
  const metadata = objectMember(json, 'Metadata');
  const resources = section(json, 'Resources');
  if (resources.size === 0) throw formatError('At least one Resources member must be defined.');
  return {
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(metadata === undefined ? {} : { metadata }),
    parameters: section(json, 'Parameters'),
    mappings: Object.fromEntries(section(json, 'Mappings')),
    conditions: conditionsOf(json),
    resources: new Map([...resources].map(([id, value]) => [id, resourceOf(id, value)])),
    outputs: new Map([...section(json, 'Outputs')].map(([id, value]) => [id, outputOf(id, value)])),
  };
}

function section(json: JsonObject, name: keyof typeof MOST): ReadonlyMap<string, JsonObject> {
  const value = member(json, name);
  if (value === undefined) return new Map();
  if (value === null) throw validationError(`[/${name}] 'null' values are not allowed in templates`);
  if (!isJsonObject(value)) throw formatError(`[/${name}] must be a map`);
  const entries = Object.entries(value).map(([id, item]): readonly [string, JsonObject] => {
    if (name !== 'Mappings' && !LOGICAL_ID.test(id)) {
      throw formatError(`${name} name ${id} is non alphanumeric.`);
    }
    if (item === null) throw validationError(`[/${name}/${id}] 'null' values are not allowed in templates`);
    if (!isJsonObject(item)) throw formatError(`Every ${name} member must be an object.`);
    return [id, item];
  });
  if (entries.length > MOST[name]) {
    throw formatError(
      `Number of ${name.toLowerCase()}, ${entries.length}, is greater than maximum allowed, ${MOST[name]}`,
    );
  }
  return new Map(entries);
}

function conditionsOf(json: JsonObject): ReadonlyMap<string, Json> {
  const value = member(json, 'Conditions');
  if (value === undefined) return new Map();
  if (!isJsonObject(value)) throw formatError('[/Conditions] must be a map');
  return new Map(Object.entries(value));
}

function resourceOf(id: string, value: JsonObject): ResourceDeclaration {
  const unknown = Object.keys(value).filter((name) => !RESOURCE_MEMBERS.has(name));
  if (unknown.length > 0) {
    throw validationError(`Invalid template resource property '${unknown[0] ?? ''}'`);
  }
  const type = textMember(value, 'Type');
  if (type === undefined) {
    throw formatError(`[/Resources/${id}] Every Resources object must contain a Type member.`);
  }
  const properties = member(value, 'Properties');
  if (properties === null)
    throw validationError(`[/Resources/${id}/Properties] 'null' values are not allowed in templates`);
  if (properties !== undefined && !isJsonObject(properties)) {
    throw formatError(`[/Resources/${id}/Properties] Properties must be an object`);
  }
  const condition = member(value, 'Condition');
  if (condition !== undefined && typeof condition !== 'string') {
    throw formatError(`Every Condition member must be a string.`);
  }
  return {
    type,
    properties: properties ?? {},
    dependsOn: dependsOn(id, member(value, 'DependsOn')),
    ...(condition === undefined ? {} : { condition }),
    ...optional('deletionPolicy', member(value, 'DeletionPolicy')),
    ...optional('updateReplacePolicy', member(value, 'UpdateReplacePolicy')),
    ...optional('metadata', objectMember(value, 'Metadata')),
    ...optional('creationPolicy', objectMember(value, 'CreationPolicy')),
    ...optional('updatePolicy', objectMember(value, 'UpdatePolicy')),
  };
}

function optional<K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } {
  const object: { [P in K]?: T } = {};
  if (value !== undefined) object[name] = value;
  return object;
}

function dependsOn(id: string, value: Json | undefined): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (isJsonList(value) && value.every((item) => typeof item === 'string')) return value;
  throw formatError(`[/Resources/${id}/DependsOn] DependsOn must be a string or list of strings.`);
}

function outputOf(id: string, value: JsonObject): OutputDeclaration {
  const given = member(value, 'Value');
  if (given === undefined) throw formatError(`[/Outputs/${id}] Every Outputs member must contain a Value object`);
  if (given === null) throw validationError(`[/Outputs/${id}/Value] 'null' values are not allowed in templates`);
  const exported = objectMember(value, 'Export');
  const condition = textMember(value, 'Condition');
  return {
    value: given,
    ...(condition === undefined ? {} : { condition }),
    ...optional('description', member(value, 'Description')),
    ...optional('exportName', exported === undefined ? undefined : member(exported, 'Name')),
  };
}

/** The transforms that a template names at its top, in order. */
export function transformsOf(json: JsonObject): readonly string[] {
  const value = member(json, 'Transform');
  if (value === undefined) return [];
  const items = isJsonList(value) ? value : [value];
  return items.map((item) => {
    const name = isJsonObject(item) ? textMember(item, 'Name') : item;
    if (typeof name === 'string') return name;
    throw formatError('[/Transform] Every Transform member must be a string or an object with a Name.');
  });
}
