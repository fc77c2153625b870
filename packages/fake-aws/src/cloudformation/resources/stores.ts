import { isJsonObject, member, scalarText, textMember } from '../../json.ts';
import { ResourceFailure, type ResourceHandler, type ResourceRequest } from './handler.ts';
import { arnOf, physicalName, randomEnd } from './names.ts';
import { alreadyExists } from './service-call.ts';

const parameter: ResourceHandler = {
  replacedBy: ['Name'],
  nameProperty: 'Name',
  tagged: true,
  create(request) {
    const { account, region } = request.stack;
    const name = physicalName(request, 'Name');
    if (request.world.parameters.get(account, region, name) !== undefined) throw alreadyExists(request, name);
    return put(request, name, 1);
  },
  update(request, { physicalId }) {
    const { account, region } = request.stack;
    const before = request.world.parameters.get(account, region, physicalId);
    return put(request, physicalId, (before?.version ?? 0) + 1);
  },
  delete(request, { physicalId }) {
    request.world.parameters.remove(request.stack.account, request.stack.region, physicalId);
    return {};
  },
};

function put(request: ResourceRequest, name: string, version: number) {
  const { properties, world, stack } = request;
  const type = textMember(properties, 'Type') ?? 'String';
  const value = scalarText(member(properties, 'Value'));
  // "CloudFormation doesn't support creating a SecureString parameter type."
  if ((type !== 'String' && type !== 'StringList') || value === undefined) {
    throw new ResourceFailure(
      value === undefined ? 'Property Value cannot be empty.' : `Type ${type} is not String or StringList.`,
    );
  }
  const { account, region } = stack;
  world.parameters.put({ account, region, name, type, value, version, modified: request.time });
  return { physicalId: name, attributes: { Type: type, Value: value } };
}

const secret: ResourceHandler = {
  replacedBy: ['Name'],
  nameProperty: 'Name',
  tagged: true,
  create(request) {
    const { account, region } = request.stack;
    const name = physicalName(request, 'Name');
    if (request.world.secrets.find(account, region, name) !== undefined) throw alreadyExists(request, name);
    return keep(request, name, arnOf(request, 'secretsmanager', `secret:${name}-${randomEnd(request, 6)}`));
  },
  update(request, { physicalId }) {
    const before = request.world.secrets.find(request.stack.account, request.stack.region, physicalId);
    return keep(request, before?.name ?? physicalName(request, 'Name'), physicalId, before?.value);
  },
  delete(request, { physicalId }) {
    const found = request.world.secrets.find(request.stack.account, request.stack.region, physicalId);
    if (found !== undefined) request.world.secrets.remove(found);
    return {};
  },
};

function keep(request: ResourceRequest, name: string, arn: string, before?: string) {
  const { world, stack, time } = request;
  const value = secretText(request) ?? before ?? '';
  const { account, region } = stack;
  world.secrets.put({ account, region, name, arn, value, versionId: world.newId(), created: time });
  return { physicalId: arn, attributes: { Id: arn } };
}

/** SecretString, or a generated password, within SecretStringTemplate where there is one. */
function secretText({ properties, world }: ResourceRequest): string | undefined {
  const given = textMember(properties, 'SecretString');
  const generate = member(properties, 'GenerateSecretString');
  if (given !== undefined || !isJsonObject(generate)) return given;
  const password = world.newId().replaceAll('-', '');
  const key = textMember(generate, 'GenerateStringKey');
  if (key === undefined) return password;
  const template: unknown = JSON.parse(textMember(generate, 'SecretStringTemplate') ?? '{}');
  return JSON.stringify({ ...(typeof template === 'object' ? template : {}), [key]: password });
}

export const STORE_TYPES: Readonly<Record<string, ResourceHandler>> = {
  'AWS::SSM::Parameter': parameter,
  'AWS::SecretsManager::Secret': secret,
};
