/** What changed in layers: for `--why`, told by the records of what layers were made of when they were last seen. */
import {
  changeKnowledge,
  type DeployPorts,
  type DeployTarget,
  type FunctionExplanation,
  type FunctionFacts,
  type LayerExplanation,
  type LayerOutcome,
  layerMoves,
  type Notice,
} from '@nx-lambda/core';
import { recallDeployment, recordDeployment } from './deploy-records.ts';

type Ports = Pick<DeployPorts, 'records' | 'artifacts'>;

/** The explanations, with the layers that their functions move to. */
export async function withLayerChanges(
  explanations: readonly FunctionExplanation[],
  functions: readonly FunctionFacts[],
  target: DeployTarget,
  ports: Ports,
): Promise<readonly FunctionExplanation[]> {
  return Promise.all(
    explanations.map(async (explanation) => {
      const { service, logicalId } = explanation;
      const facts = functions.find((fn) => fn.service === service && fn.logicalId === logicalId);
      const moved = layerMoves(facts?.layers).map((move) => move.logicalId);
      const having = facts?.layers?.kind === 'known' ? facts.layers.layers : [];
      const layers = await Promise.all(
        having
          .filter((layer) => moved.includes(layer.logicalId))
          .map(async (layer): Promise<LayerExplanation> => {
            const subject = { service, logicalId: layer.logicalId };
            const record = await recallDeployment(subject, target, ports);
            const built = await ports.artifacts.manifest(service, layer.logicalId);
            if (!built.ok || built.value === undefined) {
              return { logicalId: layer.logicalId, changes: { kind: 'not-recorded' } };
            }
            const changes = changeKnowledge(record, layer.current.codeSha256, built.value);
            return { logicalId: layer.logicalId, changes };
          }),
      );
      return layers.length === 0 ? explanation : { ...explanation, layers };
    }),
  );
}

/** Of each layer whose version with the built content is known: what that was made of. */
export async function recordLayers(
  layers: readonly LayerOutcome[],
  target: DeployTarget,
  ports: Ports,
): Promise<readonly Notice[]> {
  const told = await Promise.all(
    layers.map(async ({ service, logicalId, codeSha256, arn }): Promise<readonly Notice[]> => {
      if (arn === undefined) return [];
      const record = await recallDeployment({ service, logicalId }, target, ports);
      if (record?.physicalName === arn && record.manifest.codeSha256 === codeSha256) return [];
      const built = await ports.artifacts.manifest(service, logicalId);
      if (!built.ok || built.value?.codeSha256 !== codeSha256) return [];
      const place = { ...target, environment: target.environment.name };
      return recordDeployment({ service, logicalId, physicalName: arn }, built.value, place, ports);
    }),
  );
  return told.flat();
}
