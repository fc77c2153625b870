/** A stack is changed or removed only when it is proven to be this environment's. No flag passes these guards. */
import { ENVIRONMENT_TAG } from '../environment/environment.ts';
import type { Failure } from '../failure.ts';
import { protectedName } from '../plan/guards.ts';
import type { DeployTarget } from '../plan/plan-facts.ts';
import type { StackDescription } from './stack-ports.ts';

export const OWNER_TAG = 'nx-lambda:owner';
export const SERVICE_TAG = 'nx-lambda:service';
export const BRANCH_TAG = 'nx-lambda:branch';

/** Asked before anything is read. */
export function stackNameFailure(stackName: string, target: DeployTarget): Failure | undefined {
  return protectedName(stackName, undefined, target) ?? accountFailure(target);
}

function accountFailure({ accounts, accountId }: DeployTarget): Failure | undefined {
  if (accounts.length === 0 || accounts.includes(accountId)) return undefined;
  return {
    code: 'NXL-PLAN-ACCOUNT',
    message: `The credentials are of account ${accountId}, which is not in the plugin's "accounts" (${accounts.join(', ')}).`,
    advice: `Use credentials of an allowed account, or add ${accountId} to "accounts" if feature environments live there.`,
  };
}

/** Every reason not to touch a stack that is there. */
export function foreignStackFailure(
  stack: StackDescription,
  service: string,
  target: DeployTarget,
): Failure | undefined {
  const { name, tags } = stack;
  const environment = tags[ENVIRONMENT_TAG];
  if (environment === undefined) {
    return {
      code: 'NXL-PROVISION-NOT-FEATURE',
      message: `The stack ${name} has no tag ${ENVIRONMENT_TAG}, so it is not proven to be part of a feature environment.`,
      advice: `Choose another stack name or environment. If ${name} really is yours, tag it with ${ENVIRONMENT_TAG}=${target.environment.name} once.`,
    };
  }
  if (environment !== target.environment.name) {
    return {
      code: 'NXL-PROVISION-OTHER-ENVIRONMENT',
      message: `The stack ${name} belongs to the environment "${environment}", not to ${target.environment.name}.`,
      advice: `Use --environment=${environment} if it is yours, or give each environment stack names of its own.`,
    };
  }
  const owner = tags[SERVICE_TAG];
  if (owner !== undefined && owner !== service) {
    return {
      code: 'NXL-PROVISION-OTHER-SERVICE',
      message: `The stack ${name} is that of the service ${owner}, not of ${service}.`,
      advice: 'Give each service a stack name of its own.',
    };
  }
  return undefined;
}
