/** What speaks against removing a stack, and what stays of it. */
import type { Failure } from '../failure.ts';
import { type TemplateNode, valueOf } from '../service/template-node.ts';
import type { StackDescription } from './stack-ports.ts';

/** A resource of a stack or of one nested in it, as `Child/Resource`. */
export interface OwnedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export interface ImportedExport {
  readonly exportName: string;
  /** Names of the stacks that import it. */
  readonly stacks: readonly string[];
}

/** All that is known of a stack before it is removed. */
export interface RemovalFacts {
  readonly stack: StackDescription;
  readonly resources: readonly OwnedResource[];
  /** They stay when the stack goes. */
  readonly retained: readonly OwnedResource[];
  /** Names of buckets that would go and are not empty. */
  readonly filledBuckets: readonly string[];
  readonly importers: readonly ImportedExport[];
}

/** Logical ids of the resources that CloudFormation leaves behind when the stack of this template is removed. */
export function retainedIds(root: TemplateNode | undefined): ReadonlySet<string> {
  const resources = valueOf(root, 'Resources');
  if (resources?.kind !== 'map') return new Set();
  const kept = resources.entries.filter(({ value }) => {
    const policy = valueOf(value, 'DeletionPolicy');
    return policy?.kind === 'scalar' && (policy.text === 'Retain' || policy.text === 'RetainExceptOnCreate');
  });
  return new Set(kept.map(({ key }) => key.text));
}

export interface RemovalRules {
  /** Buckets may be emptied. */
  readonly emptyBuckets: boolean;
  /** Names of the stacks that go in the same run, before this one if they need it. */
  readonly going: ReadonlySet<string>;
}

/** All reasons at once. None of them is the stack's owner: that is asked before anything is read. */
export function removalFailures(facts: RemovalFacts, { emptyBuckets, going }: RemovalRules): readonly Failure[] {
  const { stack, filledBuckets, importers } = facts;
  const failures: Failure[] = [];
  if (stack.isProtected) failures.push(terminationProtected(stack.name));
  const outside = importers
    .map(({ exportName, stacks }) => ({ exportName, stacks: stacks.filter((name) => !going.has(name)) }))
    .filter(({ stacks }) => stacks.length > 0);
  if (outside.length > 0) failures.push(stillImported(stack.name, outside));
  if (filledBuckets.length > 0 && !emptyBuckets) failures.push(filled(stack.name, filledBuckets));
  return failures;
}

/** The stacks of a run that import from a stack: they go first. */
export function importingStacks({ importers }: RemovalFacts): readonly string[] {
  return [...new Set(importers.flatMap(({ stacks }) => stacks))].sort();
}

function terminationProtected(stackName: string): Failure {
  return {
    code: 'NXL-PROVISION-TERMINATION-PROTECTED',
    message: `The stack ${stackName} is protected against removal (termination protection).`,
    advice: `If it may go, lift the protection first: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stackName}.`,
  };
}

function stillImported(stackName: string, imports: readonly ImportedExport[]): Failure {
  const stacks = [...new Set(imports.flatMap((each) => each.stacks))].sort();
  return {
    code: 'NXL-PROVISION-IMPORTED',
    message: `The stack ${stackName} can't be removed: ${stacks.join(', ')} import from it.`,
    advice: 'Remove the importing stacks first, or in the same run.',
    notes: imports.map((each) => `${each.exportName} is imported by ${each.stacks.join(', ')}`),
  };
}

function filled(stackName: string, buckets: readonly string[]): Failure {
  return {
    code: 'NXL-PROVISION-BUCKETS',
    message: `The stack ${stackName} has buckets that are not empty: ${buckets.join(', ')}.`,
    advice: 'Pass --empty-buckets if all they hold may go, older versions included; or empty them yourself.',
  };
}
