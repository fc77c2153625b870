import { dictOf, fromTemplate, PythonDict, TemplateText } from '../api/python-value.ts';
import type { SamEvent } from '../events/event.ts';
import { isGiven, isList, isObject, isString, type JsonObject, shown } from '../json.ts';
import { EventProblem } from '../problem.ts';
import { addApiKeyDefinition, addIamDefinition } from './security-definitions.ts';
import type { SwaggerDocument } from './swagger-document.ts';

interface Method {
  readonly path: string;
  readonly method: string;
}

/** An event's `Auth`: its authorizer, its scopes, and whether it needs an API key. */
export function addMethodAuth(
  document: SwaggerDocument,
  event: SamEvent,
  { path, method }: Method,
  auth: JsonObject,
  apiAuth: JsonObject,
): void {
  const named = auth['Authorizer'];
  if (isGiven(named)) checkAuthorizer(event, { path, method }, shown(named), apiAuth);
  const scopes = auth['AuthorizationScopes'];
  if (isGiven(scopes)) {
    if (!isList(scopes)) throw new EventProblem(event.name, "Property 'Auth.AuthorizationScopes' should be a list.");
    if (!isGiven(named)) throw new EventProblem(event.name, 'AuthorizationScopes works only when Authorizer is set');
  }
  const key = auth['ApiKeyRequired'];
  if (key === false && !isGiven(apiAuth['ApiKeyRequired'])) {
    const message = `Unable to set ApiKeyRequired [False] on API method [${method}] for path [${path}] because the related API does not specify any ApiKeyRequired.`;
    throw new EventProblem(event.name, message);
  }
  if ('ResourcePolicy' in auth || 'OverrideApiAuth' in auth) {
    const message = 'The stand-in does not transform ResourcePolicy and OverrideApiAuth of an event.';
    throw new EventProblem(event.name, message);
  }
  if (isString(named) && named !== '') addAuthorizer(document, { path, method }, named, auth, apiAuth);
  if (key === undefined) return;
  if (isGiven(key)) addApiKeyDefinition(document);
  document.addSecurity(path, method, dictOf(true, { [isGiven(key) ? 'api_key' : 'api_key_false']: [] }));
}

function addAuthorizer(
  document: SwaggerDocument,
  { path, method }: Method,
  named: string,
  auth: JsonObject,
  apiAuth: JsonObject,
): void {
  const authorizers = isObject(apiAuth['Authorizers']) ? apiAuth['Authorizers'] : {};
  const authorizer = named === 'NONE' ? undefined : authorizers[named];
  const own = auth['AuthorizationScopes'] ?? (isObject(authorizer) ? authorizer['AuthorizationScopes'] : undefined);
  const scopes = authorizer === undefined || own === undefined ? [] : fromTemplate(own, true);
  for (const definition of document.integrated(path, method)) {
    const requirement = new PythonDict(true).set(new TemplateText(named), scopes);
    const before = definition.get('security');
    const security = [...(Array.isArray(before) ? before : []), requirement];
    definition.set('security', security);
    const [first] = security;
    if (first instanceof PythonDict && first.has('AWS_IAM')) addIamDefinition(document);
  }
}

function checkAuthorizer(event: SamEvent, { path, method }: Method, named: string, apiAuth: JsonObject): void {
  if (named === 'AWS_IAM') return;
  const on = `on API method [${method}] for path [${path}]`;
  const refuse = (because: string): Error =>
    new EventProblem(event.name, `Unable to set Authorizer [${named}] ${on}${because}`);
  if (named === 'NONE') {
    if (isGiven(apiAuth['DefaultAuthorizer'])) return;
    const message = `Unable to set Authorizer ${on} because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.`;
    throw new EventProblem(event.name, message);
  }
  const authorizers = apiAuth['Authorizers'];
  if (!isGiven(authorizers)) throw refuse(' because the related API does not define any Authorizers.');
  if (!isObject(authorizers)) {
    throw refuse('. The method authorizer must be a string with a corresponding dict entry in the api authorizer.');
  }
  if (!isGiven(authorizers[named])) throw refuse(" because it wasn't defined in the API's Authorizers.");
}
