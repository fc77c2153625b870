/** Publishes layers, each once: when the first function needs it. */
import {
  type DeployPorts,
  type Emit,
  type Failure,
  failed,
  type LayerPort,
  type LayerTarget,
  layerMark,
  type Result,
  success,
} from '@nx-lambda/core';
import { type ArtifactBucket, storedZip } from './deploy-write.ts';

export interface LayerPublisher {
  readonly port: LayerPort;
  /** ARN of the version that has the built content, published now where there is none. */
  versionOf(target: LayerTarget, stop: AbortSignal | undefined): Promise<Result<string>>;
  /** By service and logical id: what this run published. */
  published(target: Pick<LayerTarget, 'service' | 'logicalId'>): string | undefined;
}

export function createLayerPublisher(
  ports: DeployPorts,
  environment: string,
  bucket: ArtifactBucket | undefined,
  emit: Emit,
): LayerPublisher | undefined {
  const port = ports.layers;
  if (port === undefined) return undefined;
  const started = new Map<string, Promise<Result<string>>>();
  const done = new Map<string, string>();
  const keyOf = ({ service, logicalId }: Pick<LayerTarget, 'service' | 'logicalId'>) =>
    JSON.stringify([service, logicalId]);

  async function publish(target: LayerTarget, stop: AbortSignal | undefined): Promise<Result<string>> {
    const { service, logicalId, name, codeSha256, zipSize, compatibleRuntimes, compatibleArchitectures } = target;
    const code = await storedZip({ service, logicalId, codeSha256, zipSize }, ports, bucket, stop);
    if (!code.ok) return code;
    const answer = await port?.publish({
      name,
      code: code.value,
      description: layerMark(environment, codeSha256),
      compatibleRuntimes,
      compatibleArchitectures,
      ...(stop && { stop }),
    });
    if (answer === undefined || !answer.ok) return answer ?? success('');
    const { arn } = answer.value;
    if (answer.value.codeSha256 !== codeSha256) return failed(wrongContent(arn));
    done.set(keyOf(target), arn);
    emit({ type: 'layer-published', service, logicalId, arn, zipSize });
    return success(arn);
  }

  return {
    port,
    published: (target) => done.get(keyOf(target)),
    versionOf(target, stop) {
      if (target.arn !== undefined) return Promise.resolve(success(target.arn));
      const known = started.get(keyOf(target)) ?? publish(target, stop);
      started.set(keyOf(target), known);
      return known;
    },
  };
}

function wrongContent(arn: string): Failure {
  return {
    code: 'NXL-DEPLOY-WRONG-CODE',
    message: `Lambda published ${arn}, but its content is not what was built.`,
    advice: 'Deploy again; if it stays so, something between here and Lambda alters the upload.',
  };
}
