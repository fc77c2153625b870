/** Who a function on this machine acts as: its own execution role, or the developer where that was asked for. */
import type { Failure, Notice } from '../failure.ts';
import type { CallerIdentity } from '../ports.ts';
import { trustStatement } from '../provision/trust-statement.ts';

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

/** `[\w+=,.@-]{2,64}` (AssumeRole, RoleSessionName): what CloudTrail shows of a run. */
export function roleSessionName(whose: string): string {
  return `nx-lambda-${whose}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}

/** `cause` is what AWS said. */
export function roleNotAssumable(role: string, caller: CallerIdentity, cause: Failure): Failure {
  const statement = trustStatement(caller);
  const common = {
    code: 'NXL-INVOKE-ROLE',
    message: `${caller.arn} may not assume ${role}, the role of the function: ${cause.message}`,
  } as const;
  if (statement === undefined) {
    const advice = 'Use a user or a role: others can assume none. Or run with your own credentials: --credentials=own.';
    return { ...common, advice };
  }
  return {
    ...common,
    advice:
      'Run provision-feature with --allow-local-role (or the plugin option "allowLocalRole"), which adds the statement below to the roles that the template makes; add it yourself to the trust policy (AssumeRolePolicyDocument) of any other; or run with your own credentials: --credentials=own.',
    notes: JSON.stringify(statement, undefined, 2).split('\n'),
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
