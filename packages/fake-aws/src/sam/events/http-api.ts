import { ANY_METHOD } from '../api/api-document.ts';
import { namedApi } from '../api/api-state.ts';
import { propertiesOf, type TransformContext } from '../context.ts';
import { DEFAULT_PATH, OpenApiDocument } from '../http-api/open-api-document.ts';
import { sub, withinSub } from '../intrinsics.ts';
import { isGiven, isList, isObject, isString, type JsonObject, objectAt } from '../json.ts';
import { subArn } from '../partition.ts';
import { EventProblem } from '../problem.ts';
import { each, INTEGER, MAP, optional, STRING } from '../property-rules.ts';
import type { EventSource, EventTarget, SamEvent } from './event.ts';
import { permission } from './permission.ts';

/** A route of an HTTP API. Without one that is named, the routes are of `ServerlessHttpApi`. */
export const HTTP_API: EventSource = {
  rules: {
    ...each('Path Method ApiId Stage', optional(STRING)),
    Auth: optional(MAP),
    TimeoutInMillis: optional(INTEGER),
    RouteSettings: optional(MAP),
    PayloadFormatVersion: optional(STRING),
  },
  resources(event, target, context) {
    const path = textAt(event, 'Path');
    const method = textAt(event, 'Method').toLowerCase();
    const apiId = namedApi(event.properties['ApiId']) ?? '';
    const api = context.apis.get(apiId);
    const document = api?.body === undefined ? undefined : new OpenApiDocument(api.body);
    const covered = document?.callsOnly(DEFAULT_PATH, ANY_METHOD, target.logicalId) === true && path !== DEFAULT_PATH;
    const invoke = permission(event, target, {
      principal: 'apigateway.amazonaws.com',
      sourceArn: sub(subArn('${AWS::Partition}', 'execute-api', routeOf(path, method)), {
        __ApiId__: event.properties['ApiId'] ?? null,
        __Stage__: '*',
      }),
    });
    if (api !== undefined && document !== undefined) {
      if (api.managed && document.hasIntegration(path, method)) {
        throw new EventProblem(event.name, `API method '${method}' defined multiple times for path '${path}'.`);
      }
      addRoute(document, event, { path, method }, target, context, apiId);
      api.body = document.root;
    }
    return covered ? [] : [invoke];
  },
};

interface Route {
  readonly path: string;
  readonly method: string;
}

/** The route as it stands in an ARN, behind the API and its stage. */
function routeOf(path: string, method: string): string {
  const plain = path === DEFAULT_PATH ? '' : path.replace(/^(.+)\/$/, '$1');
  const wild = plain.replaceAll(/\{([a-zA-Z0-9._-]+|proxy\+)\}/g, '*');
  const verb = method === 'any' || method === ANY_METHOD ? '*' : method.toUpperCase();
  const base = '${__ApiId__}/${__Stage__}';
  return method === 'any' && wild === `/${DEFAULT_PATH}` ? base + wild : `${base}/${verb}${wild}`;
}

function addRoute(
  document: OpenApiDocument,
  event: SamEvent,
  { path, method }: Route,
  target: EventTarget,
  context: TransformContext,
  apiId: string,
): void {
  const { properties } = event;
  const invocation = `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${withinSub(target.arn)}/invocations`;
  const condition = target.attributes['Condition'];
  document.addLambda(path, method, sub(invocation), isString(condition) ? condition : undefined);
  const auth = properties['Auth'];
  if (isObject(auth) && isGiven(auth)) {
    const apiAuth = objectAt(propertiesOf(context.resources.get(apiId)), 'Auth');
    addAuth(document, event, { path, method }, auth, apiAuth);
  }
  const { TimeoutInMillis: timeout, PayloadFormatVersion: format } = properties;
  if (isGiven(timeout)) document.setOnIntegration(path, method, 'timeoutInMillis', timeout);
  const names = Array.from(path.matchAll(/\{(.*?)\}/g), (match) => match[1] ?? '');
  if (names.length > 0) document.addPathParameters(path, method, names);
  if (isGiven(format)) document.setOnIntegration(path, method, 'payloadFormatVersion', format);
}

function addAuth(
  document: OpenApiDocument,
  event: SamEvent,
  { path, method }: Route,
  auth: JsonObject,
  apiAuth: JsonObject,
): void {
  const named = isGiven(auth['Authorizer']) ? auth['Authorizer'] : apiAuth['DefaultAuthorizer'];
  if (!isGiven(named)) {
    const message =
      "'Auth' section requires either an explicit 'Authorizer' set or a 'DefaultAuthorizer' configured on the HttpApi.";
    throw new EventProblem(event.name, message);
  }
  const unable = `Unable to set Authorizer [${isString(named) ? named : JSON.stringify(named)}] on API method [${method}] for path [${path}]`;
  const iam = apiAuth['EnableIamAuthorizer'] === true;
  const authorizers = apiAuth['Authorizers'];
  if (named !== 'NONE' && !(named === 'AWS_IAM' && iam) && !(isString(named) && isObject(authorizers))) {
    const message = `${unable}. The method authorizer must be a string with a corresponding dict entry in the api authorizer.`;
    throw new EventProblem(event.name, message);
  }
  const scheme = isString(named) && isObject(authorizers) ? authorizers[named] : undefined;
  if (named === 'NONE' && !isGiven(apiAuth['DefaultAuthorizer'])) {
    const message = `Unable to set Authorizer on API method [${method}] for path [${path}] because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.`;
    throw new EventProblem(event.name, message);
  }
  if (named !== 'NONE' && !(named === 'AWS_IAM' && iam) && !isGiven(scheme)) {
    const missing = isGiven(authorizers)
      ? "because it wasn't defined in the API's Authorizers."
      : 'because the related API does not define any Authorizers.';
    throw new EventProblem(event.name, `${unable} ${missing}`);
  }
  const own = auth['AuthorizationScopes'];
  if (isGiven(own) && !isList(own)) {
    const message = `Unable to set Authorizer on API method [${method}] for path [${path}] because 'AuthorizationScopes' must be a list of strings.`;
    throw new EventProblem(event.name, message);
  }
  const scopes = isGiven(own) ? own : isObject(scheme) ? (scheme['AuthorizationScopes'] ?? []) : [];
  if (isString(named)) document.addSecurity(path, method, named, named === 'NONE' || named === 'AWS_IAM' ? [] : scopes);
}

function textAt(event: SamEvent, name: string): string {
  const value = event.properties[name];
  return isString(value) ? value : '';
}
