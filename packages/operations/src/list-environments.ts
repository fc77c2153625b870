/** All feature environments of an account and region. */

import {
  type Clock,
  type Emit,
  type EnvironmentList,
  type IdentityPort,
  knownEnvironments,
  type Result,
  type StackOperationsPort,
  success,
} from '@nx-lambda/core';

export interface ListPorts {
  readonly identity: IdentityPort;
  readonly stacks: StackOperationsPort;
  readonly clock: Clock;
}

export async function listEnvironments(
  ports: ListPorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<EnvironmentList>> {
  const started = ports.clock.now();
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const stacks = await ports.stacks.describeAll(signal);
  if (!stacks.ok) return stacks;
  const { accountId, region } = identity.value;
  const report: EnvironmentList = {
    schema: 1,
    command: 'list-features',
    accountId,
    callerArn: identity.value.arn,
    region,
    listedAt: new Date(started).toISOString(),
    environments: knownEnvironments(stacks.value, started),
    duration: ports.clock.now() - started,
  };
  emit({ type: 'environments-listed', report });
  return success(report);
}
