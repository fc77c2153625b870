/** A layer is built as a function without code of its own is: its folder as it is, to an artifact of the same kind. */
import type { LambdaFunction, LambdaLayer, Service } from './service.ts';

/** In place of a runtime in a layer's manifest. */
export const LAYER_RUNTIME = 'layer';

function layerUnit({ logicalId, source, compatibleArchitectures, place }: LambdaLayer): LambdaFunction {
  return {
    logicalId,
    runtime: LAYER_RUNTIME,
    handler: '',
    architecture: compatibleArchitectures[0] === 'arm64' ? 'arm64' : 'x86_64',
    source,
    address: { kind: 'stack-resource', logicalId },
    place,
  };
}

/** The service as its build sees it: layers beside functions. */
export function withLayerUnits(service: Service): Service {
  const { layers = [] } = service;
  return layers.length === 0 ? service : { ...service, functions: [...service.functions, ...layers.map(layerUnit)] };
}
