/**
 * Provision services in a feature environment: package each template, ask CloudFormation what it would change, and let
 * it do so where nothing speaks against it. What is decided is decided in core/provision.
 */
import {
  type DeployTarget,
  type Emit,
  isProvisioned,
  type ProvisionPorts,
  type ProvisionReport,
  type Result,
  resolveStackName,
  type Service,
  type StackOutcome,
  success,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import type { ProvisionRequest } from './provision-request.ts';
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
  const target: DeployTarget = {
    environment: request.environment,
    accountId,
    region,
    accounts,
    protect,
    hasArtifactBucket,
  };
  emit({
    type: 'provision-started',
    environment: request.environment.name,
    identity: identity.value,
    services: request.waves.flat().length,
  });
  const limit = pLimit(Math.max(1, request.options.concurrency));
  const stacks: StackOutcome[] = [];
  let broken: string | undefined;
  for (const wave of request.waves) {
    const outcomes = await Promise.all(
      wave.map((service) => limit(() => outcomeOf(service, request, target, ports, emit, broken, signal))),
    );
    stacks.push(...outcomes);
    broken ??= outcomes.find((outcome) => !isProvisioned(outcome))?.service;
  }
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

async function outcomeOf(
  service: Service,
  request: ProvisionRequest,
  target: DeployTarget,
  ports: ProvisionPorts,
  emit: Emit,
  broken: string | undefined,
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
    if (broken !== undefined && broken !== service.name) {
      return { ...nothing, kind: 'not-started', failures: [needsBroken(service.name, broken)], duration: 0 };
    }
    if (signal?.aborted) return { ...nothing, kind: 'not-started', failures: [], duration: 0 };
    if (!stackName.ok) return { ...nothing, kind: 'failed', failures: stackName.failures, duration: 0 };
    const { failures } = service;
    if (failures.length > 0) return { ...nothing, kind: 'failed', failures, duration: 0 };
    const result = await provisionStack({ service, stackName: stackName.value }, request, target, ports, emit, signal);
    return { ...nothing, ...result, duration: ports.clock.now() - started };
  })();
  emit({ type: 'stack-settled', outcome });
  return outcome;
}

function needsBroken(service: string, broken: string) {
  return {
    code: 'NXL-PROVISION-NOT-STARTED',
    message: `${service} was not provisioned, because ${broken}, which comes before it, was not.`,
    advice: `Mend ${broken}, then run the command again: what is provisioned already is left alone.`,
  } as const;
}
