import type { Generated } from '../generated.ts';
import { isList, isObject, type JsonObject, type JsonValue, sameJson } from '../json.ts';

export interface RoleAdditions {
  readonly arn?: string | undefined;
  /** What the source needs. */
  readonly policy?: JsonObject | undefined;
  /** What the destination of failed batches needs. */
  readonly destination?: JsonObject | undefined;
}

/** Adds to a function's role what an event needs, unless it is there. */
export function allowOnRole(role: Generated | undefined, additions: RoleAdditions): void {
  if (role === undefined) return;
  const arns = listAt(role, 'ManagedPolicyArns');
  const policies = [...listAt(role, 'Policies')];
  for (const policy of [additions.policy, additions.destination]) {
    const document = policy?.['PolicyDocument'];
    const known = policies.some((each) => isObject(each) && sameJson(each['PolicyDocument'], document));
    if (policy !== undefined && !known) policies.push(policy);
  }
  const { arn } = additions;
  role.properties = {
    ...role.properties,
    ...(arn === undefined || arns.includes(arn) ? {} : { ManagedPolicyArns: [...arns, arn] }),
    ...(policies.length === 0 ? {} : { Policies: policies }),
  };
}

function listAt(role: Generated, name: string): readonly JsonValue[] {
  const value = role.properties[name];
  return isList(value) ? value : [];
}
