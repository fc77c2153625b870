/** Which version of a layer of the template a function has. */
import { evaluateExpression, type NameFacts } from '../environment/physical-name.ts';
import type { Failure } from '../failure.ts';
import type { LambdaLayer } from '../service/service.ts';
import type { DeployedFunction } from './deployed-function.ts';
import { isLayerNamed, parseLayerVersion } from './layer-arn.ts';
import type { DeployedState } from './plan-facts.ts';

/** `stackName` is absent where it could not be told: a name that is made of it is not known then. */
export type LayerPlace = Omit<NameFacts, 'stackName'> & { readonly stackName?: string };

/** The ARN of the version; undefined: the function has no layer that can be this one. */
export function ownLayerArn(
  { layers = [] }: Pick<DeployedFunction, 'layers'>,
  layer: Pick<LambdaLayer, 'logicalId' | 'name'>,
  place: LayerPlace,
): string | undefined {
  const { accountId, region, stackName } = place;
  const evaluated =
    layer.name && stackName !== undefined ? evaluateExpression(layer.name, { ...place, stackName }) : undefined;
  const expected = evaluated?.kind === 'name' ? evaluated.name : undefined;
  return layers.find((arn) => {
    const version = parseLayerVersion(arn);
    if (version?.accountId !== accountId || version.region !== region) return false;
    return isLayerNamed(version.name, layer, expected);
  });
}

/** New code is not brought to a function that lacks its layer. */
export function layerNotProvisioned(deployed: DeployedState, { logicalId }: Pick<LambdaLayer, 'logicalId'>): Failure {
  const name = deployed.kind === 'found' ? deployed.function.physicalName : '';
  return {
    code: 'NXL-PLAN-LAYER-MISSING',
    message: `${name} does not have the layer ${logicalId}, which the template gives it.`,
    advice: "Provision first: deploy the service's stack, which makes the layer and gives it to the function.",
  };
}
