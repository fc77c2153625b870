import { ApiError } from '../../api-error.ts';
import type { Template } from './template.ts';

/** User Guide, "Acknowledging IAM resources in CloudFormation templates". */
const IAM_NAMES: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::RolePolicy': undefined,
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserPolicy': undefined,
  'AWS::IAM::UserToGroupAddition': undefined,
};

export interface NeededCapabilities {
  readonly capabilities: readonly string[];
  readonly reason?: string;
}

export function neededCapabilities(template: Template): NeededCapabilities {
  const iam = [...template.resources.values()].filter((resource) => Object.hasOwn(IAM_NAMES, resource.type));
  if (iam.length === 0) return { capabilities: [] };
  const types = [...new Set(iam.map((resource) => resource.type))].join(', ');
  const named = iam.some((resource) => {
    const name = IAM_NAMES[resource.type];
    return name !== undefined && Object.hasOwn(resource.properties, name);
  });
  return {
    capabilities: [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'],
    reason: `The following resource(s) require capabilities: [${types}]`,
  };
}

/** The text of the refusal; undefined when everything is acknowledged. CAPABILITY_NAMED_IAM covers CAPABILITY_IAM. */
export function missingCapabilities(template: Template, given: readonly string[]): string | undefined {
  const missing = neededCapabilities(template).capabilities.filter(
    (capability) =>
      !given.includes(capability) && !(capability === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  return missing.length === 0 ? undefined : `Requires capabilities : [${missing.join(', ')}]`;
}

export function insufficientCapabilities(message: string): ApiError {
  return new ApiError(400, 'InsufficientCapabilitiesException', message);
}
