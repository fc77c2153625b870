import { propertiesOf, type TransformContext } from '../context.ts';
import { emptyOpenApi } from '../http-api/open-api-document.ts';
import { anyOf } from '../intrinsics.ts';
import { isGiven, isObject, isString, type JsonObject, type JsonValue, objectAt } from '../json.ts';
import { EventProblem, resourceProblem, SamProblem } from '../problem.ts';
import { byCodePoint } from '../python-json.ts';
import { emptySwagger } from '../rest-api/swagger-document.ts';
import { ApiDocument } from './api-document.ts';
import { type ApiState, apiState, bodyOf, namedApi } from './api-state.ts';
import { hashOrdered } from './hash-order.ts';
import { type PythonDict, TemplateText } from './python-value.ts';
import { addRouteSettings } from './route-settings.ts';

interface ApiKind {
  readonly type: string;
  readonly eventType: string;
  /** The event's property that names the API. */
  readonly idProperty: string;
  readonly implicitId: string;
  readonly implicitProperties: JsonObject;
  readonly empty: () => PythonDict;
}

const KINDS: readonly ApiKind[] = [
  {
    type: 'AWS::Serverless::Api',
    eventType: 'Api',
    idProperty: 'RestApiId',
    implicitId: 'ServerlessRestApi',
    implicitProperties: { StageName: 'Prod' },
    empty: emptySwagger,
  },
  {
    type: 'AWS::Serverless::HttpApi',
    eventType: 'HttpApi',
    idProperty: 'ApiId',
    implicitId: 'ServerlessHttpApi',
    implicitProperties: {},
    empty: emptyOpenApi,
  },
];

const OWNERS = ['AWS::Serverless::Function', 'AWS::Serverless::StateMachine'];

/**
 * Gives each API its definition, makes the APIs that events use without naming one, and writes every event's path into
 * its API. Throws the problems of all events together.
 */
export function prepareApis(context: TransformContext, globals: JsonObject): void {
  for (const kind of KINDS) {
    for (const [id, resource] of context.resources) {
      if (resource['Type'] === kind.type) context.apis.set(id, ownApi(kind, resource, context));
    }
  }
  for (const kind of KINDS) prepareKind(kind, context, globals);
}

function ownApi(kind: ApiKind, resource: JsonObject, context: TransformContext): ApiState {
  const { DefinitionBody: body, DefinitionUri: uri } = propertiesOf(resource);
  if (!isGiven(body) && !isGiven(uri)) return apiState(kind.empty(), true);
  const hashed = context.hashed && kind.eventType === 'Api';
  return apiState(isObject(body) && isGiven(body) ? bodyOf(body, hashed) : undefined, false);
}

function prepareKind(kind: ApiKind, context: TransformContext, globals: JsonObject): void {
  const existing = { resource: context.resources.get(kind.implicitId), api: context.apis.get(kind.implicitId) };
  const api = apiState(kind.empty(), true);
  context.apis.set(kind.implicitId, api);
  context.resources.set(kind.implicitId, { Type: kind.type, Properties: kind.implicitProperties });
  const problems: string[] = [];
  const made: ImplicitAttributes = { deletionPolicies: [], updateReplacePolicies: [] };
  for (const id of inOrder([...context.resources.keys()], context)) {
    const owner = context.resources.get(id) ?? {};
    if (!isString(owner['Type']) || !OWNERS.includes(owner['Type'])) continue;
    try {
      prepareOwner(kind, id, owner, made, context, globals);
    } catch (error) {
      if (!(error instanceof EventProblem)) throw error;
      problems.push(resourceProblem(id, error.message).message);
    }
  }
  if (problems.length > 0) throw new SamProblem(problems.join('\n'));
  if (api.conditions.size === 0) {
    if (existing.resource === undefined) context.resources.delete(kind.implicitId);
    else context.resources.set(kind.implicitId, existing.resource);
    if (existing.api === undefined) context.apis.delete(kind.implicitId);
    else context.apis.set(kind.implicitId, existing.api);
  } else {
    finishImplicit(kind, made, context);
  }
  for (const [id, each] of context.apis) {
    if (context.resources.get(id)?.['Type'] === kind.type) addPathConditions(id, each, context);
  }
}

/** The keys as the transform lists them. */
function inOrder(keys: readonly string[], context: TransformContext): readonly string[] {
  return context.hashed ? hashOrdered(keys) : keys;
}

interface ImplicitAttributes {
  readonly deletionPolicies: JsonValue[];
  readonly updateReplacePolicies: JsonValue[];
}

function prepareOwner(
  kind: ApiKind,
  ownerId: string,
  owner: JsonObject,
  made: ImplicitAttributes,
  context: TransformContext,
  globals: JsonObject,
): void {
  const properties = propertiesOf(owner);
  const events = objectAt(properties, 'Events');
  const changed: Record<string, JsonValue> = { ...events };
  for (const name of inOrder(Object.keys(events), context)) {
    const event = events[name];
    if (!isObject(event) || event['Type'] !== kind.eventType) continue;
    const written = event['Properties'] ?? {};
    if (!isObject(written)) throw new EventProblem(name, 'Properties should be a map.');
    if (kind.eventType === 'Api' && !isGiven(written)) continue;
    if (!(kind.idProperty in written)) inheritTags(kind, owner, properties, globals, context);
    const complete = completed(kind, written);
    changed[name] = { ...event, Properties: complete };
    prepareEvent(kind, name, complete, owner, made, context);
  }
  context.resources.set(ownerId, { ...owner, Properties: { ...properties, Events: changed } });
}

function completed(kind: ApiKind, written: JsonObject): JsonObject {
  const named = kind.idProperty in written ? written : { ...written, [kind.idProperty]: { Ref: kind.implicitId } };
  if (kind.eventType !== 'HttpApi' || isGiven(named['Path']) || isGiven(named['Method'])) return named;
  return { ...named, Path: '$default', Method: 'x-amazon-apigateway-any-method' };
}

function prepareEvent(
  kind: ApiKind,
  name: string,
  properties: JsonObject,
  owner: JsonObject,
  made: ImplicitAttributes,
  context: TransformContext,
): void {
  const [path, method] = ['Path', 'Method'].map((each) => {
    const value = properties[each] ?? undefined;
    if (value === undefined) throw new EventProblem(name, `Property '${each}' is required.`);
    return value;
  });
  const apiId = namedApi(properties[kind.idProperty]);
  const wrong = [[kind.idProperty, apiId] as const, ['Path', path] as const, ['Method', method] as const].find(
    ([, value]) => !isString(value),
  );
  if (wrong !== undefined) throw new EventProblem(name, `Property '${wrong[0]}' should be a string.`);
  if (!isString(path) || !isString(method) || apiId === undefined) return;
  const type = context.resources.get(apiId)?.['Type'];
  if (type === undefined || (type === 'AWS::Serverless::HttpApi' && type !== kind.type)) {
    const message = `${kind.idProperty} must be a valid reference to an '${kind.type}' resource in same template.`;
    throw new EventProblem(name, message);
  }
  const condition = isString(owner['Condition']) ? owner['Condition'] : undefined;
  if (apiId === kind.implicitId) {
    made.deletionPolicies.push(owner['DeletionPolicy'] ?? null);
    made.updateReplacePolicies.push(owner['UpdateReplacePolicy'] ?? null);
  }
  const api = context.apis.get(apiId);
  if (api === undefined) return;
  const methods = api.conditions.get(path) ?? new Map<string, string | undefined>();
  api.conditions.set(path, methods.set(method, condition));
  if (api.managed && api.body !== undefined) {
    const document = new ApiDocument(api.body);
    const text = (value: string): string | TemplateText => (document.hashed ? new TemplateText(value) : value);
    document.addPath(text(path), text(method));
    api.body = document.root.copy();
  }
  if ('RouteSettings' in properties) addRouteSettings(apiId, name, { path, method }, properties, condition, context);
}

/** A function that hands its tags down hands them to the implicit API as well. */
function inheritTags(
  kind: ApiKind,
  owner: JsonObject,
  properties: JsonObject,
  globals: JsonObject,
  context: TransformContext,
): void {
  const global = objectAt(globals, isString(owner['Type']) ? owner['Type'].replace('AWS::Serverless::', '') : '');
  const tags = isGiven(properties['Tags']) ? properties['Tags'] : global['Tags'];
  const wanted = isGiven(properties['PropagateTags']) || isGiven(global['PropagateTags']);
  const implicit = context.resources.get(kind.implicitId);
  if (implicit === undefined || !wanted || !isObject(tags) || !isGiven(tags)) return;
  const before = propertiesOf(implicit);
  const Tags = { ...objectAt(before, 'Tags'), ...tags };
  context.resources.set(kind.implicitId, { ...implicit, Properties: { ...before, Tags, PropagateTags: true } });
}

/** The implicit API exists when any of its events does, and outlives the stack when any of their functions does. */
function finishImplicit(kind: ApiKind, made: ImplicitAttributes, context: TransformContext): void {
  const api = context.apis.get(kind.implicitId);
  const conditions = [...(api?.conditions.values() ?? [])].flatMap((methods) => [...methods.values()]);
  const attributes: Record<string, JsonValue> = {};
  const condition = combined(conditions, `${kind.implicitId}Condition`, context);
  if (condition !== undefined) attributes['Condition'] = condition;
  const deletion = ['Retain', 'Delete'].find((policy) => made.deletionPolicies.includes(policy));
  if (deletion !== undefined) attributes['DeletionPolicy'] = deletion;
  const replacement = ['Retain', 'Snapshot', 'Delete'].find((policy) => made.updateReplacePolicies.includes(policy));
  if (replacement !== undefined) attributes['UpdateReplacePolicy'] = replacement;
  const resource = context.resources.get(kind.implicitId) ?? {};
  context.resources.set(kind.implicitId, { ...resource, ...attributes });
}

/** The one condition that holds whenever one of these does; undefined when something is unconditional. */
function combined(
  conditions: readonly (string | undefined)[],
  name: string,
  context: TransformContext,
): string | undefined {
  const distinct = [...new Set(conditions)].filter((each) => each !== undefined);
  if (conditions.includes(undefined) || distinct.length === 0) return undefined;
  if (distinct.length === 1) return distinct[0];
  for (const [each, value] of Object.entries(anyOf(distinct.toSorted(byCodePoint), name))) {
    context.conditions.set(each, value);
  }
  return name;
}

function addPathConditions(id: string, api: ApiState, context: TransformContext): void {
  if (!api.managed || api.body === undefined) return;
  const document = new ApiDocument(api.body);
  for (const path of document.paths.keys()) {
    const conditions = [...(api.conditions.get(path)?.values() ?? [])];
    const inWords = path.replaceAll('/', 'SLASH').replaceAll('{', 'OB').replaceAll('}', 'CB');
    const name = `${id}${inWords}PathCondition`;
    const condition = combined(conditions, name, context);
    if (condition === undefined) continue;
    const own = document.hashed && condition !== name;
    document.makeConditional(path, own ? new TemplateText(condition) : condition);
  }
  api.body = document.root.copy();
}
