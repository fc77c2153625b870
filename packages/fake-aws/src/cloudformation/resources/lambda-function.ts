import { zipSync } from 'fflate';
import {
  isJsonList,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
  objectMember,
  sameJson,
  scalarText,
  textMember,
} from '../../json.ts';
import { codeFrom, codeOf } from '../../lambda/code.ts';
import { createFunction } from '../../lambda/create-function.ts';
import { functionArn } from '../../lambda/function-name.ts';
import type { FunctionRecord } from '../../lambda/function-store.ts';
import type { FunctionCode } from '../../lambda/function-version.ts';
import { checkLayers } from '../../lambda/layers.ts';
import type { LambdaCall } from '../../lambda/operation.ts';
import { DEFAULT_FUNCTION_SETTINGS, settingsFrom } from '../../lambda/settings-from.ts';
import { acceptUpdate } from '../../lambda/write.ts';
import type { ExistingResource, MadeResource, ResourceHandler, ResourceRequest } from './handler.ts';
import { physicalName } from './names.ts';
import { alreadyExists, asResource } from './service-call.ts';

/** Functions are the stand-in's own: they run. */
export const lambdaFunction: ResourceHandler = {
  replacedBy: ['FunctionName', 'PackageType', 'TenancyConfig', 'DurableConfig'],
  nameProperty: 'FunctionName',
  tagged: true,
  create(request) {
    const { world, stack } = request;
    const name = physicalName(request, 'FunctionName', 64);
    if (world.functions.get(stack.account, stack.region, name) !== undefined) throw alreadyExists(request, name);
    const call = lambdaCall(request, 'CreateFunction', {
      ...functionFields(request.properties),
      FunctionName: name,
      Code: codeFields(request.properties),
    });
    void asResource(request, 'Lambda', () => createFunction.run(call));
    const record = found(request, name);
    if (record !== undefined) record.tags = tagsOf(request);
    return made(request, name, world.settings.createTime);
  },
  update(request, existing) {
    const name = existing.physicalId;
    const record = found(request, name);
    return asResource(request, 'Lambda', () => {
      const call = lambdaCall(request, 'UpdateFunctionConfiguration', functionFields(request.properties));
      // What is gone comes back: someone deleted it by hand.
      if (record === undefined) return lambdaFunction.create(request);
      change(request, existing, record, call);
      return made(request, name, request.world.settings.updateTime);
    });
  },
  delete(request, { physicalId }) {
    const record = found(request, physicalId);
    if (record === undefined) return {};
    request.world.functions.remove(record);
    request.world.sandboxes.retire(record, () => false);
    return {};
  },
};

/** Code goes only where the template's own Code has changed: what others uploaded since stays. */
function change(request: ResourceRequest, existing: ExistingResource, record: FunctionRecord, call: LambdaCall): void {
  const before = record.latest.deployed;
  const settings = settingsFrom(call.fields, {
    ...DEFAULT_FUNCTION_SETTINGS,
    packageType: before.settings.packageType,
    role: '',
    logGroup: `/aws/lambda/${record.name}`,
    ...(before.settings.imageUri === undefined ? {} : { imageUri: before.settings.imageUri }),
  });
  checkLayers(call, settings.layers, before.settings.layers);
  const changed = !sameJson(member(existing.properties, 'Code'), member(request.properties, 'Code'));
  const fields = codeFields(request.properties);
  const imageUri = textMember(fields, 'ImageUri');
  const code = changed ? newCode(request, fields, imageUri) : before.code;
  const same = !changed && sameSettings(settings, before.settings);
  const after = changed && imageUri !== undefined ? { ...settings, imageUri } : settings;
  if (!same) {
    const operation = changed ? 'UpdateFunctionCode' : 'UpdateFunctionConfiguration';
    acceptUpdate({ ...call, operation }, record, { id: request.world.newId(), settings: after, code });
  }
  const kept = Object.entries(record.tags).filter(([key]) => !Object.hasOwn(existing.tags, key));
  record.tags = { ...Object.fromEntries(kept), ...tagsOf(request) };
}

function newCode(request: ResourceRequest, fields: JsonObject, imageUri: string | undefined): FunctionCode {
  return imageUri === undefined ? codeFrom(fields, regionalCaller(request), request.world) : codeOf(new Uint8Array());
}

function sameSettings(one: object, other: object): boolean {
  const [first, second]: readonly Json[] = [JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other))];
  return sameJson(first, second);
}

function made(request: ResourceRequest, name: string, settling: number): MadeResource {
  const { account, region } = request.stack;
  return {
    physicalId: name,
    attributes: { Arn: functionArn({ account, region, name }) },
    settlesAt: request.time + settling,
  };
}

function found({ world, stack }: ResourceRequest, name: string): FunctionRecord | undefined {
  return world.functions.get(stack.account, stack.region, name);
}

function regionalCaller({ caller, stack }: ResourceRequest) {
  return { ...caller, account: stack.account, region: stack.region };
}

/** An operation of the stand-in's Lambda, called without a request. */
export function lambdaCall(
  request: ResourceRequest,
  operation: string,
  fields: JsonObject,
  path: Readonly<Record<string, string>> = {},
): LambdaCall {
  const { world } = request;
  return {
    world,
    caller: regionalCaller(request),
    requestId: world.newId(),
    operation,
    path,
    faults: [],
    fields,
    request: { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, body: new Uint8Array() },
  };
}

/** Members of CreateFunction. A template may write numbers and flags as texts, and variables as numbers. */
function functionFields(properties: JsonObject): JsonObject {
  const { Code: _code, Tags: _tags, FunctionName: _name, ...rest } = properties;
  const environment = objectMember(properties, 'Environment');
  const variables = environment === undefined ? undefined : objectMember(environment, 'Variables');
  const storage = objectMember(properties, 'EphemeralStorage');
  return {
    ...rest,
    ...whole(properties, 'Timeout'),
    ...whole(properties, 'MemorySize'),
    ...(textMember(properties, 'KmsKeyArn') === undefined
      ? {}
      : { KMSKeyArn: textMember(properties, 'KmsKeyArn') ?? '' }),
    ...(storage === undefined ? {} : { EphemeralStorage: whole(storage, 'Size') }),
    ...(variables === undefined ? {} : { Environment: { Variables: texts(variables) } }),
  };
}

function whole(properties: JsonObject, name: string): JsonObject {
  const value = member(properties, name);
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return number === undefined ? {} : { [name]: number };
}

function texts(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, scalarText(value) ?? value]));
}

/** "CloudFormation places [inline code] in a file named index" and zips it. */
function codeFields(properties: JsonObject): JsonObject {
  const code = objectMember(properties, 'Code') ?? {};
  const inline = textMember(code, 'ZipFile');
  if (inline === undefined) return code;
  const python = textMember(properties, 'Runtime')?.startsWith('python') === true;
  const files = { [python ? 'index.py' : 'index.js']: Buffer.from(inline) };
  return { ZipFile: Buffer.from(zipSync(files, { mtime: new Date('1980-01-01T00:00:00') })).toString('base64') };
}

function tagsOf({ properties, tags }: ResourceRequest): Readonly<Record<string, string>> {
  return { ...ownTags(member(properties, 'Tags')), ...tags };
}

/** Tags as most types have them: a list of Key and Value. */
export function ownTags(tags: Json | undefined): Readonly<Record<string, string>> {
  if (!isJsonList(tags)) return {};
  const entries = tags
    .filter(isJsonObject)
    .map((tag) => [textMember(tag, 'Key') ?? '', scalarText(member(tag, 'Value')) ?? ''] as const);
  return Object.fromEntries(entries);
}
