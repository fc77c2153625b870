import {
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  objectMember,
  scalarText,
  textMember,
} from '../../json.ts';
import { createAlias, deleteAlias, updateAlias } from '../../lambda/aliases.ts';
import { codeFrom } from '../../lambda/code.ts';
import { functionArn } from '../../lambda/function-name.ts';
import type { FunctionRecord } from '../../lambda/function-store.ts';
import { layerArn } from '../../lambda/layer-store.ts';
import { publish } from '../../lambda/versions.ts';
import { ResourceFailure, type ResourceHandler, type ResourceRequest } from './handler.ts';
import { lambdaCall, lambdaFunction } from './lambda-function.ts';
import { arnOf, physicalName } from './names.ts';
import { recordHandler } from './record-handler.ts';
import { asResource } from './service-call.ts';

/** The name in a name, partial ARN or ARN, without a qualifier. */
function nameIn(text: string): string {
  return /function:([^:]+)/.exec(text)?.[1] ?? text.split(':')[0] ?? text;
}

function functionOf(request: ResourceRequest): FunctionRecord {
  const name = nameIn(textMember(request.properties, 'FunctionName') ?? '');
  const { account, region } = request.stack;
  const record = request.world.functions.get(account, region, name);
  if (record !== undefined) return record;
  throw new ResourceFailure(`Function not found: ${functionArn({ account, region, name })}`);
}

const version: ResourceHandler = {
  replacedBy: ['FunctionName', 'CodeSha256', 'Description', 'ProvisionedConcurrencyConfig', 'RuntimePolicy'],
  tagged: false,
  create(request) {
    const record = functionOf(request);
    const expected = textMember(request.properties, 'CodeSha256');
    const actual = record.latest.deployed.code.codeSha256;
    if (expected !== undefined && expected !== actual) {
      throw new ResourceFailure(
        `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST (${actual}).`,
      );
    }
    const next = record.nextVersion;
    const { version: number } = publish(request.world, record, textMember(request.properties, 'Description'));
    if (Number(number) < next) {
      throw new ResourceFailure(
        `A version for this Lambda function exists ( ${number} ). Modify the function to create a new version.`,
      );
    }
    return madeVersion(record, number);
  },
  update: (request, { physicalId }) => madeVersion(functionOf(request), physicalId.split(':').at(-1) ?? ''),
  delete(request, { physicalId }) {
    const { account, region } = request.stack;
    const record = request.world.functions.get(account, region, nameIn(physicalId));
    const number = physicalId.split(':').at(-1) ?? '';
    record?.published.delete(number);
    if (record !== undefined) request.world.sandboxes.retire(record, (each) => each !== number);
    return {};
  },
};

function madeVersion(record: FunctionRecord, number: string) {
  const arn = functionArn({ ...record, qualifier: number });
  return { physicalId: arn, attributes: { Version: number, FunctionArn: arn } };
}

const alias: ResourceHandler = {
  replacedBy: ['FunctionName', 'Name'],
  nameProperty: 'Name',
  tagged: false,
  create(request) {
    const record = functionOf(request);
    const call = lambdaCall(request, 'CreateAlias', aliasFields(request.properties), { FunctionName: record.name });
    void asResource(request, 'Lambda', () => createAlias.run(call));
    return madeAlias(request, record);
  },
  update(request) {
    const record = functionOf(request);
    const path = { FunctionName: record.name, Name: textMember(request.properties, 'Name') ?? '' };
    const call = lambdaCall(request, 'UpdateAlias', aliasFields(request.properties), path);
    void asResource(request, 'Lambda', () => updateAlias.run(call));
    return madeAlias(request, record);
  },
  delete(request, { physicalId }) {
    const { account, region } = request.stack;
    const record = request.world.functions.get(account, region, nameIn(physicalId));
    const path = { FunctionName: record?.name ?? '', Name: physicalId.split(':').at(-1) ?? '' };
    if (record !== undefined) void deleteAlias.run(lambdaCall(request, 'DeleteAlias', {}, path));
    return {};
  },
};

/** A template lists weights that the API takes as a map. */
function routingOf(routing: Json | undefined): JsonObject {
  const weights = isJsonObject(routing) ? member(routing, 'AdditionalVersionWeights') : undefined;
  if (!isJsonList(weights)) return {};
  const entries = weights
    .filter(isJsonObject)
    .map(
      (each) => [scalarText(member(each, 'FunctionVersion')) ?? '', Number(member(each, 'FunctionWeight'))] as const,
    );
  return { RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(entries) } };
}

function aliasFields({ Name = '', FunctionVersion, Description, RoutingConfig }: JsonObject): JsonObject {
  return {
    ...routingOf(RoutingConfig),
    Name,
    FunctionVersion: scalarText(FunctionVersion) ?? '',
    ...(Description === undefined ? {} : { Description }),
  };
}

function madeAlias(request: ResourceRequest, record: FunctionRecord) {
  const arn = functionArn({ ...record, qualifier: textMember(request.properties, 'Name') ?? '' });
  return { physicalId: arn, attributes: { AliasArn: arn } };
}

/** Layers are the stand-in's own. Every change is a version of its own, and the one before goes. */
const layerVersion: ResourceHandler = {
  replacedBy: 'all',
  tagged: false,
  create(request) {
    const { world, stack, properties } = request;
    const where = { account: stack.account, region: stack.region, name: physicalName(request, 'LayerName', 140) };
    const content = lambdaCall(request, 'PublishLayerVersion', objectMember(properties, 'Content') ?? {});
    const published = asResource(request, 'Lambda', () =>
      world.layers.publish(where, {
        code: codeFrom(content.fields, content.caller, world),
        description: textMember(properties, 'Description') ?? '',
        created: request.time,
        compatibleRuntimes: textsOf(member(properties, 'CompatibleRuntimes')),
        compatibleArchitectures: textsOf(member(properties, 'CompatibleArchitectures')),
      }),
    );
    return madeLayer(layerArn({ ...where, version: published.version }));
  },
  update: (_request, { physicalId }) => madeLayer(physicalId),
  delete({ world }, { physicalId }) {
    const found = world.layers.byArn(physicalId);
    if (found !== undefined) found.deleted = true;
    return {};
  },
};

function madeLayer(arn: string) {
  return { physicalId: arn, attributes: { LayerVersionArn: arn } };
}

function textsOf(value: Json | undefined): readonly string[] {
  return isJsonList(value) ? value.map((item) => scalarText(item) ?? '') : [];
}

export const LAMBDA_TYPES: Readonly<Record<string, ResourceHandler>> = {
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Version': version,
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::Permission': recordHandler({ replacedBy: 'all', tagged: false, attributes: (id) => ({ Id: id }) }),
  'AWS::Lambda::EventInvokeConfig': recordHandler({ replacedBy: ['FunctionName', 'Qualifier'], tagged: false }),
  'AWS::Lambda::EventSourceMapping': recordHandler({
    replacedBy: ['EventSourceArn', 'StartingPosition', 'StartingPositionTimestamp', 'SelfManagedEventSource'],
    physicalId: (request) => request.world.newId(),
    attributes: (id, request) => ({
      Id: id,
      EventSourceMappingArn: arnOf(request, 'lambda', `event-source-mapping:${id}`),
    }),
  }),
  'AWS::Lambda::Url': recordHandler({
    replacedBy: ['TargetFunctionArn', 'Qualifier'],
    tagged: false,
    // "Ref returns the function ARN".
    physicalId: (request) =>
      arnOf(request, 'lambda', `function:${nameIn(textMember(request.properties, 'TargetFunctionArn') ?? '')}`),
    attributes: (arn, { stack }) => ({
      FunctionArn: arn,
      FunctionUrl: `https://${Buffer.from(arn).toString('hex').slice(-32)}.lambda-url.${stack.region}.on.aws/`,
    }),
  }),
  'AWS::Lambda::LayerVersion': layerVersion,
  'AWS::Lambda::LayerVersionPermission': recordHandler({ replacedBy: 'all', tagged: false }),
};
