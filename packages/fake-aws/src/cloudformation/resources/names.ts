import { textMember } from '../../json.ts';
import type { ResourceRequest } from './handler.ts';

/** Twelve characters that no other resource has. */
export function randomEnd(request: Pick<ResourceRequest, 'world'>, length = 12): string {
  return request.world.newId().replaceAll('-', '').slice(0, length).toUpperCase();
}

/** The user's name, or `<stack>-<logicalId>-<12 characters>`: the parts are shortened, never the end. */
export function physicalName(request: ResourceRequest, nameProperty?: string, most = 255): string {
  const named = nameProperty === undefined ? undefined : textMember(request.properties, nameProperty);
  return named ?? generatedName(request, most);
}

export function generatedName(request: ResourceRequest, most: number): string {
  const { stack, logicalId } = request;
  return `${`${stack.name}-${logicalId}`.slice(0, most - 13)}-${randomEnd(request)}`;
}

export function arnOf(request: Pick<ResourceRequest, 'stack'>, service: string, resource: string): string {
  const { region, account } = request.stack;
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}

export function iamArn(request: Pick<ResourceRequest, 'stack'>, resource: string): string {
  const { region, account } = request.stack;
  return `arn:${partitionOf(region)}:iam::${account}:${resource}`;
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
