/** One service's stack: state, change set, plan, execution. */
import {
  BRANCH_TAG,
  declaredParameters,
  type Emit,
  ENVIRONMENT_TAG,
  EXPIRES_TAG,
  type Failure,
  isAmbiguous,
  madeElsewhere,
  OWNER_TAG,
  orderedChanges,
  type ParameterValue,
  type ProvisionPorts,
  replacementFailures,
  resolveParameters,
  SERVICE_TAG,
  type Service,
  type StackDescription,
  type StackOutcome,
  shownParameter,
  stackChange,
  stackNameFailure,
} from '@nx-lambda/core';
import { keptValues } from './kept-values.ts';
import type { ProvisionRequest, ProvisionTarget, StackTask } from './provision-request.ts';
import { operationToken, readyStack } from './ready-stack.ts';
import { runOperation } from './stack-operation.ts';
import { planStack } from './stack-plan.ts';

export type StackResult = Pick<StackOutcome, 'kind' | 'failures'> &
  Partial<Pick<StackOutcome, 'changes' | 'parameters' | 'outputs' | 'expires' | 'notices'>>;

export async function provisionStack(
  task: StackTask,
  request: ProvisionRequest,
  target: ProvisionTarget,
  ports: ProvisionPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<StackResult> {
  const { service, stackName } = task;
  const elsewhere = madeElsewhere(service, target.environment.name, 'deploy');
  if (elsewhere !== undefined) return { kind: 'refused', failures: [elsewhere] };
  const guarded = stackNameFailure(stackName, target);
  if (guarded !== undefined) return { kind: 'refused', failures: [guarded] };
  const ready = await readyStack(task, request, target, ports, emit, signal);
  if (!ready.ok) return unplanned(ready.failures);
  if (ready.value.kind === 'remains') return { kind: 'planned', failures: [], notices: [ready.value.notice] };
  const stack = ready.value.kind === 'update' ? ready.value.stack : undefined;

  const sources = await request.sourcesOf(service);
  if (!sources.ok) return { kind: 'failed', failures: sources.failures };
  const document = service.template === undefined ? undefined : ports.templates.document(service.template);
  const declared = declaredParameters(document?.root);
  const kept = await keptValues({ stack, declared, sources: sources.value }, ports.stacks, signal);
  if (!kept.ok) return unplanned(kept.failures);
  const { values, failures } = resolveParameters(declared, sources.value, kept.value);
  const { expires } = request.tags;
  const common = { parameters: values.map(shownParameter), ...(expires === undefined ? {} : { expires }) };
  if (failures.length > 0) return { kind: 'failed', failures, ...common };

  const token = operationToken(request, ports);
  const plan = await planStack(
    {
      task,
      stack,
      target,
      request,
      known: knownValues(values, stack),
      changeSet: {
        changeSetName: token,
        parameters: values.flatMap((value) => sentParameter(value, stack)),
        tags: { ...stack?.tags, ...environmentTags(request, service) },
        mode: request.mode,
      },
      settings: {
        makesStack: ready.value.kind === 'create' && !ready.value.isReviewed,
        mode: request.mode,
        timeout: request.timeout,
      },
    },
    ports,
    signal,
  );
  if (!plan.ok) return { ...unplanned(plan.failures), ...common };
  const { packaged, planned, notices } = plan.value;
  const { entries, changeSetId, stackId, discard } = planned;
  if (entries === 'no-changes') {
    await discard();
    return { kind: 'unchanged', failures: [], outputs: stack?.outputs ?? [], ...common };
  }
  const changes = orderedChanges(entries.map(stackChange));
  const losses = request.allowReplacement ? [] : replacementFailures(stackName, changes);
  const isNew = stack === undefined;
  const { parameters } = common;
  emit({ type: 'stack-planned', service: service.name, stackName, isNew, changes, parameters });
  if (losses.length > 0 || request.dryRun) {
    await discard();
    return { kind: losses.length > 0 ? 'refused' : 'planned', failures: losses, changes, notices, ...common };
  }
  let isSent = true;
  const result = await runOperation(
    { service, stackName, stackId, token, templates: packaged.templates, size: changes.length },
    async () => {
      const sent = await ports.stacks.executeChangeSet(changeSetId, token);
      isSent = sent.ok || sent.failures.some(isAmbiguous);
      return sent;
    },
    request.timeout,
    ports,
    emit,
    signal,
  );
  if (!isSent) await discard();
  if (result.kind !== 'done') return { kind: result.kind, failures: result.failures, changes, notices, ...common };
  const outputs = result.stack?.outputs ?? [];
  return { kind: isNew ? 'created' : 'updated', failures: [], changes, outputs, notices, ...common };
}

const REFUSALS: readonly string[] = [
  'NXL-PROVISION-NOT-FEATURE',
  'NXL-PROVISION-OTHER-ENVIRONMENT',
  'NXL-PROVISION-OTHER-SERVICE',
];

/** Nothing was changed. */
function unplanned(failures: readonly Failure[]): StackResult {
  const codes = failures.map(({ code }) => code);
  if (codes.some((code) => code === 'NXL-PROVISION-INTERRUPTED' || code === 'NXL-AWS-INTERRUPTED')) {
    return { kind: 'interrupted', failures };
  }
  return { kind: codes.some((code) => REFUSALS.includes(code)) ? 'refused' : 'failed', failures };
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

/** A default is the template's own: it is sent only in place of another one. */
function sentParameter(
  value: ParameterValue,
  stack: StackDescription | undefined,
): readonly ({ readonly name: string; readonly value: string } | { readonly name: string; readonly previous: true })[] {
  const replaces = value.kind === 'default' && Object.hasOwn(stack?.parameters ?? {}, value.name);
  if (value.kind === 'given' || replaces) return [{ name: value.name, value: value.value }];
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
