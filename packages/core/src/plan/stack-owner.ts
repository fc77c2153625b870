/**
 * Which stack resource a function must be, and whether what GetFunction returned is that one. CloudFormation writes the
 * reserved tags itself, so they can't be wrong; functions made by other tools have none.
 */
import type { DeployedFunction } from './deployed-function.ts';
import type { StackOwner } from './plan-facts.ts';

export const STACK_NAME_TAG = 'aws:cloudformation:stack-name';
export const LOGICAL_ID_TAG = 'aws:cloudformation:logical-id';

export type OwnerProof =
  | 'proven'
  /** The tags name another stack or another resource. */
  | 'contradicted'
  /** No tags of CloudFormation, or none that may be read. */
  | 'silent';

export function proveOwner(owner: StackOwner, deployed: DeployedFunction): OwnerProof {
  if (deployed.tags.kind === 'unreadable') return 'silent';
  const stackName = deployed.tags.tags[STACK_NAME_TAG];
  const logicalId = deployed.tags.tags[LOGICAL_ID_TAG];
  if (stackName === undefined && logicalId === undefined) return 'silent';
  const path = owner.logicalId.split('/');
  const resource = path.pop();
  const stackMatches = path.length === 0 ? stackName === owner.stackName : isNested(stackName, owner.stackName, path);
  return stackMatches && logicalId === resource ? 'proven' : 'contradicted';
}

/** CloudFormation names a nested stack `<parent>-<logical id>-<random>`, level by level. */
function isNested(stackName: string | undefined, parent: string, path: readonly string[]): boolean {
  if (!stackName?.startsWith(`${parent}-`) || !path.every((child) => /^[A-Za-z0-9]+$/.test(child))) return false;
  const levels = path.map((child) => `-${child}-[A-Z0-9]+`).join('');
  return new RegExp(`^${levels}$`).test(stackName.slice(parent.length));
}
