/**
 * The guards: a function is written to only when it is proven to belong to the feature environment. Nothing passes
 * them by force. Each guard answers undefined or why not.
 */
import { ENVIRONMENT_TAG } from '../environment/environment.ts';
import { slugOf } from '../environment/slug.ts';
import type { Failure } from '../failure.ts';
import type { DeployedFunction, ListedFunction } from './deployed-function.ts';
import { protectingPattern } from './name-pattern.ts';
import type { DeployTarget, StackOwner } from './plan-facts.ts';
import { LOGICAL_ID_TAG, proveOwner, STACK_NAME_TAG } from './stack-owner.ts';

export interface GuardedFunction {
  readonly stackName?: string | undefined;
  readonly owner?: StackOwner | undefined;
  readonly deployed: DeployedFunction;
}

/** Every reason not to write to the function, the most telling first. */
export function guardFailures(subject: GuardedFunction, target: DeployTarget): readonly Failure[] {
  const { deployed, stackName, owner } = subject;
  return [
    ...untaggedGuardFailures({ stackName, deployed }, target),
    foreignEnvironment(deployed, target),
    owner === undefined ? undefined : foreignOwner(deployed, owner),
  ].filter((failure) => failure !== undefined);
}

/** The guards that need no tags: all that can be asked of a listed function, and enough to leave it alone. */
export function untaggedGuardFailures(
  { deployed, stackName }: { readonly stackName?: string | undefined; readonly deployed: ListedFunction },
  target: DeployTarget,
): readonly Failure[] {
  return [
    protectedName(stackName, deployed.physicalName, target),
    accountNotAllowed(deployed, target),
    foreignAccount(deployed, target),
    foreignRegion(deployed, target),
    notTheFunctionItself(deployed),
  ].filter((failure) => failure !== undefined);
}

/** How to make a function one of the environment's, in one sentence. */
export function adoptionAdvice(environment: string): string {
  return `To make it part of the feature environment ${environment}, deploy its stack with the tag ${ENVIRONMENT_TAG}=${environment}, which CloudFormation copies to the functions; where another tool made the function, let that tool set it (Serverless Framework: provider.tags; CDK: Tags.of(stack).add; Terraform: tags).`;
}

/** Asked before any state is read, too: names alone decide it. */
export function protectedName(
  stackName: string | undefined,
  physicalName: string | undefined,
  { environment, protect }: DeployTarget,
): Failure | undefined {
  const names = [
    { what: 'environment', name: environment.name },
    ...(stackName === undefined ? [] : [{ what: 'stack', name: stackName }]),
    ...(physicalName === undefined ? [] : [{ what: 'function', name: physicalName }]),
  ];
  for (const { what, name } of names) {
    const pattern = protectingPattern(name, protect);
    if (pattern === undefined) continue;
    return {
      code: 'NXL-PLAN-PROTECTED',
      message: `The ${what} name ${name} is protected by the pattern "${pattern}".`,
      advice: `Choose another environment with --environment. If ${environment.name} really is a feature environment, take the pattern out of the plugin's "protect" option and tag its stacks with ${ENVIRONMENT_TAG}=${environment.name}.`,
    };
  }
  return undefined;
}

function accountNotAllowed(deployed: ListedFunction, { accounts, environment }: DeployTarget): Failure | undefined {
  if (accounts.length === 0 || accounts.includes(deployed.accountId)) return undefined;
  return {
    code: 'NXL-PLAN-ACCOUNT',
    message: `${deployed.physicalName} is in account ${deployed.accountId}, which is not in the plugin's "accounts" (${accounts.join(', ')}).`,
    advice: `Use credentials of an allowed account, or add ${deployed.accountId} to "accounts" if feature environments live there. ${adoptionAdvice(environment.name)}`,
  };
}

function foreignAccount(deployed: ListedFunction, { accountId, environment }: DeployTarget): Failure | undefined {
  if (deployed.accountId === accountId) return undefined;
  return {
    code: 'NXL-PLAN-ACCOUNT',
    message: `${deployed.physicalName} is in account ${deployed.accountId}, but the credentials are of account ${accountId}.`,
    advice: `Use credentials of the account that holds the feature environment. ${adoptionAdvice(environment.name)}`,
  };
}

function foreignRegion(deployed: ListedFunction, { region, environment }: DeployTarget): Failure | undefined {
  if (deployed.region === region) return undefined;
  return {
    code: 'NXL-PLAN-REGION',
    message: `${deployed.physicalName} is in region ${deployed.region}, but this run is for ${region}.`,
    advice: `Set the region that holds the feature environment. ${adoptionAdvice(environment.name)}`,
  };
}

/** An ARN with a qualifier stands for a version or an alias, whose code can't be written. */
function notTheFunctionItself({ arn, physicalName }: ListedFunction): Failure | undefined {
  const [, , , , , , name, qualifier] = arn.split(':');
  if (name === physicalName && qualifier === undefined) return undefined;
  const found = qualifier === undefined ? 'another function' : 'a version or an alias';
  return {
    code: 'NXL-PLAN-NOT-FUNCTION',
    message: `${physicalName} stands for ${found} (${arn}), not for the feature environment's function itself.`,
    advice: 'Name the function without version or alias; only its unpublished code ($LATEST) is written to.',
  };
}

function foreignEnvironment(deployed: DeployedFunction, { environment }: DeployTarget): Failure | undefined {
  if (deployed.tags.kind === 'unreadable') {
    return {
      code: 'NXL-PLAN-TAGS-UNREADABLE',
      message: `The tags of ${deployed.physicalName} can't be read, so it isn't proven to belong to the environment ${environment.name}.`,
      advice: `Allow lambda:ListTags on the function. ${adoptionAdvice(environment.name)}`,
    };
  }
  const tag = deployed.tags.tags[ENVIRONMENT_TAG];
  if (tag === environment.name) return undefined;
  if (tag === undefined) {
    return {
      code: 'NXL-PLAN-NOT-FEATURE',
      message: `${deployed.physicalName} has no tag ${ENVIRONMENT_TAG}, so it isn't proven to belong to the environment ${environment.name}.`,
      advice: adoptionAdvice(environment.name),
    };
  }
  const similar = slugOf(tag) === environment.name ? ' (the tag must be exactly the same)' : '';
  return {
    code: 'NXL-PLAN-OTHER-ENVIRONMENT',
    message: `${deployed.physicalName} belongs to the environment "${tag}", not to ${environment.name}${similar}.`,
    advice: `Deploy to it with --environment=${tag} if it is yours. ${adoptionAdvice(environment.name)}`,
  };
}

function foreignOwner(deployed: DeployedFunction, owner: StackOwner): Failure | undefined {
  if (deployed.tags.kind === 'unreadable' || proveOwner(owner, deployed) !== 'contradicted') return undefined;
  const stackName = deployed.tags.tags[STACK_NAME_TAG] ?? 'unknown';
  const logicalId = deployed.tags.tags[LOGICAL_ID_TAG] ?? 'unknown';
  return {
    code: 'NXL-PLAN-OTHER-STACK',
    message: `${deployed.physicalName} is ${logicalId} of the stack ${stackName}, not ${owner.logicalId} of ${owner.stackName}.`,
    advice: `Check the function's name in the template and the option stackName; in a feature environment each stack needs function names of its own, for example with \${AWS::StackName} in them.`,
  };
}
