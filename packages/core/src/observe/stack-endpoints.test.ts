import { expect, test } from 'vitest';
import { mayHaveEndpoints, stackEndpoints } from './stack-endpoints.ts';

const resource = (type: string, logicalId: string, physicalId: string) => ({
  type: `AWS::${type}`,
  logicalId,
  physicalId,
});
const http = resource('ApiGatewayV2::Api', 'ServerlessHttpApi', 'abc');
const rest = resource('ApiGateway::RestApi', 'ServerlessRestApi', 'def');

test('an API answers at its id, and at its stage unless that is the default one', () => {
  const stages = [
    resource('ApiGatewayV2::Stage', 'ServerlessHttpApiApiGatewayDefaultStage', '$default'),
    resource('ApiGateway::Stage', 'ServerlessRestApiProdStage', 'Prod'),
  ];
  expect(stackEndpoints([rest, http, ...stages], 'eu-west-1')).toEqual([
    { logicalId: 'ServerlessHttpApi', url: 'https://abc.execute-api.eu-west-1.amazonaws.com' },
    { logicalId: 'ServerlessRestApi', url: 'https://def.execute-api.eu-west-1.amazonaws.com/Prod' },
  ]);
});

test('each stage belongs to the API whose name it begins with, where there are several', () => {
  const other = resource('ApiGateway::RestApi', 'ServerlessRestApiAdmin', 'ghi');
  const stages = [
    resource('ApiGateway::Stage', 'ServerlessRestApiAdminv1Stage', 'v1'),
    resource('ApiGateway::Stage', 'ServerlessRestApiProdStage', 'Prod'),
    resource('ApiGateway::Stage', 'Unknown', 'x'),
  ];
  expect(stackEndpoints([rest, other, ...stages], 'cn-north-1')).toEqual([
    { logicalId: 'ServerlessRestApi', url: 'https://def.execute-api.cn-north-1.amazonaws.com.cn/Prod' },
    { logicalId: 'ServerlessRestApiAdmin', url: 'https://ghi.execute-api.cn-north-1.amazonaws.com.cn/v1' },
  ]);
});

test('an API of one’s own has the stages of the stack, and WebSockets their scheme', () => {
  const stages = [resource('ApiGatewayV2::Stage', 'Live', 'live'), resource('ApiGatewayV2::Stage', 'Beta', 'beta')];
  const endpoints = stackEndpoints([http, ...stages], 'eu-west-1', new Set([http.logicalId]));
  expect(endpoints.map(({ url }) => url)).toEqual([
    'wss://abc.execute-api.eu-west-1.amazonaws.com/beta',
    'wss://abc.execute-api.eu-west-1.amazonaws.com/live',
  ]);
  expect(stackEndpoints([http], 'eu-west-1')).toEqual([]);
});

test('resources are asked for only where a template can have an API', () => {
  expect(mayHaveEndpoints('Events: { Post: { Type: HttpApi } }')).toBe(true);
  expect(mayHaveEndpoints('  Own:\n    Type: AWS::ApiGateway::RestApi')).toBe(true);
  expect(mayHaveEndpoints('Resources: { Queue: { Type: AWS::SQS::Queue } }')).toBe(false);
});
