/** Layers and their versions. State: only the operations on layers and seeding write to it. */
import type { FunctionCode } from './function-version.ts';

export interface LayerVersion {
  readonly version: number;
  readonly code: FunctionCode;
  readonly description: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly compatibleRuntimes: readonly string[];
  readonly compatibleArchitectures: readonly string[];
  readonly licenseInfo?: string;
  /**
   * "When you delete a layer version, you can no longer configure your Lambda functions to use it. However, any function
   * that already uses the version continues to have access to it" (Lambda Developer Guide, "Deleting layer versions").
   */
  deleted: boolean;
}

export interface Layer {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** Oldest first; numbers are never given twice. */
  readonly versions: LayerVersion[];
}

export interface LayerStore {
  /** Undefined: never published to. */
  get(account: string, region: string, name: string): Layer | undefined;
  /** Sorted by name. */
  list(account: string, region: string): readonly Layer[];
  publish(
    where: { readonly account: string; readonly region: string; readonly name: string },
    version: Omit<LayerVersion, 'version' | 'deleted'>,
  ): LayerVersion;
  /** Deleted ones too: functions keep them. */
  byArn(arn: string): LayerVersion | undefined;
}

export function createLayerStore(): LayerStore {
  const layers = new Map<string, Layer>();
  const key = (account: string, region: string, name: string) => `${account}/${region}/${name}`;
  const get = (account: string, region: string, name: string) => layers.get(key(account, region, name));
  return {
    get,
    list: (account, region) =>
      [...layers.values()]
        .filter((layer) => layer.account === account && layer.region === region)
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
    publish({ account, region, name }, version) {
      const layer = get(account, region, name) ?? { account, region, name, versions: [] };
      layers.set(key(account, region, name), layer);
      const published = { ...version, version: layer.versions.length + 1, deleted: false };
      layer.versions.push(published);
      return published;
    },
    byArn(arn) {
      const reference = parseLayerArn(arn);
      if (reference?.version === undefined) return undefined;
      const { account, region, name, version } = reference;
      return get(account, region, name)?.versions[version - 1];
    },
  };
}

export interface LayerReference {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly version?: number;
}

export function parseLayerArn(arn: string): LayerReference | undefined {
  const match = /^arn:[a-z-]+:lambda:([a-z0-9-]+):(\d{12}):layer:([a-zA-Z0-9-_]+)(?::(\d+))?$/.exec(arn);
  if (match === null) return undefined;
  const [, region = '', account = '', name = '', version] = match;
  return { account, region, name, ...(version === undefined ? {} : { version: Number(version) }) };
}

export function layerArn({ account, region, name, version }: LayerReference): string {
  return `arn:aws:lambda:${region}:${account}:layer:${name}${version === undefined ? '' : `:${version}`}`;
}
