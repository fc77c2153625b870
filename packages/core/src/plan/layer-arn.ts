/** ARNs of layer versions, and the mark by which the versions that we publish are known. */
import type { LambdaLayer } from '../service/service.ts';

export interface LayerVersionName {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly version: number;
}

/** Undefined: no ARN of a layer version. */
export function parseLayerVersion(arn: string): LayerVersionName | undefined {
  const match = /^arn:[a-z-]+:lambda:([a-z0-9-]+):(\d{12}):layer:([a-zA-Z0-9-_]+):(\d+)$/.exec(arn);
  if (match === null) return undefined;
  const [, region = '', accountId = '', name = '', version = ''] = match;
  return { accountId, region, name, version: Number(version) };
}

/** Layers have no tags: the description of a version says whose it is and what it holds. */
export function layerMark(environment: string, codeSha256: string): string {
  return `nx-lambda environment=${environment} sha256=${codeSha256}`;
}

export interface LayerMark {
  readonly environment: string;
  readonly codeSha256: string;
}

/** Undefined: a version that we did not publish. */
export function readLayerMark(description: string): LayerMark | undefined {
  const match = /^nx-lambda environment=(\S+) sha256=([A-Za-z0-9+/]{43}=)$/.exec(description);
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { environment: match[1], codeSha256: match[2] };
}

/**
 * Whether a layer of this name can be the template's. `expected` is the evaluated LayerName; where CloudFormation makes
 * the name, it has the logical id in it.
 */
export function isLayerNamed(name: string, { logicalId }: Pick<LambdaLayer, 'logicalId'>, expected?: string): boolean {
  if (expected !== undefined) return name === expected;
  const last = logicalId.slice(logicalId.lastIndexOf('/') + 1);
  return name.split(/[-_]/).includes(last) || name === last;
}
