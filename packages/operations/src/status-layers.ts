/**
 * Reads what a function has of the layers that are built here. The content of a version never changes, so it is asked for
 * once in a run, and not at all where a deployment from here recorded it, or where there is nothing to compare it with.
 */
import {
  type DeployedFunction,
  type DeployPorts,
  type DeployTarget,
  foundLayer,
  type LambdaFunction,
  type LambdaLayer,
  type LayerContent,
  type LayerPort,
  type LayerStatus,
  type Notice,
  ownLayerArn,
  type Result,
  type Service,
  success,
} from '@nx-lambda/core';
import { recallDeployment } from './deploy-records.ts';

export type LayerStatusPorts = Pick<DeployPorts, 'records'> & {
  readonly artifacts: Pick<DeployPorts['artifacts'], 'manifest'>;
  /** Absent: layers are not told of. */
  readonly layers?: Pick<LayerPort, 'getVersion'>;
};

export interface LayerReader {
  /** Undefined: the function has no layer that the workspace builds. */
  read(
    service: Service,
    fn: LambdaFunction,
    deployed: DeployedFunction,
    stackName: string,
  ): Promise<readonly LayerStatus[] | undefined>;
  /** Artifacts that can't be used count as none; each is told once. */
  readonly notices: readonly Notice[];
}

export function createLayerReader(target: DeployTarget, ports: LayerStatusPorts, signal?: AbortSignal): LayerReader {
  const contents = new Map<string, Promise<Result<LayerContent | undefined>>>();
  const artifacts = new Map<string, Promise<string | undefined>>();
  const notices: Notice[] = [];
  const { accountId, region, environment } = target;

  const builtCode = async (service: string, logicalId: string): Promise<string | undefined> => {
    const manifest = await ports.artifacts.manifest(service, logicalId);
    if (manifest.ok) return manifest.value?.codeSha256;
    notices.push(...manifest.failures);
    return undefined;
  };
  const contentOf = async (
    service: string,
    logicalId: string,
    arn: string,
  ): Promise<Result<LayerContent | undefined>> => {
    const record = await recallDeployment({ service, logicalId }, target, ports);
    if (record?.physicalName === arn) return success({ arn, codeSha256: record.manifest.codeSha256 });
    return ports.layers === undefined ? success(undefined) : ports.layers.getVersion(arn, signal);
  };
  const statusOf = async (service: Service, layer: LambdaLayer, fn: DeployedFunction, stackName: string) => {
    const { logicalId } = layer;
    const place = { accountId, region, environment: environment.name, service: service.name, stackName };
    const arn = ownLayerArn(fn, layer, place);
    if (arn === undefined) return { kind: 'missing', logicalId } as const;
    const built = await remembered(artifacts, `${service.name} ${logicalId}`, () => builtCode(service.name, logicalId));
    if (built === undefined) return foundLayer(logicalId, arn, undefined, undefined);
    const content = await remembered(contents, arn, () => contentOf(service.name, logicalId, arn));
    if (!content.ok) return { kind: 'unreadable', logicalId, arn, failure: content.failures[0] } as const;
    return foundLayer(logicalId, arn, built, content.value?.codeSha256);
  };

  return {
    notices,
    async read(service, fn, deployed, stackName) {
      if (ports.layers === undefined) return undefined;
      const own = (service.layers ?? []).filter(({ logicalId }) => fn.layers?.includes(logicalId) === true);
      if (own.length === 0) return undefined;
      return Promise.all(own.map((layer) => statusOf(service, layer, deployed, stackName)));
    },
  };
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const asked = known.get(key) ?? ask();
  known.set(key, asked);
  return asked;
}
