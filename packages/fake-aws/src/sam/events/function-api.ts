import { conditionalOn, conditionOf } from '../api/api-document.ts';
import { namedApi } from '../api/api-state.ts';
import {
  dictOf,
  fromTemplate,
  fromTransform,
  PythonDict,
  type PythonText,
  type PythonValue,
  TemplateText,
} from '../api/python-value.ts';
import { propertiesOf, resolved, type TransformContext } from '../context.ts';
import { sub, withinSub } from '../intrinsics.ts';
import { isBlank, isGiven, isObject, isString, type JsonObject, objectAt } from '../json.ts';
import { subArn } from '../partition.ts';
import { EventProblem, resourceProblem } from '../problem.ts';
import { each, INTEGER, LIST, MAP, optional, required, STRING } from '../property-rules.ts';
import { addMethodAuth } from '../rest-api/method-auth.ts';
import { addRequestShape } from '../rest-api/request-shape.ts';
import { SwaggerDocument } from '../rest-api/swagger-document.ts';
import type { EventSource, EventTarget, SamEvent } from './event.ts';
import { permission } from './permission.ts';

/** A method of a REST API. Without one that is named, the methods are of `ServerlessRestApi`. */
export const FUNCTION_API: EventSource = {
  rules: {
    ...each('Path Method RestApiId', required(STRING)),
    Stage: optional(STRING),
    ...each('Auth RequestModel', optional(MAP)),
    RequestParameters: optional(LIST),
    TimeoutInMillis: optional(INTEGER),
    ResponseTransferMode: optional(STRING),
  },
  check: checkRestApi,
  resources(event, target, context) {
    const { path, method, apiId } = routeOf(event);
    const plain = path.replace(/^(.+)\/$/, '$1').replaceAll(/\{([a-zA-Z0-9._-]+\+?|proxy\+)\}/g, '*');
    const verb = method === 'any' ? '*' : method.toUpperCase();
    const arn = subArn(context.partition, 'execute-api', `\${__ApiId__}/\${__Stage__}/${verb}${plain}`);
    const invoke = permission(event, target, {
      principal: 'apigateway.amazonaws.com',
      sourceArn: sub(arn, { __ApiId__: event.properties['RestApiId'] ?? null, __Stage__: '*' }),
      suffix: stageSuffix(apiId, context),
    });
    const api = apiId === undefined ? undefined : context.apis.get(apiId);
    if (apiId !== undefined && api?.managed === true && api.body !== undefined) {
      api.body = withMethod(new SwaggerDocument(api.body), event, target, context);
    }
    return [invoke];
  },
};

export function checkRestApi(event: SamEvent, context: TransformContext): void {
  const apiId = namedApi(event.properties['RestApiId']);
  if (apiId === undefined) return;
  const api = context.resources.get(apiId);
  if (api === undefined) {
    const message = 'RestApiId property of Api event must reference a valid resource in the same template.';
    throw new EventProblem(event.name, message);
  }
  if (propertiesOf(api)['StageName'] === '') throw resourceProblem(apiId, 'StageName cannot be empty.');
}

export interface RestRoute {
  readonly path: string;
  readonly method: string;
  readonly apiId: string | undefined;
}

export function routeOf({ properties }: SamEvent): RestRoute {
  const { Path: path, Method: method, RestApiId: apiId } = properties;
  return {
    path: isString(path) ? path : '',
    method: isString(method) ? method.toLowerCase() : '',
    apiId: namedApi(apiId),
  };
}

/** The permission is called after the API's stage, where that has a plain name. */
function stageSuffix(apiId: string | undefined, context: TransformContext): string {
  if (apiId === undefined) return 'AllStages';
  const stage = propertiesOf(context.resources.get(apiId))['StageName'];
  return isString(stage) ? stage : 'Stage';
}

function withMethod(
  document: SwaggerDocument,
  event: SamEvent,
  target: EventTarget,
  context: TransformContext,
): PythonDict {
  const { path, method, apiId = '' } = routeOf(event);
  if (document.hasIntegration(path, method)) {
    throw new EventProblem(event.name, `API method "${method}" defined multiple times for path "${path}".`);
  }
  const api = propertiesOf(context.resources.get(apiId));
  const auth = objectAt(event.properties, 'Auth');
  const apiAuth = objectAt(api, 'Auth');
  const streamed = event.properties['ResponseTransferMode'] === 'RESPONSE_STREAM';
  const condition = conditionOf(target.attributes['Condition']);
  const integration = (): PythonDict => {
    const uri = new PythonDict(true).set('Fn::Sub', integrationUri(target, streamed, context));
    const made = dictOf(true, {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: condition === undefined ? uri : conditionalOn(condition, uri),
    });
    if (streamed) made.set('responseTransferMode', 'STREAM');
    const credentials = integrationCredentials(auth, apiAuth, context);
    return credentials === undefined ? made : made.set('credentials', credentials);
  };
  document.addIntegration(
    new TemplateText(path),
    new TemplateText(method),
    integration,
    () => new PythonDict(true),
    condition,
  );
  if (isGiven(auth)) {
    const resolvedAuth = resolved(apiAuth, context);
    addMethodAuth(document, event, { path, method }, auth, isObject(resolvedAuth) ? resolvedAuth : {});
  }
  const timeout = event.properties['TimeoutInMillis'];
  if (isGiven(timeout)) {
    for (const definition of document.integrated(path, method)) {
      definition.dictAt('x-amazon-apigateway-integration').set('timeoutInMillis', fromTransform(timeout));
    }
  }
  addRequestShape(document, event, { path, method }, api);
  return document.finished();
}

/** The URI is the template's text where it begins with a function's id, which is; an alias's id is not. */
function integrationUri(target: EventTarget, streamed: boolean, context: TransformContext): PythonText {
  const [version, path] = streamed ? ['2021-11-15', '/response-streaming-invocations'] : ['2015-03-31', '/invocations'];
  const base = `arn:${context.partition}:apigateway:\${AWS::Region}:lambda:path/${version}/functions/`;
  const uri = base + withinSub(target.arn) + path;
  return 'Fn::GetAtt' in target.arn ? new TemplateText(uri) : uri;
}

/** With IAM as authorizer, the function is invoked as the caller, or with the role that is named. */
function integrationCredentials(
  auth: JsonObject,
  apiAuth: JsonObject,
  context: TransformContext,
): PythonValue | undefined {
  const byIam = auth['Authorizer'] === 'AWS_IAM' || (apiAuth['DefaultAuthorizer'] === 'AWS_IAM' && isBlank(auth));
  if (!byIam) return undefined;
  const roleOf = (settings: JsonObject) =>
    isBlank(settings['InvokeRole']) && 'InvokeRole' in settings ? 'NONE' : settings['InvokeRole'];
  const own = roleOf(auth);
  const role = isGiven(own) ? own : roleOf(apiAuth);
  if (role === 'NONE') return undefined;
  if (!isGiven(role) || role === 'CALLER_CREDENTIALS') return `arn:${context.partition}:iam::*:user/*`;
  return fromTemplate(role, true);
}
