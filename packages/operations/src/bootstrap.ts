/** Makes the artifact bucket of an account and region, in a stack of its own, through a change set as every stack. */
import {
  BOOTSTRAP_BUCKET,
  BOOTSTRAP_STACK,
  BOOTSTRAP_TAG,
  type BootstrapReport,
  type BootstrapStack,
  bucketName,
  type Clock,
  type Emit,
  type Failure,
  foreignBootstrapFailure,
  type IdentityPort,
  orderedChanges,
  type PluginOptions,
  type Result,
  replacementFailures,
  type StackOperationsPort,
  stackChange,
  stackReadiness,
  success,
} from '@nx-lambda/core';
import { planChanges } from './planned-changes.ts';
import { runOperation } from './stack-operation.ts';

export interface BootstrapRequest {
  readonly options: Pick<PluginOptions, 'accounts' | 'artifactBucket'>;
  readonly template: string;
  readonly dryRun: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface BootstrapPorts {
  readonly identity: IdentityPort;
  readonly stacks: StackOperationsPort;
  readonly clock: Clock;
}

type Ending = Pick<BootstrapStack, 'kind' | 'failures'> & Partial<Pick<BootstrapStack, 'changes'>>;

export async function bootstrap(
  request: BootstrapRequest,
  ports: BootstrapPorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<BootstrapReport>> {
  const started = ports.clock.now();
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const { accountId, region } = identity.value;
  const { accounts, artifactBucket } = request.options;
  emit({ type: 'bootstrap-started', identity: identity.value });
  const isAllowed = accounts.length === 0 || accounts.includes(accountId);
  const ending: Ending = isAllowed
    ? await makeBucket(request, ports, emit, signal)
    : { kind: 'refused', failures: [otherAccount(accountId, accounts)] };
  const bucket = bucketName(BOOTSTRAP_BUCKET, identity.value);
  const isUsed = artifactBucket !== undefined && bucketName(artifactBucket, identity.value) === bucket;
  const report: BootstrapReport = {
    schema: 1,
    command: 'bootstrap-feature',
    accountId,
    region,
    dryRun: request.dryRun,
    stack: { stackName: BOOTSTRAP_STACK, changes: [], ...ending },
    bucket,
    ...(isUsed ? {} : { option: `"artifactBucket": ${JSON.stringify(BOOTSTRAP_BUCKET)}` }),
    duration: ports.clock.now() - started,
  };
  emit({ type: 'bootstrap-finished', report });
  return success(report);
}

async function makeBucket(
  { template, dryRun, timeout }: BootstrapRequest,
  ports: BootstrapPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<Ending> {
  const { stacks, clock } = ports;
  const described = await stacks.describe(BOOTSTRAP_STACK, signal);
  if (!described.ok) return { kind: 'failed', failures: described.failures };
  const stack = described.value?.status === 'REVIEW_IN_PROGRESS' ? undefined : described.value;
  const foreign = stack && foreignBootstrapFailure(stack);
  if (foreign !== undefined) return { kind: 'refused', failures: [foreign] };
  const readiness = stackReadiness(BOOTSTRAP_STACK, stack?.status);
  if (readiness.kind === 'stuck') return { kind: 'failed', failures: [readiness.failure] };
  if (readiness.kind === 'wait' || readiness.kind === 'remove-first') {
    return { kind: 'failed', failures: [notReady(stack?.status ?? '')] };
  }
  const token = `nx-lambda-${clock.now().toString(36)}`;
  const planned = await planChanges(
    {
      stackName: BOOTSTRAP_STACK,
      changeSetName: token,
      kind: readiness.kind,
      template: { kind: 'text', text: template },
      parameters: [],
      tags: { ...stack?.tags, [BOOTSTRAP_TAG]: 'true' },
      mode: 'standard',
      nestedStacks: false,
    },
    { makesStack: described.value === undefined, mode: 'standard', timeout },
    ports,
    signal,
  );
  if (!planned.ok) return { kind: 'failed', failures: planned.failures };
  const { changeSetId: id, stackId, entries, discard } = planned.value;
  const changes = entries === 'no-changes' ? [] : orderedChanges(entries.map(stackChange));
  const losses = replacementFailures(BOOTSTRAP_STACK, changes);
  if (changes.length === 0 || losses.length > 0 || dryRun) {
    await discard();
    if (changes.length === 0) return { kind: 'unchanged', failures: [] };
    return { kind: losses.length > 0 ? 'refused' : 'planned', failures: losses, changes };
  }
  const result = await runOperation(
    { service: { name: BOOTSTRAP_STACK }, stackName: BOOTSTRAP_STACK, stackId, token },
    () => stacks.executeChangeSet(id, token),
    timeout,
    ports,
    emit,
    signal,
  );
  if (result.kind !== 'done') return { kind: result.kind, failures: result.failures, changes };
  return { kind: stack === undefined ? 'created' : 'updated', failures: [], changes };
}

function otherAccount(accountId: string, accounts: readonly string[]): Failure {
  return {
    code: 'NXL-PLAN-ACCOUNT',
    message: `The credentials are of account ${accountId}, which is not in the plugin's "accounts" (${accounts.join(', ')}).`,
    advice: `Use credentials of an allowed account, or add ${accountId} to "accounts" if feature environments live there.`,
  };
}

function notReady(status: string): Failure {
  return {
    code: 'NXL-PROVISION-STUCK',
    message: `The stack ${BOOTSTRAP_STACK} is in the state ${status}.`,
    advice: 'Wait for what is under way, or remove the stack if its making failed; then run the command again.',
  };
}
