import type { SamResource, TransformContext } from '../context.ts';
import { type Generated, generated, handedDown } from '../generated.ts';
import { branchesOf, isIf, isIntrinsic, isNoValue } from '../intrinsics.ts';
import { isBlank, isList, isObject, isString, type JsonObject, type JsonValue, sameJson } from '../json.ts';
import { managedPolicyArn } from '../partition.ts';
import { resourceProblem, templateProblem } from '../problem.ts';
import { awsManagedPath } from './aws-managed.ts';
import { isPolicyTemplate, policyFromTemplate } from './policy-template.ts';

export interface RoleParts {
  readonly assumeRolePolicy: JsonValue;
  readonly managedPolicyArns?: readonly JsonValue[];
  /** Named policies before those of the resource's `Policies`. */
  readonly policies?: readonly JsonObject[];
  readonly tags: readonly JsonObject[];
}

type PolicyKind = 'managed' | 'statement' | 'template' | 'unknown';

/** `<logical id>Role`: what the resource needs, and what its `Policies` say. */
export function executionRole(
  sam: SamResource,
  listed: readonly JsonValue[],
  parts: RoleParts,
  context: TransformContext,
): Generated {
  const id = `${sam.logicalId}Role`;
  const policies: JsonValue[] = [...(parts.policies ?? [])];
  const arns: JsonValue[] = [...(parts.managedPolicyArns ?? [])];
  const arnOf = (name: JsonValue): JsonValue => (isString(name) ? policyArn(name, context) : name);
  for (const [index, listedPolicy] of listed.entries()) {
    const kind = policyKind(listedPolicy);
    const policy =
      kind === 'template' ? eachBranch(listedPolicy, (one) => fromTemplate(one, sam.logicalId)) : listedPolicy;
    if (kind === 'managed') {
      const arn = eachBranch(policy, arnOf);
      if (!arns.some((each) => sameJson(each, arn))) arns.push(arn);
    } else if (kind === 'unknown') {
      throw resourceProblem(sam.logicalId, `Policy at index ${index} in the 'Policies' property is not valid`);
    } else {
      policies.push(eachBranch(policy, (one) => ({ PolicyName: `${id}Policy${index}`, PolicyDocument: one })));
    }
  }
  return generated(
    'AWS::IAM::Role',
    id,
    {
      AssumeRolePolicyDocument: parts.assumeRolePolicy,
      ManagedPolicyArns: arns,
      Path: sam.properties['RolePath'],
      Policies: policies.length === 0 ? undefined : policies,
      PermissionsBoundary: sam.properties['PermissionsBoundary'],
      Tags: parts.tags,
    },
    { attributes: handedDown(sam.source) },
  );
}

/** `Policies` as a list: one policy may stand alone. */
export function listedPolicies(policies: JsonValue | undefined): readonly JsonValue[] {
  if (policies === undefined || isBlank(policies)) return [];
  return isList(policies) ? policies : [policies];
}

function fromTemplate(policy: JsonValue, logicalId: string): JsonValue {
  return isObject(policy) ? policyFromTemplate(policy, logicalId) : policy;
}

function policyArn(name: string, context: TransformContext): string {
  const path = awsManagedPath(name);
  return path === undefined ? name : managedPolicyArn(context.partition, path);
}

/** A policy changed, or both branches of one that depends on a condition, but for branches without a value. */
function eachBranch(policy: JsonValue, change: (policy: JsonValue) => JsonValue): JsonValue {
  if (!isIf(policy)) return change(policy);
  const branches = branchesOf(policy);
  if (branches === undefined) return policy;
  const [condition, ...values] = branches;
  return { 'Fn::If': [condition, ...values.map((value) => (isNoValue(value) ? value : change(value)))] };
}

function policyKind(policy: JsonValue): PolicyKind {
  if (isString(policy)) return 'managed';
  if (isIf(policy)) return kindOfBranches(policy);
  if (isIntrinsic(policy)) return 'managed';
  if (isObject(policy) && 'Statement' in policy) return 'statement';
  return isPolicyTemplate(policy) ? 'template' : 'unknown';
}

function kindOfBranches(policy: JsonObject): PolicyKind {
  const branches = branchesOf(policy);
  if (branches === undefined) throw templateProblem('Fn::If requires 3 arguments');
  const [, whenTrue, whenFalse] = branches;
  const [one, other] = [policyKind(whenTrue), policyKind(whenFalse)];
  if (one === other || isNoValue(whenFalse)) return one;
  if (isNoValue(whenTrue)) return other;
  const message =
    'Different policy types within the same Fn::If statement is unsupported. Separate different policy types into different Fn::If statements';
  throw templateProblem(message);
}
