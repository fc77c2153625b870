import { dictOf, PythonDict, TemplateText } from '../api/python-value.ts';
import { resolved, type SamResource, type TransformContext } from '../context.ts';
import { isBlank, isGiven, isObject, isString, type JsonObject } from '../json.ts';
import { resourceProblem } from '../problem.ts';
import { type RestAuthorizers, restAuthorizers, scopesOf, securityDefinition } from './rest-authorizers.ts';
import { addApiKeyDefinition, addIamDefinition } from './security-definitions.ts';
import { type SwaggerDocument, securityOf } from './swagger-document.ts';

const KEYS = [
  'Authorizers',
  'DefaultAuthorizer',
  'InvokeRole',
  'AddDefaultAuthorizerToCorsPreflight',
  'AddApiKeyRequiredToCorsPreflight',
  'ApiKeyRequired',
  'ResourcePolicy',
  'UsagePlan',
];

/** The API's `Auth` with parameters resolved; undefined where there is none. */
export function authOf({ logicalId, properties }: SamResource, context: TransformContext): JsonObject | undefined {
  const auth = resolved(properties['Auth'], context);
  if (!isObject(auth) || isBlank(auth)) return undefined;
  if (Object.keys(auth).some((key) => !KEYS.includes(key))) {
    throw resourceProblem(logicalId, "Invalid value for 'Auth' property");
  }
  if (isGiven(auth['ResourcePolicy'])) {
    throw resourceProblem(logicalId, 'The stand-in does not transform the ResourcePolicy of an API.');
  }
  return auth;
}

/** Authorizers, the default one, and the API key that all methods need. */
export function addRestAuth(
  apiId: string,
  document: SwaggerDocument,
  auth: JsonObject,
  context: TransformContext,
): void {
  const authorizers = restAuthorizers(apiId, auth);
  for (const [name, authorizer] of authorizers) {
    document.securityDefinitions.set(new TemplateText(name), securityDefinition(name, authorizer, context));
  }
  const name = auth['DefaultAuthorizer'];
  if (authorizers.size > 0 && isGiven(name)) {
    if (!isString(name)) throw resourceProblem(apiId, 'DefaultAuthorizer is not a string.');
    if (name !== 'AWS_IAM' && !authorizers.has(name)) {
      const message = `Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`;
      throw resourceProblem(apiId, message);
    }
    const onPreflight = isGiven(auth['AddDefaultAuthorizerToCorsPreflight'] ?? true);
    for (const path of document.paths.keys()) addDefault(document, path, name, authorizers, onPreflight);
  }
  if (!isGiven(auth['ApiKeyRequired'])) return;
  addApiKeyDefinition(document);
  const onPreflight = isGiven(auth['AddApiKeyRequiredToCorsPreflight'] ?? true);
  for (const path of document.paths.keys()) requireKey(document, path, onPreflight);
}

function addDefault(
  document: SwaggerDocument,
  path: string,
  name: string,
  authorizers: RestAuthorizers,
  onPreflight: boolean,
): void {
  const names = ['AWS_IAM', ...authorizers.keys()];
  for (const [method, definition] of document.allIntegrated(path)) {
    if (!onPreflight && method === 'options') continue;
    const existing = securityOf(definition, path, method);
    const own = existing.filter((each) => names.some((known) => each.has(known)));
    const others = existing.filter((each) => !own.includes(each));
    const none = others.find((each) => each.has('NONE'));
    const required = new PythonDict(true).set(new TemplateText(name), scopesOf(authorizers, name));
    const added = none === undefined ? (own.length > 0 ? own : [required]) : [];
    const security = [...others.filter((each) => each !== none), ...added];
    if (security.length === 0) continue;
    definition.set('security', security);
    if (security[0]?.has('AWS_IAM') === true) addIamDefinition(document);
  }
}

function requireKey(document: SwaggerDocument, path: string, onPreflight: boolean): void {
  for (const [method, definition] of document.allIntegrated(path)) {
    const existing = securityOf(definition, path, method);
    const others = existing.filter((each) => !each.has('api_key') && !each.has('api_key_false'));
    const freed = existing.some((each) => each.has('api_key_false'));
    const added = freed || (method === 'options' && !onPreflight) ? [] : [dictOf(true, { api_key: [] })];
    const security = [...others, ...added];
    if (security.length > 0 || existing.length > 0) definition.set('security', security);
  }
}
