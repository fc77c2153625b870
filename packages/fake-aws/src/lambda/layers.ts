import { ApiError } from '../api-error.ts';
import { nested, text, texts } from '../fields.ts';
import { emptyReply, jsonReply } from '../wire.ts';
import { codeFrom } from './code.ts';
import { codeLocation } from './code-location.ts';
import { lastModified } from './configuration.ts';
import { type Layer, type LayerVersion, layerArn, parseLayerArn } from './layer-store.ts';
import { invalidParameter, type LambdaCall, type LambdaOperation, page } from './operation.ts';

const LAYERS = '/2018-10-31/layers';
const VERSIONS = `${LAYERS}/{LayerName}/versions`;

export const publishLayerVersion: LambdaOperation = {
  name: 'PublishLayerVersion',
  method: 'POST',
  path: VERSIONS,
  mutating: true,
  run(call) {
    const { caller, fields, world } = call;
    const name = layerName(call);
    const code = codeFrom(nested(fields, 'Content') ?? {}, caller, world);
    const licenseInfo = text(fields, 'LicenseInfo');
    const where = { account: caller.account, region: caller.region, name };
    const version = world.layers.publish(where, {
      code,
      description: text(fields, 'Description') ?? '',
      created: world.clock(),
      compatibleRuntimes: texts(fields, 'CompatibleRuntimes') ?? [],
      compatibleArchitectures: texts(fields, 'CompatibleArchitectures') ?? [],
      ...(licenseInfo === undefined ? {} : { licenseInfo }),
    });
    return jsonReply(201, contentOf(call, where, version));
  },
};

export const getLayerVersion: LambdaOperation = {
  name: 'GetLayerVersion',
  method: 'GET',
  path: `${VERSIONS}/{VersionNumber}`,
  mutating: false,
  run(call) {
    const { layer, version } = findVersion(call, layerName(call), Number(call.path.VersionNumber));
    return jsonReply(200, contentOf(call, layer, version));
  },
};

export const getLayerVersionByArn: LambdaOperation = {
  name: 'GetLayerVersionByArn',
  method: 'GET',
  path: LAYERS,
  query: { find: 'LayerVersion' },
  mutating: false,
  run(call) {
    const arn = call.request.query.get('Arn') ?? '';
    const reference = parseLayerArn(arn);
    if (reference?.version === undefined) throw invalidParameter(`Invalid Layer Version ARN: ${arn}`);
    if (reference.account !== call.caller.account || reference.region !== call.caller.region) {
      throw new ApiError(
        403,
        'AccessDeniedException',
        `User: ${call.caller.arn} is not authorized to perform: lambda:GetLayerVersion on resource: ${arn}`,
      );
    }
    const { layer, version } = findVersion(call, reference.name, reference.version);
    return jsonReply(200, contentOf(call, layer, version));
  },
};

/** "Lists the versions of a layer", newest first; a layer that does not exist has none. */
export const listLayerVersions: LambdaOperation = {
  name: 'ListLayerVersions',
  method: 'GET',
  path: VERSIONS,
  mutating: false,
  run(call) {
    const { account, region } = call.caller;
    const layer = call.world.layers.get(account, region, layerName(call));
    const rows = present(layer).map((version) => summaryOf(layer, version));
    const { items, ...next } = page(rows, call.request.query);
    return jsonReply(200, { LayerVersions: items, ...next });
  },
};

export const listLayers: LambdaOperation = {
  name: 'ListLayers',
  method: 'GET',
  path: LAYERS,
  mutating: false,
  run(call) {
    const { account, region } = call.caller;
    const rows = call.world.layers.list(account, region).flatMap((layer) => {
      const [latest] = present(layer);
      if (latest === undefined) return [];
      return { LayerName: layer.name, LayerArn: layerArn(layer), LatestMatchingVersion: summaryOf(layer, latest) };
    });
    const { items, ...next } = page(rows, call.request.query);
    return jsonReply(200, { Layers: items, ...next });
  },
};

/** Deleting a version that does not exist succeeds too. */
export const deleteLayerVersion: LambdaOperation = {
  name: 'DeleteLayerVersion',
  method: 'DELETE',
  path: `${VERSIONS}/{VersionNumber}`,
  mutating: true,
  run(call) {
    const { account, region } = call.caller;
    const layer = call.world.layers.get(account, region, layerName(call));
    const version = layer?.versions[Number(call.path.VersionNumber) - 1];
    if (version !== undefined) version.deleted = true;
    return emptyReply(204);
  },
};

/** "You cannot reference more than 5 layers"; each must be there. Layers of other accounts are not known here. */
export function checkLayers({ caller, world }: LambdaCall, arns: readonly string[], before: readonly string[]): void {
  if (arns.length > 5) throw invalidParameter('You cannot reference more than 5 layers at a time.');
  const names = arns.map((arn) => parseLayerArn(arn)?.name);
  if (new Set(names).size < names.length) {
    throw invalidParameter(
      'Two different versions of the same layer are not allowed to be referenced in the function.',
    );
  }
  for (const arn of arns) {
    const reference = parseLayerArn(arn);
    if (reference?.version === undefined) throw invalidParameter(`Invalid Layer Version ARN: ${arn}`);
    if (reference.account !== caller.account || before.includes(arn)) continue;
    const found = world.layers.byArn(arn);
    if (found === undefined || found.deleted) throw invalidParameter(`Layer version ${arn} does not exist.`);
  }
}

function layerName({ path }: LambdaCall): string {
  const given = path.LayerName ?? '';
  const name = parseLayerArn(given)?.name ?? given;
  if (/^[a-zA-Z0-9-_]{1,140}$/.test(name)) return name;
  throw new ApiError(
    400,
    'ValidationException',
    `1 validation error detected: Value '${given}' at 'layerName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+`,
  );
}

function findVersion(call: LambdaCall, name: string, number: number) {
  const { account, region } = call.caller;
  const layer = call.world.layers.get(account, region, name);
  const version = layer?.versions[number - 1];
  if (layer !== undefined && version !== undefined && !version.deleted) return { layer, version };
  throw new ApiError(404, 'ResourceNotFoundException', 'The resource you requested does not exist.');
}

function present(layer: Layer | undefined): readonly LayerVersion[] {
  return (layer?.versions ?? []).filter(({ deleted }) => !deleted).reverse();
}

function summaryOf(where: Omit<Layer, 'versions'> | undefined, version: LayerVersion): object {
  return {
    LayerVersionArn: where && layerArn({ ...where, version: version.version }),
    Version: version.version,
    Description: version.description,
    CreatedDate: lastModified(version.created),
    CompatibleRuntimes: version.compatibleRuntimes,
    CompatibleArchitectures: version.compatibleArchitectures,
    LicenseInfo: version.licenseInfo,
  };
}

function contentOf(call: LambdaCall, where: Omit<Layer, 'versions'>, version: LayerVersion): object {
  const { code } = version;
  return {
    Content: {
      Location: codeLocation(call.world, where, code),
      CodeSha256: code.codeSha256,
      CodeSize: code.zip.length,
    },
    LayerArn: layerArn({ account: where.account, region: where.region, name: where.name }),
    ...summaryOf({ account: where.account, region: where.region, name: where.name }, version),
  };
}
