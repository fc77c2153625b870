/** Removes the feature environments of an account and region that have expired. */
import {
  type DeployTarget,
  type Emit,
  knownEnvironments,
  type PluginOptions,
  type RemovalPorts,
  type Result,
  renewedFailure,
  type StackMode,
  type SweepReport,
  success,
} from '@nx-lambda/core';
import { type DoomedStack, removeStacks } from './remove-stacks.ts';

export interface SweepRequest {
  readonly options: Pick<PluginOptions, 'accounts' | 'protect' | 'concurrency'>;
  /** For each service those whose stacks need its stack, where that is known here. */
  readonly needing?: ReadonlyMap<string, readonly string[]>;
  readonly emptyBuckets: boolean;
  readonly dryRun: boolean;
  readonly mode: StackMode;
  /** Milliseconds that one stack may take. */
  readonly timeout: number;
}

export async function sweepEnvironments(
  request: SweepRequest,
  ports: RemovalPorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<SweepReport>> {
  const started = ports.clock.now();
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const all = await ports.stacks.describeAll(signal);
  if (!all.ok) return all;
  const { accountId, region } = identity.value;
  const { accounts, protect, concurrency } = request.options;
  const environments = knownEnvironments(all.value, started).filter(({ isExpired }) => isExpired);
  const stacks = environments.flatMap(({ name, stacks: own }): readonly DoomedStack[] => {
    const environment = { name, origin: 'its tag' };
    const target: DeployTarget = { environment, accountId, region, accounts, protect, hasArtifactBucket: false };
    return own.map(({ stackName, service = stackName }) => ({
      service,
      stackName,
      target,
      after: own.flatMap((other) =>
        request.needing?.get(service)?.includes(other.service ?? '') ? other.stackName : [],
      ),
      // Time has passed since all stacks were listed: somebody may have provisioned this one anew.
      spare: (stack) => renewedFailure(stack, started),
    }));
  });
  emit({ type: 'removal-started', identity: identity.value, stacks: stacks.length });
  const { emptyBuckets, dryRun, mode, timeout } = request;
  const outcomes = await removeStacks(
    { stacks, emptyBuckets, dryRun, mode, timeout, concurrency },
    ports,
    emit,
    signal,
  );
  const report: SweepReport = {
    schema: 1,
    command: 'sweep-features',
    accountId,
    region,
    dryRun,
    environments,
    stacks: outcomes,
    duration: ports.clock.now() - started,
  };
  emit({ type: 'sweep-finished', report });
  return success(report);
}
