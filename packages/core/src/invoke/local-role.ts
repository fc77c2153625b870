/** Who a function on this machine acts as: its own execution role, or the developer where that was asked for. */
import type { Failure, Notice } from '../failure.ts';

/** Secret: kept in memory and in the function's own process, and nowhere else. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since 1970; absent: they do not expire. */
  readonly expires?: number;
}

/** Whose credentials the function has. */
export interface LocalIdentity {
  readonly kind: 'role' | 'own';
  /** Of the assumed role, or of the developer. */
  readonly arn: string;
}

export interface TrustStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly AWS: string };
  readonly Action: 'sts:AssumeRole';
}

/**
 * Lets one caller alone assume a role. A caller that is a session of a role is named as that session, so that nobody
 * else who has the same role gets in. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function trustStatement(callerArn: string): TrustStatement {
  return { Sid: 'NxLambdaLocalRole', Effect: 'Allow', Principal: { AWS: callerArn }, Action: 'sts:AssumeRole' };
}

/** `[\w+=,.@-]{2,64}` (AssumeRole, RoleSessionName): what CloudTrail shows of a run. */
export function roleSessionName(whose: string): string {
  return `nx-lambda-${whose}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}

/** `cause` is what AWS said. */
export function roleNotAssumable(role: string, callerArn: string, cause: Failure): Failure {
  return {
    code: 'NXL-INVOKE-ROLE',
    message: `${callerArn} may not assume ${role}, the role of the function: ${cause.message}`,
    advice:
      "Add the statement below to the role's trust policy (AssumeRolePolicyDocument), or run with your own credentials: --credentials=own.",
    notes: JSON.stringify(trustStatement(callerArn), undefined, 2).split('\n'),
  };
}

export function ownCredentialsNotice(arn: string, role: string): Notice {
  return {
    code: 'NXL-INVOKE-OWN-CREDENTIALS',
    message: `The function runs with your own credentials (${arn}): it may do what you may, not what ${role} may.`,
    advice: 'Leave --credentials=own away to run it with its role.',
  };
}

/** Milliseconds that credentials must still be valid for when a run begins. */
const REMAINING = 5 * 60_000;

export function areFresh({ expires }: SessionCredentials, now: number): boolean {
  return expires === undefined || expires - now > REMAINING;
}
