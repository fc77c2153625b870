import { type JsonObject, scalarText, textMember } from '../../json.ts';
import { createAlias, deleteAlias, updateAlias } from '../../lambda/aliases.ts';
import { functionArn } from '../../lambda/function-name.ts';
import type { FunctionRecord } from '../../lambda/function-store.ts';
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
    const call = lambdaCall(request, 'PublishVersion', {});
    const { version: number } = publish(call, record, textMember(request.properties, 'Description'));
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

function aliasFields({ Name = '', FunctionVersion, Description }: JsonObject): JsonObject {
  return {
    Name,
    FunctionVersion: scalarText(FunctionVersion) ?? '',
    ...(Description === undefined ? {} : { Description }),
  };
}

function madeAlias(request: ResourceRequest, record: FunctionRecord) {
  const arn = functionArn({ ...record, qualifier: textMember(request.properties, 'Name') ?? '' });
  return { physicalId: arn, attributes: { AliasArn: arn } };
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
  'AWS::Lambda::LayerVersion': recordHandler({
    replacedBy: 'all',
    tagged: false,
    physicalId(request) {
      const name = physicalName(request, 'LayerName', 140);
      const arn = arnOf(request, 'lambda', `layer:${name}`);
      return `${arn}:${nextLayerVersion(request, arn)}`;
    },
    attributes: (arn) => ({ LayerVersionArn: arn }),
  }),
  'AWS::Lambda::LayerVersionPermission': recordHandler({ replacedBy: 'all', tagged: false }),
};

/** Numbers of a layer go on, whichever stack made the ones before. */
function nextLayerVersion({ world, stack }: ResourceRequest, arn: string): number {
  const numbers = world.stacks
    .history(stack.account, stack.region)
    .flatMap((each) => each.resources)
    .filter((resource) => resource.physicalId.startsWith(`${arn}:`))
    .map((resource) => Number(resource.physicalId.slice(arn.length + 1)));
  return Math.max(0, ...numbers) + 1;
}
