import { hashOrdered } from '../api/hash-order.ts';
import { dictOf, fromTemplate, PythonDict, TemplateText, toJson } from '../api/python-value.ts';
import { definitionLocation } from '../code-location.ts';
import { resolved, type SamResource, type TransformContext } from '../context.ts';
import { type Generated, generated, handedDown, ownAttributes } from '../generated.ts';
import { ref, sub } from '../intrinsics.ts';
import { isGiven, isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { withSuffix } from '../logical-id.ts';
import { subArn } from '../partition.ts';
import { resourceProblem } from '../problem.ts';
import { checkProperties } from '../property-rules.ts';
import { propagateTags, tagList } from '../tags.ts';
import { deployment } from './deployment.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { asOpenApi3 } from './open-api-3.ts';
import { addRestAuth, authOf } from './rest-auth.ts';
import { restAuthorizers } from './rest-authorizers.ts';
import { addRestCors } from './rest-cors.ts';
import { restDomain } from './rest-domain.ts';
import { REST_API_PROPERTIES } from './rest-properties.ts';
import { isSwagger, SwaggerDocument } from './swagger-document.ts';
import { usagePlan } from './usage-plan.ts';

const COPIED = ['MinimumCompressionSize'];
const COPIED_IF_GIVEN = [
  'FailOnWarnings',
  'Name',
  'Description',
  'Mode',
  'ApiKeySourceType',
  'Policy',
  'SecurityPolicy',
  'EndpointAccessMode',
];
const ON_STAGE = [
  'StageName',
  'CacheClusterEnabled',
  'CacheClusterSize',
  'Variables',
  'MethodSettings',
  'AccessLogSetting',
  'CanarySetting',
  'TracingEnabled',
];

/** AWS::Serverless::Api: the API, a deployment of it as it is now, its stage, and what its authorizers and plans need. */
export function restApiResources(sam: SamResource, context: TransformContext): readonly Generated[] {
  const { logicalId, properties } = sam;
  checkProperties(logicalId, sam.type, sam.written, REST_API_PROPERTIES);
  const auth = authOf(sam, context);
  const media = resolved(properties['BinaryMediaTypes'], context);
  const body = definitionOf(sam, auth, media, context);
  const location = body === undefined ? locationOf(sam) : undefined;
  const domain = restDomain(sam, resolved(properties['Domain'], context), context);
  const deployed = deployment(sam, body ?? location, domain?.settings, context);
  const tags = orderedTags(sam);
  const stage = stageOf(sam, tags, deployed.logicalId);
  const api = generated(
    'AWS::ApiGateway::RestApi',
    logicalId,
    {
      ...Object.fromEntries(COPIED.map((name) => [name, properties[name]])),
      ...Object.fromEntries(
        COPIED_IF_GIVEN.map((name) => [name, isGiven(properties[name]) ? properties[name] : undefined]),
      ),
      BinaryMediaTypes: media,
      Body: body && toJson(body),
      BodyS3Location: location && toJson(location),
      ...endpointOf(sam, context),
    },
    { attributes: ownAttributes(sam.source), dependsOn: sam.source['DependsOn'] },
  );
  const resources = [
    api,
    deployed,
    stage,
    ...authorizerPermissions(sam, auth, context),
    ...(domain?.resources ?? []),
    ...usagePlan(sam, auth, stage.logicalId, context),
  ];
  propagateTags(resources, tags, isGiven(properties['PropagateTags']));
  return resources;
}

/** The definition with all that the API's other properties add to it. */
function definitionOf(
  sam: SamResource,
  auth: JsonObject | undefined,
  media: JsonValue | undefined,
  context: TransformContext,
): PythonDict | undefined {
  const { logicalId, properties } = sam;
  const { DefinitionUri: uri, Cors: cors, GatewayResponses: responses, Models: models } = properties;
  let body = context.apis.get(logicalId)?.body;
  if (isGiven(uri) && body !== undefined) {
    throw resourceProblem(logicalId, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.");
  }
  if (isGiven(properties['MergeDefinitions'])) {
    throw resourceProblem(logicalId, 'The stand-in does not transform MergeDefinitions.');
  }
  const version = properties['OpenApiVersion'];
  if (isGiven(version) && !(isString(version) && /^[2-3](\.\d)(\.\d)?$/.test(version))) {
    throw resourceProblem(logicalId, "The OpenApiVersion value must be of the format '3.0.0'.");
  }
  const edit = (title: string, change: (document: SwaggerDocument) => void): void => {
    if (body === undefined) {
      throw resourceProblem(
        logicalId,
        `${title} works only with inline Swagger specified in 'DefinitionBody' property.`,
      );
    }
    if (!isSwagger(body)) {
      const what =
        title === 'Cors' ? 'Cors configuration' : title === 'Models' ? 'Models definitions' : 'Auth configuration';
      const message = `Unable to add ${what} because 'DefinitionBody' does not contain a valid Swagger definition.`;
      throw resourceProblem(logicalId, message);
    }
    const document = new SwaggerDocument(body);
    change(document);
    body = document.finished();
  };
  if (isGiven(cors)) edit('Cors', (document) => addRestCors(logicalId, document, cors));
  if (auth !== undefined) {
    edit('Auth', (document) => addRestAuth(logicalId, document, auth, context));
    if (body !== undefined) asOpenApi3(body);
  }
  if (isObject(responses) && isGiven(responses)) {
    edit('GatewayResponses', (document) => addGatewayResponses(logicalId, document, responses));
  }
  if (isGiven(media) && body !== undefined) {
    const types = fromTemplate(JSON.parse(JSON.stringify(media).replaceAll('~1', '/')) as JsonValue, true);
    edit('BinaryMediaTypes', (document) => document.root.set('x-amazon-apigateway-binary-media-types', types));
  }
  if (isObject(models) && isGiven(models)) {
    edit('Models', (document) => addModels(logicalId, document, models));
    if (body !== undefined) asOpenApi3(body);
  }
  const disabled = properties['DisableExecuteApiEndpoint'];
  if (disabled !== undefined) edit('DisableExecuteApiEndpoint', (document) => setEndpoint(document, disabled));
  return body === undefined ? undefined : asOpenApi3(body);
}

function addModels(apiId: string, document: SwaggerDocument, models: JsonObject): void {
  const all = fromTemplate(models, true);
  if (!(all instanceof PythonDict)) return;
  for (const name of all.keys()) {
    const schema = all.get(name);
    if (!(schema instanceof PythonDict)) throw resourceProblem(apiId, "Invalid value for 'Models' property");
    if (!schema.has('type')) throw resourceProblem(apiId, "'Models' schema is missing 'type'.");
    document.definitions.set(new TemplateText(name.toLowerCase()), schema);
  }
}

function setEndpoint(document: SwaggerDocument, disabled: JsonValue): void {
  const key = 'x-amazon-apigateway-endpoint-configuration';
  const setting = (): PythonDict =>
    new PythonDict(false).set('disableExecuteApiEndpoint', fromTemplate(disabled, true));
  if (document.isVersion3) document.root.set('servers', [new PythonDict(true).set(key, setting())]);
  else document.root.set(key, setting());
}

function locationOf({ logicalId, properties }: SamResource): PythonDict | undefined {
  if (!isGiven(properties['DefinitionUri'])) return undefined;
  const location = Object.entries(definitionLocation(properties['DefinitionUri'], logicalId));
  return dictOf(true, Object.fromEntries(location.map(([key, value]) => [key, fromTemplate(value, true)])));
}

function endpointOf({ logicalId, properties }: SamResource, context: TransformContext): JsonObject {
  const noEdge =
    context.partition.startsWith('aws-iso') || ['aws-us-gov', 'aws-cn', 'aws-eusc'].includes(context.partition);
  const written = properties['EndpointConfiguration'];
  const value = isGiven(written) ? written : noEdge ? 'REGIONAL' : undefined;
  if (value === undefined) return {};
  if (!isObject(value) || !isGiven(value['Type'])) {
    return { EndpointConfiguration: { Types: [value] }, Parameters: { endpointConfigurationTypes: value } };
  }
  const { Type, VPCEndpointIds: upper, VpcEndpointIds: lower, IpAddressType: address } = value;
  if (upper !== undefined && lower !== undefined) {
    const message = "'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in EndpointConfiguration.";
    throw resourceProblem(logicalId, message);
  }
  const endpoints = upper ?? lower;
  return {
    EndpointConfiguration: {
      Types: [Type],
      ...(endpoints === undefined ? {} : { VpcEndpointIds: endpoints }),
      ...(address === undefined ? {} : { IpAddressType: address }),
    },
    Parameters: { endpointConfigurationTypes: Type },
  };
}

/** The tags in the transform's order; those that the implicit API has of its functions keep theirs. */
function orderedTags({ logicalId, properties }: SamResource): JsonObject | undefined {
  const tags = properties['Tags'];
  if (!isObject(tags) || logicalId === 'ServerlessRestApi') return isObject(tags) ? tags : undefined;
  return Object.fromEntries(hashOrdered(Object.keys(tags)).map((key) => [key, tags[key] ?? null]));
}

function stageOf(
  { logicalId, properties, source }: SamResource,
  tags: JsonObject | undefined,
  deploymentId: string,
): Generated {
  const name = properties['StageName'];
  const plain = isString(name) ? name : '';
  const id = /^[\p{L}\p{N}]+$/u.test(plain) ? `${logicalId}${plain}Stage` : withSuffix(`${logicalId}Stage`, plain);
  return generated(
    'AWS::ApiGateway::Stage',
    id,
    {
      ...Object.fromEntries(ON_STAGE.map((each) => [each, properties[each]])),
      RestApiId: ref(logicalId),
      DeploymentId: ref(deploymentId),
      Tags: tags && tagList(tags),
    },
    { attributes: handedDown(source) },
  );
}

function authorizerPermissions(
  sam: SamResource,
  auth: JsonObject | undefined,
  context: TransformContext,
): readonly Generated[] {
  if (auth === undefined) return [];
  return [...restAuthorizers(sam.logicalId, auth)].flatMap(([name, authorizer]) => {
    const { FunctionArn: arn, DisableFunctionDefaultPermissions: disabled } = authorizer;
    if (!isGiven(arn) || isGiven(disabled)) return [];
    const source = subArn(context.partition, 'execute-api', '${__ApiId__}/authorizers/*');
    const properties = {
      Action: 'lambda:InvokeFunction',
      FunctionName: arn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: sub(source, { __ApiId__: ref(sam.logicalId) }),
    };
    const id = `${sam.logicalId}${name}AuthorizerPermission`;
    return [generated('AWS::Lambda::Permission', id, properties, { attributes: handedDown(sam.source) })];
  });
}
