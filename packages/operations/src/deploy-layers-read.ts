/** Reads what functions have of the layers that are built here: which version each has, and what that version holds. */
import {
  type DeployPorts,
  type DeployTarget,
  type FunctionFacts,
  type FunctionLayer,
  type FunctionLayers,
  type LambdaFunction,
  type LambdaLayer,
  type LayerContent,
  type LayerPort,
  type LayerTarget,
  layerNotProvisioned,
  type Notice,
  ownLayerArn,
  parseLayerVersion,
  type Result,
  readLayerMark,
  type Service,
  success,
} from '@nx-lambda/core';

export interface ReadLayers {
  /** In the order of the facts given. */
  readonly functions: readonly FunctionFacts[];
  readonly targets: readonly LayerTarget[];
  readonly notices: readonly Notice[];
}

type LayerPorts = Pick<DeployPorts, 'artifacts'> & { readonly layers: LayerPort };

/** A version further back than this was not published by the run before. */
const PAGES_SEARCHED = 4;

export async function readLayers(
  services: readonly Service[],
  facts: readonly FunctionFacts[],
  target: DeployTarget,
  ports: LayerPorts,
  signal?: AbortSignal,
): Promise<ReadLayers> {
  const notices: Notice[] = [];
  const contents = new Map<string, Promise<Result<LayerContent | undefined>>>();
  const contentOf = (arn: string): Promise<Result<LayerContent | undefined>> => {
    const known = contents.get(arn) ?? ports.layers.getVersion(arn, signal);
    contents.set(arn, known);
    return known;
  };
  const targets = new Map<string, LayerTarget>();
  const layersOfFunctions = new Map<FunctionFacts, FunctionLayers>();
  for (const service of services) {
    for (const layer of service.layers ?? []) {
      const users = facts.flatMap((fn) => (uses(fn, service, layer) ? [userOf(fn, service, layer, target)] : []));
      const having = users.flatMap(({ arn }) => arn ?? []);
      if (users.length === 0) continue;
      for (const { fn, arn } of users) {
        if (arn === undefined)
          layersOfFunctions.set(fn, { kind: 'refused', failure: layerNotProvisioned(fn.deployed, layer) });
      }
      const [first] = having;
      const name = first === undefined ? undefined : parseLayerVersion(first)?.name;
      if (name === undefined) continue;
      const wanted = await wantedVersion({ service, layer, name, having }, ports, contentOf, signal);
      if (!wanted.ok) {
        notices.push(...wanted.failures);
        continue;
      }
      targets.set(`${service.name} ${layer.logicalId}`, wanted.value);
      for (const { fn, arn } of users) {
        const known = layersOfFunctions.get(fn);
        if (arn === undefined || known?.kind === 'refused') continue;
        const current = await contentOf(arn);
        if (!current.ok) {
          notices.push(...current.failures);
          continue;
        }
        const own: FunctionLayer = {
          logicalId: layer.logicalId,
          current: { arn, codeSha256: current.value?.codeSha256 ?? '' },
          target: wanted.value,
        };
        layersOfFunctions.set(fn, { kind: 'known', layers: [...(known?.layers ?? []), own] });
      }
    }
  }
  return {
    functions: facts.map((fn) => {
      const layers = layersOfFunctions.get(fn);
      return layers === undefined ? fn : { ...fn, layers };
    }),
    targets: [...targets.values()],
    notices,
  };
}

function uses({ service, logicalId, deployed }: FunctionFacts, own: Service, layer: LambdaLayer): boolean {
  if (service !== own.name || deployed.kind !== 'found') return false;
  const fn: LambdaFunction | undefined = own.functions.find((each) => each.logicalId === logicalId);
  return fn?.layers?.includes(layer.logicalId) === true;
}

/** `arn`: the version that the function has; undefined: it has no layer that can be this one. */
function userOf(fn: FunctionFacts, service: Service, layer: LambdaLayer, target: DeployTarget) {
  if (fn.deployed.kind !== 'found') return { fn, arn: undefined };
  const { accountId, region, environment } = target;
  const place = { accountId, region, environment: environment.name, service: service.name };
  const { stackName } = fn;
  return {
    fn,
    arn: ownLayerArn(fn.deployed.function, layer, { ...place, ...(stackName !== undefined && { stackName }) }),
  };
}

interface Wanted {
  readonly service: Service;
  readonly layer: LambdaLayer;
  readonly name: string;
  /** ARNs that functions of this environment have. */
  readonly having: readonly string[];
}

/** A version with the built content, where there is one: in use already, or left by a run that broke off. */
async function wantedVersion(
  { service, layer, name, having }: Wanted,
  ports: LayerPorts,
  contentOf: (arn: string) => Promise<Result<LayerContent | undefined>>,
  signal: AbortSignal | undefined,
): Promise<Result<LayerTarget>> {
  const { logicalId, compatibleRuntimes, compatibleArchitectures } = layer;
  const built = await ports.artifacts.manifest(service.name, logicalId);
  if (!built.ok) return built;
  if (built.value === undefined) return { ok: false, failures: [notBuilt(service, layer)] };
  const { codeSha256, zipSize } = built.value;
  const target: LayerTarget = {
    service: service.name,
    logicalId,
    name,
    codeSha256,
    zipSize,
    compatibleRuntimes,
    compatibleArchitectures,
  };
  for (const arn of new Set(having)) {
    const content = await contentOf(arn);
    if (content.ok && content.value?.codeSha256 === codeSha256) return success({ ...target, arn });
  }
  let marker: string | undefined;
  for (let page = 0; page < PAGES_SEARCHED; page++) {
    const listed = await ports.layers.listVersions(name, marker, signal);
    if (!listed.ok) return listed;
    for (const { arn, description } of listed.value.versions) {
      if (readLayerMark(description)?.codeSha256 !== codeSha256) continue;
      // A description is only a hint.
      const content = await contentOf(arn);
      if (content.ok && content.value?.codeSha256 === codeSha256) return success({ ...target, arn });
    }
    marker = listed.value.next;
    if (marker === undefined) break;
  }
  return success(target);
}

function notBuilt(service: Service, { logicalId }: LambdaLayer): Notice {
  return {
    code: 'NXL-PLAN-LAYER-NOT-BUILT',
    message: `The layer ${logicalId} of ${service.name} has no artifact, so it was left as it is.`,
    advice: "Run the service's build target first; deploy-feature normally depends on it.",
  };
}
