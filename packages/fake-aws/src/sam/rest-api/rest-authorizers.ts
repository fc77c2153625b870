import { hashOrdered } from '../api/hash-order.ts';
import {
  dictOf,
  fromTemplate,
  fromTransform,
  PythonDict,
  type PythonText,
  type PythonValue,
  TemplateText,
} from '../api/python-value.ts';
import type { TransformContext } from '../context.ts';
import {
  isBlank,
  isGiven,
  isList,
  isObject,
  isString,
  type JsonObject,
  type JsonValue,
  objectAt,
  shown,
} from '../json.ts';
import { resourceProblem } from '../problem.ts';

const AUTHORIZER = 'x-amazon-apigateway-authorizer';
const IDENTITY_SOURCES = {
  Headers: 'method.request.header.',
  QueryStrings: 'method.request.querystring.',
  StageVariables: 'stageVariables.',
  Context: 'context.',
};

export type RestAuthorizers = ReadonlyMap<string, JsonObject>;

/** The authorizers of `Auth` in the transform's order; IAM is one when it is the default. */
export function restAuthorizers(apiId: string, auth: JsonObject): RestAuthorizers {
  const listed = auth['Authorizers'];
  if (isGiven(listed) && !isObject(listed)) {
    throw resourceProblem(apiId, "Property 'Auth.Authorizers' should be a map.");
  }
  const written = isObject(listed) ? listed : {};
  const names = hashOrdered([
    ...(auth['DefaultAuthorizer'] === 'AWS_IAM' ? ['AWS_IAM'] : []),
    ...hashOrdered(Object.keys(written)),
  ]);
  return new Map(
    names.map((name) => {
      const authorizer = written[name] ?? {};
      if (!isObject(authorizer)) throw resourceProblem(apiId, `Property 'Auth.Authorizers.${name}' should be a map.`);
      check(apiId, name, authorizer);
      return [name, authorizer] as const;
    }),
  );
}

function check(apiId: string, name: string, authorizer: JsonObject): void {
  const payload = authorizer['FunctionPayloadType'];
  if (payload !== undefined && payload !== 'TOKEN' && payload !== 'REQUEST') {
    throw resourceProblem(apiId, `${name} Authorizer has invalid 'FunctionPayloadType': ${shown(payload)}.`);
  }
  const identity = objectAt(authorizer, 'Identity');
  const cached = identity['ReauthorizeEvery'] === undefined || Number(identity['ReauthorizeEvery']) > 0;
  if (payload === 'REQUEST' && cached && Object.keys(IDENTITY_SOURCES).every((each) => isBlank(identity[each]))) {
    const message = `${name} Authorizer must specify Identity with at least one of Headers, QueryStrings, StageVariables, or Context.`;
    throw resourceProblem(apiId, message);
  }
  const scopes = authorizer['AuthorizationScopes'];
  if (scopes !== undefined && !isList(scopes)) {
    throw resourceProblem(apiId, `Property 'Authorizers.${name}.AuthorizationScopes' should be a list.`);
  }
}

/** An authorizer as Swagger's security definition. */
export function securityDefinition(name: string, authorizer: JsonObject, context: TransformContext): PythonDict {
  const kind = isGiven(authorizer['UserPoolArn'])
    ? 'cognito_user_pools'
    : name === 'AWS_IAM' && isBlank(authorizer)
      ? 'awsSigv4'
      : 'custom';
  const identity = objectAt(authorizer, 'Identity');
  const payload = isGiven(authorizer['FunctionPayloadType']) ? shown(authorizer['FunctionPayloadType']) : 'TOKEN';
  const definition = dictOf(true, {
    type: 'apiKey',
    name: kind === 'custom' && payload === 'REQUEST' ? 'Unused' : headerOf(identity),
    in: 'header',
    'x-amazon-apigateway-authtype': kind,
  });
  if (kind === 'awsSigv4') return definition;
  const details =
    kind === 'custom'
      ? lambdaAuthorizer(authorizer, identity, payload, context)
      : dictOf(true, { type: kind, providerARNs: pools(authorizer['UserPoolArn'] ?? null) });
  const expression = identity['ValidationExpression'];
  if (isGiven(expression) && (kind !== 'custom' || payload === 'TOKEN')) {
    details.set('identityValidationExpression', fromTemplate(expression, true));
  }
  return definition.set(AUTHORIZER, details);
}

function headerOf(identity: JsonObject): PythonText {
  return isString(identity['Header']) && identity['Header'] !== ''
    ? new TemplateText(identity['Header'])
    : 'Authorization';
}

function pools(arn: JsonValue): PythonValue {
  const value = fromTemplate(arn, true);
  return Array.isArray(value) ? value : [value];
}

function lambdaAuthorizer(
  authorizer: JsonObject,
  identity: JsonObject,
  payload: string,
  context: TransformContext,
): PythonDict {
  const uri = `arn:${context.partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${__FunctionArn__}/invocations`;
  const variables = new PythonDict(false).set('__FunctionArn__', fromTemplate(authorizer['FunctionArn'] ?? null, true));
  const details = dictOf(true, {
    type: payload.toLowerCase(),
    authorizerUri: new PythonDict(false).set('Fn::Sub', [uri, variables]),
  });
  const { ReauthorizeEvery: every } = identity;
  if (every !== undefined && every !== null) details.set('authorizerResultTtlInSeconds', fromTemplate(every, true));
  const role = authorizer['FunctionInvokeRole'];
  if (isGiven(role) && role !== 'NONE') details.set('authorizerCredentials', fromTemplate(role, true));
  const sources = payload === 'REQUEST' ? identitySources(identity) : '';
  if (sources !== '') details.set('identitySource', new TemplateText(sources));
  return details;
}

function identitySources(identity: JsonObject): string {
  return Object.entries(IDENTITY_SOURCES)
    .flatMap(([property, prefix]) => {
      const values = identity[property];
      return isList(values) ? values.filter(isString).map((value) => prefix + value) : [];
    })
    .join(', ');
}

/** The scopes that an authorizer asks for by itself. */
export function scopesOf(authorizers: RestAuthorizers, name: string): PythonValue {
  const scopes = authorizers.get(name)?.['AuthorizationScopes'];
  return scopes === undefined ? fromTransform([]) : fromTemplate(scopes, true);
}
