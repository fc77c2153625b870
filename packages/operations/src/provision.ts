/**
 * Provision services in a feature environment: package each template, ask CloudFormation what it would change, and let
 * it do so where nothing speaks against it. What is decided is decided in core/provision.
 */
import {
  type Emit,
  isProvisioned,
  type ProvisionPorts,
  type ProvisionReport,
  plannedLater,
  type Result,
  resolveStackName,
  type Service,
  type StackOutcome,
  success,
  trustStatement,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { inOrder } from './in-order.ts';
import type { ProvisionRequest, ProvisionTarget } from './provision-request.ts';
import { provisionStack } from './provision-stack.ts';

/** Fails only where nothing can be told about any stack: no region, no valid credentials. */
export async function provisionServices(
  request: ProvisionRequest,
  ports: ProvisionPorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<ProvisionReport>> {
  const started = ports.clock.now();
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const { accountId, region } = identity.value;
  const { accounts, protect, artifactBucket } = request.options;
  const hasArtifactBucket = artifactBucket !== undefined;
  const target: ProvisionTarget = {
    environment: request.environment,
    accountId,
    region,
    accounts,
    protect,
    hasArtifactBucket,
    ...(request.allowLocalRole && { trust: trustStatement(identity.value) ?? 'nobody' }),
  };
  emit({
    type: 'provision-started',
    environment: request.environment.name,
    identity: identity.value,
    services: request.services.length,
  });
  const limit = pLimit(Math.max(1, request.options.concurrency));
  const byName = new Map(request.services.map((ordered) => [ordered.service.name, ordered]));
  /** The service that keeps another one from being provisioned, not one between them. */
  const causes = new Map<string, string>();
  const stacks = await inOrder<StackOutcome>(
    [...byName.keys()],
    (name) => byName.get(name)?.after ?? [],
    async (name, earlier) => {
      const service = byName.get(name)?.service;
      if (service === undefined) throw new Error(`there is no service ${name}`);
      const blocking = earlier.find((outcome) => !isProvisioned(outcome))?.service;
      const cause = blocking && (causes.get(blocking) ?? blocking);
      if (cause !== undefined) causes.set(name, cause);
      return limit(() => outcomeOf(service, { earlier, cause }, request, target, ports, emit, signal));
    },
  );
  const report: ProvisionReport = {
    schema: 1,
    command: 'provision-feature',
    environment: request.environment.name,
    accountId,
    region,
    dryRun: request.dryRun,
    stacks,
    duration: ports.clock.now() - started,
  };
  emit({ type: 'provision-finished', report });
  return success(report);
}

interface Before {
  /** What became of the services that it needs. */
  readonly earlier: readonly StackOutcome[];
  /** The service that keeps it from being provisioned. */
  readonly cause: string | undefined;
}

async function outcomeOf(
  service: Service,
  { earlier, cause }: Before,
  request: ProvisionRequest,
  target: ProvisionTarget,
  ports: ProvisionPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<StackOutcome> {
  const started = ports.clock.now();
  const own = service.stackName;
  const { name: environment } = request.environment;
  const stackName = resolveStackName({
    service: service.name,
    option: request.options.stackName,
    environment,
    ...(own === undefined ? {} : { own }),
  });
  const subject = { service: service.name, stackName: stackName.ok ? stackName.value : service.name };
  const nothing = { ...subject, changes: [], parameters: [], outputs: [], notices: [] };
  const outcome = await (async (): Promise<StackOutcome> => {
    if (signal?.aborted) return { ...nothing, kind: 'not-started', failures: [], duration: 0 };
    if (cause !== undefined) {
      return { ...nothing, kind: 'not-started', failures: [needsFailed(service.name, cause)], duration: 0 };
    }
    if (!stackName.ok) return { ...nothing, kind: 'failed', failures: stackName.failures, duration: 0 };
    const { failures } = service;
    if (failures.length > 0) return { ...nothing, kind: 'failed', failures, duration: 0 };
    const result = await provisionStack({ service, stackName: stackName.value }, request, target, ports, emit, signal);
    const duration = ports.clock.now() - started;
    const later = request.dryRun && plannedLater(service.name, result.failures, earlier);
    if (later) return { ...nothing, ...result, kind: 'planned', failures: [], notices: [later], duration };
    return { ...nothing, ...result, duration };
  })();
  emit({ type: 'stack-settled', outcome });
  return outcome;
}

function needsFailed(service: string, cause: string) {
  return {
    code: 'NXL-PROVISION-NOT-STARTED',
    message: `${service} was not provisioned, because ${cause}, which it needs, was not.`,
    advice: `Mend ${cause}, then run the command again: what is provisioned already is left alone.`,
  } as const;
}
