import type { TransformContext } from '../context.ts';
import { given } from '../generated.ts';
import { sub } from '../intrinsics.ts';
import { isBlank, isGiven, isList, isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { resourceProblem } from '../problem.ts';

export type HttpAuthorizers = ReadonlyMap<string, JsonObject>;
type AuthorizerKind = 'AWS_IAM' | 'JWT' | 'REQUEST';

/** What each property belongs to, as the transform says it. */
const BELONGS: Readonly<Record<string, readonly [kind: AuthorizerKind, title: string]>> = {
  AuthorizationScopes: ['JWT', 'OAuth2 Authorizer'],
  JwtConfiguration: ['JWT', 'OAuth2 Authorizer'],
  IdentitySource: ['JWT', "OAuth2 Authorizer. For Lambda Authorizer, use the 'Identity' property instead"],
  FunctionArn: ['REQUEST', 'Lambda Authorizer'],
  FunctionInvokeRole: ['REQUEST', 'Lambda Authorizer'],
  Identity: ['REQUEST', 'Lambda Authorizer'],
  AuthorizerPayloadFormatVersion: ['REQUEST', 'Lambda Authorizer'],
  EnableSimpleResponses: ['REQUEST', 'Lambda Authorizer'],
  EnableFunctionDefaultPermissions: ['REQUEST', 'Lambda Authorizer'],
};

const IDENTITY_SOURCES = {
  Headers: '$request.header.',
  QueryStrings: '$request.querystring.',
  StageVariables: '$stageVariables.',
  Context: '$context.',
};

/** The authorizers of `Auth`, checked, by name. */
export function httpAuthorizers(apiId: string, auth: JsonObject): HttpAuthorizers {
  const found = new Map<string, JsonObject>();
  if (auth['EnableIamAuthorizer'] === true) found.set('AWS_IAM', {});
  const listed = auth['Authorizers'];
  if (!isGiven(listed)) return found;
  if (!isObject(listed)) throw resourceProblem(apiId, "Property 'Auth.Authorizers' should be a map.");
  for (const [name, authorizer] of Object.entries(listed)) {
    if (!isObject(authorizer)) throw resourceProblem(apiId, `Property 'Auth.Authorizers.${name}' should be a map.`);
    check(apiId, name, authorizer);
    found.set(name, authorizer);
  }
  return found;
}

function check(apiId: string, name: string, authorizer: JsonObject): void {
  if ('OpenIdConnectUrl' in authorizer) {
    const message = `'OpenIdConnectUrl' is no longer a supported property for authorizer '${name}'. Please refer to the AWS SAM documentation.`;
    throw resourceProblem(apiId, message);
  }
  const kind = kindOf(authorizer);
  const scopes = authorizer['AuthorizationScopes'];
  if (scopes !== undefined && !isList(scopes)) throw resourceProblem(apiId, 'AuthorizationScopes must be a list.');
  for (const [property, [owner, title]] of Object.entries(BELONGS)) {
    if (authorizer[property] !== undefined && owner !== kind) {
      throw resourceProblem(apiId, `${property} is only supported for ${title}.`);
    }
  }
  const needed = kind === 'JWT' ? ['IdentitySource'] : ['FunctionArn', 'AuthorizerPayloadFormatVersion'];
  for (const property of needed) {
    if (isBlank(authorizer[property])) {
      const title = kind === 'JWT' ? 'OAuth2' : 'Lambda';
      throw resourceProblem(apiId, `${name} ${title} Authorizer must define '${property}'.`);
    }
  }
}

function kindOf(authorizer: JsonObject): AuthorizerKind {
  return isGiven(authorizer['JwtConfiguration']) ? 'JWT' : 'REQUEST';
}

/** The scopes that an authorizer asks for by itself. */
export function ownScopes(authorizers: HttpAuthorizers, name: string): JsonValue {
  return authorizers.get(name)?.['AuthorizationScopes'] ?? [];
}

/** An authorizer as OpenAPI's security scheme. */
export function securityScheme(name: string, authorizer: JsonObject, context: TransformContext): JsonObject {
  if (name === 'AWS_IAM' && Object.keys(authorizer).length === 0) {
    return { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' };
  }
  if (kindOf(authorizer) === 'JWT') {
    const written = authorizer['JwtConfiguration'];
    const configuration = Object.entries(isObject(written) ? written : {});
    return {
      type: 'oauth2',
      'x-amazon-apigateway-authorizer': {
        jwtConfiguration: Object.fromEntries(configuration.map(([key, value]) => [key.toLowerCase(), value])),
        identitySource: authorizer['IdentitySource'] ?? null,
        type: 'jwt',
      },
    };
  }
  const identity =
    isObject(authorizer['Identity']) && isGiven(authorizer['Identity']) ? authorizer['Identity'] : undefined;
  const role = authorizer['FunctionInvokeRole'];
  const simple = authorizer['EnableSimpleResponses'];
  const uri = `arn:${context.partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${__FunctionArn__}/invocations`;
  return {
    type: 'apiKey',
    name: 'Unused',
    in: 'header',
    'x-amazon-apigateway-authorizer': given({
      type: 'request',
      authorizerUri: sub(uri, { __FunctionArn__: authorizer['FunctionArn'] ?? null }),
      authorizerCredentials: isGiven(role) && role !== 'NONE' ? role : undefined,
      authorizerResultTtlInSeconds: identity?.['ReauthorizeEvery'],
      identitySource: identity && identitySource(identity),
      authorizerPayloadFormatVersion: authorizer['AuthorizerPayloadFormatVersion'],
      enableSimpleResponses: isGiven(simple) ? simple : undefined,
    }),
  };
}

function identitySource(identity: JsonObject): readonly string[] {
  return Object.entries(IDENTITY_SOURCES).flatMap(([property, prefix]) => {
    const values = identity[property];
    return isList(values) ? values.filter(isString).map((value) => prefix + value) : [];
  });
}
