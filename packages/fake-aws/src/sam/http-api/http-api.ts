import { hashOrdered } from '../api/hash-order.ts';
import { type PythonDict, toJson } from '../api/python-value.ts';
import { definitionLocation } from '../code-location.ts';
import { resolved, type SamResource, type TransformContext } from '../context.ts';
import { type Generated, generated, handedDown, ownAttributes } from '../generated.ts';
import { isNoValue, ref, sub } from '../intrinsics.ts';
import { isBlank, isGiven, isObject, isString, type JsonObject, type JsonValue, sameJson } from '../json.ts';
import { isAlphanumeric, withDigest } from '../logical-id.ts';
import { subArn } from '../partition.ts';
import { resourceProblem } from '../problem.ts';
import {
  ANY,
  BOOLEAN,
  checkProperties,
  each,
  literal,
  MAP,
  oneOf,
  optional,
  type PropertyRules,
  STRING,
  TEXT,
} from '../property-rules.ts';
import { propagateTags } from '../tags.ts';
import { type HttpAuthorizers, httpAuthorizers, ownScopes, securityScheme } from './http-authorizers.ts';
import { corsOf } from './http-cors.ts';
import { httpDomain } from './http-domain.ts';
import { DEFAULT_PATH, DEFAULT_TITLE, isOpenApi, OpenApiDocument } from './open-api-document.ts';

const PROPERTIES: PropertyRules = {
  Name: literal(ANY),
  StageName: optional(TEXT),
  Tags: optional(MAP),
  PropagateTags: optional(BOOLEAN),
  DefinitionBody: optional(MAP),
  DefinitionUri: optional(TEXT),
  StageVariables: optional(MAP),
  CorsConfiguration: optional(oneOf(BOOLEAN, MAP)),
  ...each('AccessLogSettings DefaultRouteSettings Auth RouteSettings Domain', optional(MAP)),
  FailOnWarnings: optional(BOOLEAN),
  Description: optional(STRING),
  DisableExecuteApiEndpoint: optional(BOOLEAN),
};

const INLINE_ONLY = {
  CorsConfiguration: "Cors works only with inline OpenApi specified in 'DefinitionBody' property.",
  Auth: "Auth works only with inline OpenApi specified in the 'DefinitionBody' property.",
  Tags: "Tags works only with inline OpenApi specified in the 'DefinitionBody' property.",
  Name: "Name works only with inline OpenApi specified in the 'DefinitionBody' property.",
  Description: "Description works only with inline OpenApi specified in the 'DefinitionBody' property.",
};

/** AWS::Serverless::HttpApi: the API with its routes as OpenAPI, its stage, authorizers' permissions and domain. */
export function httpApiResources(sam: SamResource, context: TransformContext): readonly Generated[] {
  const { logicalId, properties } = sam;
  checkProperties(logicalId, sam.type, sam.written, PROPERTIES);
  const authorizers = authorizersOf(sam);
  const body = context.apis.get(logicalId)?.body;
  const { DefinitionUri: uri } = properties;
  if (isGiven(uri) && body !== undefined) {
    throw resourceProblem(logicalId, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.");
  }
  const tags = allTags(properties['Tags'], context);
  if (body === undefined) requireUri(sam);
  const definition = body && shaped(sam, body, authorizers, tags, context);
  const api = generated(
    'AWS::ApiGatewayV2::Api',
    logicalId,
    {
      Body: definition && toJson(definition),
      BodyS3Location: definition === undefined ? definitionLocation(uri, logicalId) : undefined,
      FailOnWarnings: isGiven(properties['FailOnWarnings']) ? properties['FailOnWarnings'] : undefined,
    },
    { attributes: ownAttributes(sam.source), dependsOn: sam.source['DependsOn'] },
  );
  const tagged = isOpenApi(body) ? tags : properties['Tags'];
  const resources = [api, ...authorizerPermissions(sam, authorizers), ...httpDomain(sam, context), stage(sam, tagged)];
  propagateTags(resources, tagged, body !== undefined);
  return resources;
}

function allTags(own: JsonValue | undefined, context: TransformContext): JsonObject {
  const tags: JsonObject = { ...(isObject(own) ? own : {}), 'httpapi:createdBy': 'SAM' };
  if (!context.hashed) return tags;
  return Object.fromEntries(hashOrdered(Object.keys(tags)).map((key) => [key, tags[key] ?? null]));
}

function authorizersOf({ logicalId, properties }: SamResource): HttpAuthorizers {
  const auth = properties['Auth'];
  if (!isObject(auth) || isBlank(auth)) return new Map();
  return httpAuthorizers(logicalId, auth);
}

function requireUri({ logicalId, properties }: SamResource): void {
  for (const [name, message] of Object.entries(INLINE_ONLY)) {
    if (isGiven(properties[name])) throw resourceProblem(logicalId, message);
  }
  if (properties['DisableExecuteApiEndpoint'] !== undefined) {
    throw resourceProblem(logicalId, "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.");
  }
  if (isGiven(properties['DefinitionUri'])) return;
  const message =
    "'DefinitionUri' or 'DefinitionBody' are required properties of an 'AWS::Serverless::HttpApi'. Add a value for one of these properties or add a 'HttpApi' event to an 'AWS::Serverless::Function'.";
  throw resourceProblem(logicalId, message);
}

/** The definition with all that the API's other properties add to it. */
function shaped(
  sam: SamResource,
  body: PythonDict,
  authorizers: HttpAuthorizers,
  tags: JsonObject,
  context: TransformContext,
): PythonDict {
  const { logicalId, properties } = sam;
  if (!isOpenApi(body)) {
    for (const name of ['CorsConfiguration', 'Auth', 'Tags']) {
      if (!isGiven(properties[name])) continue;
      const what = name === 'Tags' ? 'add `Tags`' : `add ${name.replace('Configuration', '')} configuration`;
      throw resourceProblem(
        logicalId,
        `Unable to ${what} because 'DefinitionBody' does not contain a valid OpenApi definition.`,
      );
    }
    return body;
  }
  const document = new OpenApiDocument(body);
  const cors = corsOf(logicalId, resolved(properties['CorsConfiguration'], context));
  if (cors !== undefined) document.addCors(cors);
  addAuth(sam, document, authorizers, context);
  document.addTags(tags);
  const disabled = properties['DisableExecuteApiEndpoint'];
  if (disabled !== undefined) document.setEndpoint(disabled);
  describe(sam, document);
  const path = document.paths.get(DEFAULT_PATH);
  if (isGiven(properties['FailOnWarnings']) && path !== undefined) {
    document.paths.delete(DEFAULT_PATH);
    document.paths.set(`/${DEFAULT_PATH}`, path);
  }
  return document.root;
}

function addAuth(
  { logicalId, properties }: SamResource,
  document: OpenApiDocument,
  authorizers: HttpAuthorizers,
  context: TransformContext,
): void {
  const auth = properties['Auth'];
  if (!isObject(auth) || isBlank(auth)) return;
  if (Object.keys(auth).some((key) => !['Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer'].includes(key))) {
    throw resourceProblem(logicalId, "Invalid value for 'Auth' property");
  }
  const schemes = [...authorizers].map(([name, each]) => [name, securityScheme(name, each, context)] as const);
  document.addSecuritySchemes(Object.fromEntries(schemes));
  const name = auth['DefaultAuthorizer'];
  if (!isGiven(name) || isNoValue(name)) return;
  if (!isString(name)) throw resourceProblem(logicalId, "Property 'Auth.DefaultAuthorizer' should be a string.");
  if (!authorizers.has(name)) {
    const message = `Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`;
    throw resourceProblem(logicalId, message);
  }
  document.addDefaultSecurity(name, ownScopes(authorizers, name));
}

function describe({ logicalId, properties }: SamResource, document: OpenApiDocument): void {
  const already = "because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.";
  const { Name: name, Description: description } = properties;
  if (isGiven(name)) {
    if (!sameJson(document.info('title'), DEFAULT_TITLE)) {
      throw resourceProblem(logicalId, `Unable to set Name ${already}`);
    }
    document.setInfo('title', name);
  }
  if (!isGiven(description)) return;
  if (isGiven(document.info('description'))) {
    throw resourceProblem(logicalId, `Unable to set Description ${already}`);
  }
  document.setInfo('description', description);
}

function stage({ logicalId, properties, source }: SamResource, tags: JsonValue | undefined): Generated {
  const name = isGiven(properties['StageName']) ? properties['StageName'] : '$default';
  return generated(
    'AWS::ApiGatewayV2::Stage',
    stageId(logicalId, isString(name) ? name : ''),
    {
      ApiId: ref(logicalId),
      StageName: name,
      StageVariables: properties['StageVariables'],
      AccessLogSettings: properties['AccessLogSettings'],
      DefaultRouteSettings: properties['DefaultRouteSettings'],
      Tags: tags,
      AutoDeploy: true,
      RouteSettings: properties['RouteSettings'],
    },
    { attributes: handedDown(source) },
  );
}

function stageId(apiId: string, name: string): string {
  if (isAlphanumeric(name)) return `${apiId}${name}Stage`;
  return name === '$default' ? `${apiId}ApiGatewayDefaultStage` : withDigest(`${apiId}Stage`, name);
}

function authorizerPermissions(sam: SamResource, authorizers: HttpAuthorizers): readonly Generated[] {
  return [...authorizers].flatMap(([name, authorizer]) => {
    const { FunctionArn: functionArn, EnableFunctionDefaultPermissions: enabled } = authorizer;
    if (!isGiven(functionArn) || !isGiven(enabled)) return [];
    const arn = subArn('${AWS::Partition}', 'execute-api', '${__ApiId__}/authorizers/*');
    const invoke = generated(
      'AWS::Lambda::Permission',
      `${sam.logicalId}${name}AuthorizerPermission`,
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: functionArn,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: sub(arn, { __ApiId__: ref(sam.logicalId) }),
      },
      { attributes: handedDown(sam.source) },
    );
    return [invoke];
  });
}
