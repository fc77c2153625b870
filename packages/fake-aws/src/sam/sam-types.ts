import { isString, type JsonObject } from './json.ts';

/** Types of SAM that the stand-in does not transform, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'AWS::Serverless::Application': 'nested applications',
  'AWS::Serverless::CapacityProvider': 'capacity providers',
  'AWS::Serverless::Connector': 'connectors',
  'AWS::Serverless::GraphQLApi': 'GraphQL APIs',
  'AWS::Serverless::WebSocketApi': 'WebSocket APIs',
};

/** Problems with the SAM types that cannot be transformed: a type that nobody knows is never passed on in silence. */
export function refusedTypes(
  resources: Readonly<Record<string, JsonObject>>,
  known: readonly string[],
): readonly string[] {
  const sam = Object.entries(resources).flatMap(([id, { Type: type, Connectors: connectors }]) => {
    if (connectors !== undefined) return [[id, 'AWS::Serverless::Connector'] as const];
    return isString(type) && type.startsWith('AWS::Serverless::') && !known.includes(type) ? [[id, type] as const] : [];
  });
  return sam.map(([id, type]) => {
    const left = LEFT_OUT[type];
    if (left === undefined) return `Template format error: Unrecognized resource types: [${type}]`;
    return `Resource with id [${id}] is invalid. The stand-in does not transform ${left} (${type}).`;
  });
}
