/** The state of one service's stack: what CloudFormation says of it, how long it is wanted, and what waits for it here. */
import type { Failure } from '../failure.ts';
import { daysLeft, EXPIRES_TAG } from '../provision/expiry.ts';
import type { InfrastructureDifference } from '../provision/infrastructure.ts';
import { BRANCH_TAG, OWNER_TAG } from '../provision/provision-guards.ts';
import type { StackDescription, StackOutput } from '../provision/stack-ports.ts';
import type { StackEndpoint } from './stack-endpoints.ts';

interface StackSubject {
  readonly service: string;
  readonly stackName: string;
}

export interface PresentStack extends StackSubject {
  readonly kind: 'present';
  /** As CloudFormation names it, e.g. `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly owner?: string;
  readonly branch?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt?: string;
  /** Days since it was made. */
  readonly age: number;
  /** The last day on which it is wanted; absent: it never expires. */
  readonly expires?: string;
  /** Negative: it has expired. */
  readonly daysLeft?: number;
  readonly outputs: readonly StackOutput[];
  /** Of its APIs; absent: not known. */
  readonly endpoints?: readonly StackEndpoint[];
  /** What the template says here and the stack does not have yet; absent: not known. */
  readonly waiting?: readonly InfrastructureDifference[];
}

export type StackStatus =
  | PresentStack
  | (StackSubject & { readonly kind: 'missing' })
  | (StackSubject & { readonly kind: 'unreadable'; readonly failure: Failure });

const DAY = 86_400_000;

/** `now` is in milliseconds. */
export function presentStack(
  service: string,
  stack: StackDescription,
  waiting: readonly InfrastructureDifference[] | undefined,
  now: number,
  endpoints?: readonly StackEndpoint[],
): PresentStack {
  const { name: stackName, tags, createdAt, updatedAt, status, outputs } = stack;
  const owner = tags[OWNER_TAG];
  const branch = tags[BRANCH_TAG];
  const expires = tags[EXPIRES_TAG];
  const left = daysLeft(expires, now);
  return {
    service,
    stackName,
    kind: 'present',
    status,
    ...(owner === undefined ? {} : { owner }),
    ...(branch === undefined ? {} : { branch }),
    createdAt: new Date(createdAt).toISOString(),
    ...(updatedAt === undefined ? {} : { updatedAt: new Date(updatedAt).toISOString() }),
    age: Math.max(0, Math.floor((now - createdAt) / DAY)),
    ...(expires === undefined ? {} : { expires }),
    ...(left === undefined ? {} : { daysLeft: left }),
    outputs,
    ...(endpoints === undefined ? {} : { endpoints }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}
