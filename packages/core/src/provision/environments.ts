/** The feature environments of an account and region, as their stacks' tags tell of them. */
import { ENVIRONMENT_TAG } from '../environment/environment.ts';
import type { Failure } from '../failure.ts';
import { daysLeft, EXPIRES_TAG, isExpired } from './expiry.ts';
import { BRANCH_TAG, OWNER_TAG, SERVICE_TAG } from './provision-guards.ts';
import type { RemovalOutcome } from './removal-report.ts';
import type { StackDescription } from './stack-ports.ts';

export interface KnownEnvironment {
  readonly name: string;
  /** Each once, sorted. */
  readonly owners: readonly string[];
  readonly branches: readonly string[];
  /** ISO 8601: when the oldest stack was made, and when one was changed last. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The last day of the stack that lives longest. Absent: one of them never expires. */
  readonly expires?: string;
  /** Negative once it has expired. */
  readonly daysLeft?: number;
  readonly isExpired: boolean;
  readonly state: 'ready' | 'changing' | 'failed';
  /** Sorted by name; nested stacks are part of theirs. */
  readonly stacks: readonly EnvironmentStack[];
}

export interface EnvironmentStack {
  readonly stackName: string;
  /** Absent: the stack was not made by provision-feature. */
  readonly service?: string;
  readonly status: string;
  readonly expires?: string;
}

/** Sorted by name. Stacks without our tag are nobody's environment. `now` is in milliseconds. */
export function knownEnvironments(stacks: readonly StackDescription[], now: number): readonly KnownEnvironment[] {
  const byName = new Map<string, StackDescription[]>();
  for (const stack of stacks) {
    const name = stack.tags[ENVIRONMENT_TAG];
    if (name === undefined || name === '' || stack.parentId !== undefined) continue;
    byName.set(name, [...(byName.get(name) ?? []), stack]);
  }
  return [...byName].map(([name, own]) => environmentOf(name, own, now)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function environmentOf(name: string, stacks: readonly StackDescription[], now: number): KnownEnvironment {
  const expires = lastDay(stacks, now);
  const left = daysLeft(expires, now);
  const tagged = (tag: string) => [...new Set(stacks.flatMap(({ tags }) => tags[tag] || []))].sort();
  return {
    name,
    owners: tagged(OWNER_TAG),
    branches: tagged(BRANCH_TAG),
    createdAt: isoTime(Math.min(...stacks.map(({ createdAt }) => createdAt))),
    updatedAt: isoTime(Math.max(...stacks.map(({ createdAt, updatedAt }) => updatedAt ?? createdAt))),
    ...(expires === undefined ? {} : { expires }),
    ...(left === undefined ? {} : { daysLeft: left }),
    isExpired: isExpired(expires, now),
    state: stateOf(stacks),
    stacks: stacks
      .map(({ name: stackName, status, tags }): EnvironmentStack => {
        const service = tags[SERVICE_TAG];
        const day = tags[EXPIRES_TAG];
        return {
          stackName,
          ...(service === undefined ? {} : { service }),
          status,
          ...(day === undefined ? {} : { expires: day }),
        };
      })
      .sort((a, b) => (a.stackName < b.stackName ? -1 : 1)),
  };
}

/** An environment is wanted as long as one of its stacks is: provisioning a single service renews only that one's tag. */
function lastDay(stacks: readonly StackDescription[], now: number): string | undefined {
  const days = stacks.map(({ tags }) => tags[EXPIRES_TAG]);
  const readable = days.filter((day) => daysLeft(day, now) !== undefined);
  return readable.length < days.length ? undefined : readable.toSorted((a = '', b = '') => (a < b ? -1 : 1)).at(-1);
}

function stateOf(stacks: readonly StackDescription[]): KnownEnvironment['state'] {
  const statuses = stacks.map(({ status }) => status);
  if (statuses.some((status) => status.endsWith('_FAILED') || status === 'ROLLBACK_COMPLETE')) return 'failed';
  return statuses.some((status) => status.endsWith('_IN_PROGRESS')) ? 'changing' : 'ready';
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** Asked of an expired environment's stack once more, right before it goes. */
export function renewedFailure({ name, tags }: StackDescription, now: number): Failure | undefined {
  if (isExpired(tags[EXPIRES_TAG], now)) return undefined;
  return {
    code: 'NXL-PROVISION-RENEWED',
    message: `The stack ${name} has not expired any more: somebody has provisioned it anew.`,
    advice: 'Leave it; the next sweep looks again.',
  };
}

export interface EnvironmentList {
  readonly schema: 1;
  readonly command: 'list-features';
  readonly accountId: string;
  /** ARN of who asks. */
  readonly callerArn?: string;
  readonly region: string;
  /** ISO 8601. */
  readonly listedAt: string;
  readonly environments: readonly KnownEnvironment[];
  readonly duration: number;
}

export interface SweepReport {
  readonly schema: 1;
  readonly command: 'sweep-features';
  readonly accountId: string;
  readonly region: string;
  /** Without `--remove`: what would be removed. */
  readonly dryRun: boolean;
  /** Those that have expired. */
  readonly environments: readonly KnownEnvironment[];
  readonly stacks: readonly RemovalOutcome[];
  readonly duration: number;
}
