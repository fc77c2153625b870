import { textMember } from '../../json.ts';
import type { ResourceHandler, ResourceRequest } from './handler.ts';
import { randomEnd } from './names.ts';
import { recordHandler } from './record-handler.ts';

/** Ten characters, lower case, as API Gateway makes them. */
const shortId = (request: ResourceRequest): string => randomEnd(request, 10).toLowerCase();

const stageName = (request: ResourceRequest): string => textMember(request.properties, 'StageName') ?? shortId(request);

export const API_TYPES: Readonly<Record<string, ResourceHandler>> = {
  'AWS::ApiGatewayV2::Api': recordHandler({
    replacedBy: ['ProtocolType'],
    physicalId: shortId,
    attributes: (id, { stack, properties }) => ({
      ApiId: id,
      ApiEndpoint: `${textMember(properties, 'ProtocolType') === 'WEBSOCKET' ? 'wss' : 'https'}://${id}.execute-api.${stack.region}.amazonaws.com`,
    }),
  }),
  'AWS::ApiGatewayV2::Stage': recordHandler({
    replacedBy: ['ApiId', 'StageName'],
    nameProperty: 'StageName',
    physicalId: stageName,
  }),
  'AWS::ApiGatewayV2::Integration': child(['ApiId'], 'IntegrationId'),
  'AWS::ApiGatewayV2::Route': child(['ApiId'], 'RouteId'),
  'AWS::ApiGatewayV2::Deployment': child(['ApiId'], 'DeploymentId'),
  'AWS::ApiGatewayV2::Authorizer': child(['ApiId'], 'AuthorizerId'),
  'AWS::ApiGateway::RestApi': recordHandler({
    physicalId: shortId,
    attributes: (id) => ({ RestApiId: id, RootResourceId: id.split('').reverse().join('') }),
  }),
  'AWS::ApiGateway::Stage': recordHandler({
    replacedBy: ['RestApiId', 'StageName'],
    nameProperty: 'StageName',
    physicalId: stageName,
  }),
  'AWS::ApiGateway::Deployment': child(['RestApiId'], 'DeploymentId'),
  'AWS::ApiGateway::Resource': child(['ParentId', 'PathPart', 'RestApiId'], 'ResourceId'),
  'AWS::ApiGateway::Method': child(['HttpMethod', 'ResourceId', 'RestApiId'], 'Id'),
  'AWS::ApiGateway::Authorizer': child(['RestApiId'], 'AuthorizerId'),
  'AWS::ApiGateway::Model': child(['Name', 'RestApiId', 'ContentType'], 'Id'),
  'AWS::ApiGateway::ApiKey': recordHandler({
    replacedBy: ['Name', 'Value', 'CustomerId', 'GenerateDistinctId'],
    physicalId: shortId,
    attributes: (id) => ({ APIKeyId: id }),
  }),
  'AWS::ApiGateway::UsagePlan': recordHandler({ physicalId: shortId, attributes: (id) => ({ Id: id }) }),
};

function child(replacedBy: readonly string[], idAttribute: string): ResourceHandler {
  return recordHandler({ replacedBy, tagged: false, physicalId: shortId, attributes: (id) => ({ [idAttribute]: id }) });
}
