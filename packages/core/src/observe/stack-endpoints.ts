/** Where the APIs of a stack answer, as far as their resources say it: API Gateway's addresses are made of id, region and stage. */
import type { StackResource } from '../ports.ts';
import { type TemplateNode, valueOf } from '../service/template-node.ts';

export interface StackEndpoint {
  /** Of the API. */
  readonly logicalId: string;
  readonly url: string;
}

const FAMILIES = [
  { api: 'AWS::ApiGateway::RestApi', stage: 'AWS::ApiGateway::Stage' },
  { api: 'AWS::ApiGatewayV2::Api', stage: 'AWS::ApiGatewayV2::Stage' },
] as const;

/** HTTP APIs answer on their default stage without its name in the path. */
const DEFAULT_STAGE = '$default';

/** Whether a template can have an API: saves asking for the resources of all others. */
export function mayHaveEndpoints(template: string): boolean {
  return /\bAWS::(ApiGateway(V2)?|Serverless)::\w*Api\b|\b(Http)?Api\b/.test(template);
}

/**
 * One for each stage, sorted. The stages of an API are those whose logical ids begin with its own, as SAM names them; in a
 * stack with one API of a kind all of that kind. `webSockets` are logical ids.
 */
export function stackEndpoints(
  resources: readonly StackResource[],
  region: string,
  webSockets: ReadonlySet<string> = new Set(),
): readonly StackEndpoint[] {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const endpoints = FAMILIES.flatMap((family) => {
    const apis = resources.filter(({ type }) => type === family.api);
    const stages = resources.filter(({ type }) => type === family.stage);
    return apis.flatMap(({ logicalId, physicalId }) => {
      const own = apis.length === 1 ? stages : stages.filter((stage) => apiOf(stage, apis) === logicalId);
      const base = `${webSockets.has(logicalId) ? 'wss' : 'https'}://${physicalId}.execute-api.${region}.${suffix}`;
      return own.map(({ physicalId: stage }) => ({
        logicalId,
        url: stage === DEFAULT_STAGE ? base : `${base}/${stage}`,
      }));
    });
  });
  return endpoints.sort((a, b) => (`${a.logicalId} ${a.url}` < `${b.logicalId} ${b.url}` ? -1 : 1));
}

function apiOf(stage: StackResource, apis: readonly StackResource[]): string | undefined {
  const fitting = apis.map(({ logicalId }) => logicalId).filter((id) => stage.logicalId.startsWith(id));
  return fitting.sort((a, b) => b.length - a.length)[0];
}

/** Logical ids of the template's APIs that speak WebSocket. */
export function webSocketApis(root: TemplateNode | undefined): ReadonlySet<string> {
  const resources = valueOf(root, 'Resources');
  if (resources?.kind !== 'map') return new Set();
  const found = resources.entries.filter(({ value }) => {
    const protocol = valueOf(valueOf(value, 'Properties'), 'ProtocolType');
    return protocol?.kind === 'scalar' && protocol.text === 'WEBSOCKET';
  });
  return new Set(found.map(({ key }) => key.text));
}
