/** Removes the stacks of services from a feature environment. */
import {
  type DeployTarget,
  type DestroyReport,
  type Emit,
  type FeatureEnvironment,
  madeElsewhere,
  type PluginOptions,
  type RemovalPorts,
  type Result,
  resolveStackName,
  type Service,
  type StackMode,
  success,
} from '@nx-lambda/core';
import { type DoomedStack, removeStacks } from './remove-stacks.ts';

export interface DestroyRequest {
  readonly environment: FeatureEnvironment;
  readonly services: readonly DestroyedService[];
  readonly options: Pick<PluginOptions, 'stackName' | 'accounts' | 'protect' | 'concurrency'>;
  readonly emptyBuckets: boolean;
  readonly dryRun: boolean;
  readonly mode: StackMode;
  /** Milliseconds that one stack may take. */
  readonly timeout: number;
}

export interface DestroyedService {
  readonly service: Pick<Service, 'name' | 'stackName' | 'template' | 'tool'>;
  /** Names of the services that go first. */
  readonly after: readonly string[];
}

/** Fails only where nothing can be told about any stack: no region, no valid credentials. */
export async function destroyServices(
  request: DestroyRequest,
  ports: RemovalPorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<DestroyReport>> {
  const started = ports.clock.now();
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const { accountId, region } = identity.value;
  const { environment, options, dryRun } = request;
  const { accounts, protect } = options;
  emit({
    type: 'removal-started',
    environment: environment.name,
    identity: identity.value,
    stacks: request.services.length,
  });
  const target: DeployTarget = { environment, accountId, region, accounts, protect, hasArtifactBucket: false };
  const named = request.services.map(({ service, after }) => {
    const own = service.stackName === undefined ? {} : { own: service.stackName };
    const facts = { service: service.name, option: options.stackName, environment: environment.name, ...own };
    const elsewhere = service.tool && madeElsewhere(service, environment.name, 'remove');
    return { service: service.name, after, stackName: resolveStackName(facts), elsewhere };
  });
  const stackOf = new Map(named.map(({ service, stackName }) => [service, stackName.ok ? stackName.value : service]));
  const stacks = named.map(
    ({ service, after, stackName, elsewhere }): DoomedStack => ({
      service,
      stackName: stackName.ok ? stackName.value : service,
      target,
      after: after.map((name) => stackOf.get(name) ?? name),
      ...(elsewhere ? { failures: [elsewhere] } : stackName.ok ? {} : { failures: stackName.failures }),
    }),
  );
  const { emptyBuckets, mode, timeout } = request;
  const settings = { emptyBuckets, dryRun, mode, timeout, concurrency: options.concurrency };
  const outcomes = await removeStacks({ stacks, ...settings }, ports, emit, signal);
  const report: DestroyReport = {
    schema: 1,
    command: 'destroy-feature',
    environment: environment.name,
    accountId,
    region,
    dryRun,
    stacks: outcomes,
    duration: ports.clock.now() - started,
  };
  emit({ type: 'destroy-finished', report });
  return success(report);
}
