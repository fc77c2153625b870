/** The statement of a trust policy that lets one caller alone assume a role. */
import type { CallerIdentity } from '../ports.ts';

export interface TrustStatement {
  readonly Sid: typeof TRUST_SID;
  readonly Effect: 'Allow';
  readonly Principal: { readonly AWS: string };
  readonly Action: 'sts:AssumeRole';
  readonly Condition?: { readonly StringEquals: { readonly 'aws:userid': string } };
}

export const TRUST_SID = 'NxLambdaLocalRole';

/**
 * A user is named by ARN. A session of a role is named by `aws:userid`, which holds the role's unique id and the session's
 * name, so that nobody else who has the same role gets in; its ARN does not tell the role's path, without which the role can't
 * be named. Undefined: a root user, and sessions of other kinds, can assume no role at all.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (table of principal values)
 */
export function trustStatement({ arn, accountId, userId }: CallerIdentity): TrustStatement | undefined {
  const [, partition = 'aws', service, , , who = ''] = arn.split(':');
  const common = { Sid: TRUST_SID, Effect: 'Allow', Action: 'sts:AssumeRole' } as const;
  if (service === 'iam' && who.startsWith('user/')) return { ...common, Principal: { AWS: arn } };
  if (service !== 'sts' || !who.startsWith('assumed-role/')) return undefined;
  if (userId === undefined) return { ...common, Principal: { AWS: arn } };
  return {
    ...common,
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Condition: { StringEquals: { 'aws:userid': userId } },
  };
}
