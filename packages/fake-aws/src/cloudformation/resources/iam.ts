import { objectMember, textMember } from '../../json.ts';
import type { MadeResource, ResourceHandler, ResourceRequest } from './handler.ts';
import { iamArn, physicalName, randomEnd } from './names.ts';
import { recordHandler } from './record-handler.ts';

function pathOf(request: ResourceRequest): string {
  return textMember(request.properties, 'Path') ?? '/';
}

/** `AROA…`: the prefix tells what the id is of (IAM User Guide, "IAM identifiers"); made from the name, so it stays. */
function uniqueId(prefix: string, name: string): string {
  return `${prefix}${Buffer.from(name).toString('hex').toUpperCase().slice(-17).padStart(17, 'A')}`;
}

const roleRecord = recordHandler({
  replacedBy: ['RoleName', 'Path'],
  nameProperty: 'RoleName',
  physicalId: (request) => physicalName(request, 'RoleName', 64),
  attributes: (name, request) => ({
    Arn: iamArn(request, `role${pathOf(request)}${name}`),
    RoleId: uniqueId('AROA', name),
  }),
});

/** A record whose trust policy AssumeRole asks. */
const role: ResourceHandler = {
  ...roleRecord,
  create: (request) => withTrust(request, roleRecord.create(request)),
  update: (request, existing) => withTrust(request, roleRecord.update(request, existing)),
  delete(request, existing) {
    request.world.trustPolicies.delete(textMember(existing.attributes, 'Arn') ?? '');
    return roleRecord.delete(request, existing);
  },
};

function withTrust(request: ResourceRequest, made: MadeResource): MadeResource {
  const policy = objectMember(request.properties, 'AssumeRolePolicyDocument');
  const arn = textMember(made.attributes ?? {}, 'Arn');
  if (policy !== undefined && arn !== undefined) request.world.trustPolicies.set(arn, policy);
  return made;
}

export const IAM_TYPES: Readonly<Record<string, ResourceHandler>> = {
  'AWS::IAM::Role': role,
  'AWS::IAM::Policy': recordHandler({
    tagged: false,
    // Ref is a name of its own, not the PolicyName.
    physicalId: (request) => `${request.stack.name.slice(0, 5)}-${request.logicalId.slice(0, 4)}-${randomEnd(request)}`,
    attributes: (id) => ({ Id: id }),
  }),
  'AWS::IAM::ManagedPolicy': recordHandler({
    replacedBy: ['ManagedPolicyName', 'Path', 'Description'],
    nameProperty: 'ManagedPolicyName',
    physicalId: (request) =>
      iamArn(request, `policy${pathOf(request)}${physicalName(request, 'ManagedPolicyName', 128)}`),
    attributes: (arn) => ({
      PolicyArn: arn,
      PolicyId: uniqueId('ANPA', arn),
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
    }),
  }),
  'AWS::IAM::InstanceProfile': recordHandler({
    replacedBy: ['InstanceProfileName', 'Path'],
    nameProperty: 'InstanceProfileName',
    attributes: (name, request) => ({ Arn: iamArn(request, `instance-profile${pathOf(request)}${name}`) }),
  }),
  'AWS::IAM::User': recordHandler({
    replacedBy: ['UserName'],
    nameProperty: 'UserName',
    attributes: (name, request) => ({ Arn: iamArn(request, `user${pathOf(request)}${name}`) }),
  }),
  'AWS::IAM::Group': recordHandler({
    replacedBy: ['GroupName'],
    nameProperty: 'GroupName',
    tagged: false,
    attributes: (name, request) => ({ Arn: iamArn(request, `group${pathOf(request)}${name}`) }),
  }),
};
