/** One service's stack: state, change set, plan, execution. */
import {
  BRANCH_TAG,
  type ChangeSetEntry,
  changeSetResult,
  type DeployTarget,
  declaredParameters,
  type Emit,
  ENVIRONMENT_TAG,
  EXPIRES_TAG,
  type Failure,
  failed,
  foreignStackFailure,
  OWNER_TAG,
  orderedChanges,
  type ParameterValue,
  type ProvisionPorts,
  type Result,
  replacementFailures,
  resolveParameters,
  SERVICE_TAG,
  type Service,
  type ShownParameter,
  type StackDescription,
  type StackOutcome,
  shownValue,
  stackChange,
  stackNameFailure,
  stackReadiness,
  success,
} from '@nx-lambda/core';
import { packageTemplate } from './package-template.ts';
import type { ProvisionRequest } from './provision-request.ts';
import { runOperation, waitForStack } from './stack-operation.ts';

export interface StackTask {
  readonly service: Service;
  readonly stackName: string;
}

export type StackResult = Pick<StackOutcome, 'kind' | 'failures'> &
  Partial<Pick<StackOutcome, 'changes' | 'parameters' | 'outputs' | 'expires' | 'notices'>>;

/** Milliseconds between two looks at a change set: most take a second or two. */
const CHANGE_SET_POLL = 500;

export async function provisionStack(
  task: StackTask,
  request: ProvisionRequest,
  target: DeployTarget,
  ports: ProvisionPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<StackResult> {
  const { service, stackName } = task;
  const guarded = stackNameFailure(stackName, target);
  if (guarded !== undefined) return { kind: 'refused', failures: [guarded] };
  const ready = await readyStack(task, request, target, ports, emit, signal);
  if (!ready.ok) return { kind: isRefusal(ready.failures[0]) ? 'refused' : 'failed', failures: ready.failures };
  const stack = ready.value;

  const sources = await request.sourcesOf(service);
  if (!sources.ok) return { kind: 'failed', failures: sources.failures };
  const document = service.template === undefined ? undefined : ports.templates.document(service.template);
  const { values, failures } = resolveParameters(
    declaredParameters(document?.root),
    sources.value,
    new Set(Object.keys(stack?.parameters ?? {})),
  );
  const parameters = values.map(shownParameter);
  if (failures.length > 0) return { kind: 'failed', failures, parameters };

  const bucket = request.options.artifactBucket;
  const packaged = await packageTemplate(
    {
      service,
      region: target.region,
      parameters: knownValues(values, stack),
      ...(bucket === undefined
        ? {}
        : { bucket: { name: bucket, prefix: request.options.artifactPrefix, owner: target.accountId } }),
    },
    ports,
    signal,
  );
  if (!packaged.ok) return { kind: 'failed', failures: packaged.failures, parameters };

  const token = `nx-lambda-${ports.clock.now().toString(36)}`;
  const made = await ports.stacks.createChangeSet(
    {
      stackName,
      changeSetName: token,
      kind: stack === undefined ? 'create' : 'update',
      template: packaged.value.template,
      parameters: values.flatMap(sentParameter),
      tags: { ...stack?.tags, ...environmentTags(request, service) },
      mode: request.mode,
    },
    signal,
  );
  if (!made.ok) return { kind: 'failed', failures: made.failures, parameters };
  const planned = await awaitChangeSet(made.value.id, request, ports, signal);
  /** Leaves nothing behind of what was only looked at: not even the empty stack that a first change set makes. */
  const discard = async (): Promise<void> => {
    await ports.stacks.deleteChangeSet(made.value.id);
    if (stack === undefined) {
      await ports.stacks.deleteStack({ stack: made.value.stackId, token, mode: request.mode });
    }
  };
  const { expires } = request.tags;
  const common = { parameters, ...(expires === undefined ? {} : { expires }) };
  if (!planned.ok) {
    await discard();
    return { kind: 'failed', failures: planned.failures, ...common };
  }
  if (planned.value === 'no-changes') {
    await ports.stacks.deleteChangeSet(made.value.id);
    return { kind: 'unchanged', failures: [], outputs: stack?.outputs ?? [], ...common };
  }
  const changes = orderedChanges(planned.value.map(stackChange));
  const losses = request.allowReplacement ? [] : replacementFailures(stackName, changes);
  emit({ type: 'stack-planned', service: service.name, stackName, isNew: stack === undefined, changes, parameters });
  if (losses.length > 0 || request.dryRun) {
    await discard();
    return { kind: losses.length > 0 ? 'refused' : 'planned', failures: losses, changes, ...common };
  }
  const result = await runOperation(
    { service, stackName, stackId: made.value.stackId, token, root: packaged.value.root },
    () => ports.stacks.executeChangeSet(made.value.id, token),
    request.timeout,
    ports,
    emit,
    signal,
  );
  if (result.kind === 'done') {
    return {
      kind: stack === undefined ? 'created' : 'updated',
      failures: [],
      changes,
      outputs: result.stack?.outputs ?? [],
      ...common,
    };
  }
  return { kind: result.kind, failures: result.failures, changes, ...common };
}

/** The stack as it can be worked on; undefined: it is to be made. */
async function readyStack(
  { service, stackName }: StackTask,
  request: ProvisionRequest,
  target: DeployTarget,
  ports: ProvisionPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<Result<StackDescription | undefined>> {
  const described = await ports.stacks.describe(stackName, signal);
  if (!described.ok) return described;
  let stack = described.value;
  if (stack !== undefined) {
    const foreign = isOnlyReviewed(stack) ? undefined : foreignStackFailure(stack, service.name, target);
    if (foreign !== undefined) return failed(foreign);
    let readiness = stackReadiness(stackName, stack.status);
    if (readiness.kind === 'wait') {
      emit({ type: 'stack-waiting', service: service.name, stackName, status: readiness.status });
      const settled = await waitForStack(stack.id, request.timeout, ports, signal);
      if (!settled.ok) return settled;
      stack = settled.value;
      readiness = stackReadiness(stackName, stack?.status);
    }
    if (readiness.kind === 'stuck') return failed(readiness.failure);
    if (readiness.kind === 'remove-first' && stack !== undefined && !request.dryRun) {
      const removed = await removeRemains(stack, request, ports, signal);
      if (!removed.ok) return removed;
    }
    if (readiness.kind !== 'update') return success(undefined);
  }
  return success(stack);
}

/** A first creation that failed leaves a stack without resources, which takes no update. */
async function removeRemains(
  stack: StackDescription,
  request: ProvisionRequest,
  ports: ProvisionPorts,
  signal: AbortSignal | undefined,
): Promise<Result<void>> {
  const token = `nx-lambda-${ports.clock.now().toString(36)}`;
  const sent = await ports.stacks.deleteStack({ stack: stack.id, token, mode: request.mode }, signal);
  if (!sent.ok) return sent;
  const settled = await waitForStack(stack.id, request.timeout, ports, signal);
  return settled.ok ? success(undefined) : settled;
}

/** It has no tags and no resources yet. */
function isOnlyReviewed({ status }: StackDescription): boolean {
  return status === 'REVIEW_IN_PROGRESS';
}

function isRefusal({ code }: Failure): boolean {
  return ['NXL-PROVISION-NOT-FEATURE', 'NXL-PROVISION-OTHER-ENVIRONMENT', 'NXL-PROVISION-OTHER-SERVICE'].includes(code);
}

async function awaitChangeSet(
  id: string,
  { timeout }: ProvisionRequest,
  ports: ProvisionPorts,
  signal: AbortSignal | undefined,
): Promise<Result<readonly ChangeSetEntry[] | 'no-changes'>> {
  const until = ports.clock.now() + timeout;
  for (;;) {
    const described = await ports.stacks.describeChangeSet(id, signal);
    if (!described.ok) return described;
    switch (changeSetResult(described.value)) {
      case 'ready':
        return success(described.value.entries);
      case 'no-changes':
        return success('no-changes');
      case 'failed':
        return failed({
          code: 'NXL-PROVISION-CHANGE-SET',
          message: `CloudFormation can't plan this: ${described.value.statusReason ?? 'it gives no reason'}`,
          advice: 'Correct the template or its parameters.',
        });
      case 'pending':
        if (ports.clock.now() > until) return failed(tooSlow(timeout));
        await ports.clock.wait(CHANGE_SET_POLL, signal);
    }
  }
}

function tooSlow(timeout: number): Failure {
  return {
    code: 'NXL-PROVISION-TIMEOUT',
    message: `CloudFormation has not planned the change within ${Math.round(timeout / 1000)} s.`,
    advice: 'Run the command again, with a larger --timeout if the stack is very large.',
  };
}

function environmentTags({ environment, tags }: ProvisionRequest, service: Service): Readonly<Record<string, string>> {
  return {
    [ENVIRONMENT_TAG]: environment.name,
    [SERVICE_TAG]: service.name,
    ...(tags.owner === undefined ? {} : { [OWNER_TAG]: tags.owner }),
    ...(tags.branch === undefined ? {} : { [BRANCH_TAG]: tags.branch }),
    ...(tags.expires === undefined ? {} : { [EXPIRES_TAG]: tags.expires }),
  };
}

function shownParameter(value: ParameterValue): ShownParameter {
  const shown = shownValue(value);
  return {
    name: value.name,
    kind: value.kind,
    ...(shown === undefined ? {} : { value: shown }),
    ...(value.kind === 'given' ? { origin: value.origin } : {}),
  };
}

/** A default is the template's own: it is not sent. */
function sentParameter(
  value: ParameterValue,
): readonly ({ readonly name: string; readonly value: string } | { readonly name: string; readonly previous: true })[] {
  if (value.kind === 'given') return [{ name: value.name, value: value.value }];
  return value.kind === 'previous' ? [{ name: value.name, previous: true }] : [];
}

function knownValues(
  values: readonly ParameterValue[],
  stack: StackDescription | undefined,
): Readonly<Record<string, string>> {
  const known = values.flatMap((value): (readonly [string, string])[] => {
    if (value.kind === 'given' || value.kind === 'default') return [[value.name, value.value]];
    const present = value.kind === 'previous' ? stack?.parameters[value.name] : undefined;
    return present === undefined ? [] : [[value.name, present]];
  });
  return Object.fromEntries(known);
}
