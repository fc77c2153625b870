/**
 * Removes stacks, those that import before those that they import from. First everything is read and judged; nothing is
 * removed that something speaks against, nor what a stack needs that stays.
 */
import {
  type DeployTarget,
  type Emit,
  type Failure,
  foreignStackFailure,
  importingStacks,
  isRemoved,
  type RemovalFacts,
  type RemovalOutcome,
  type RemovalPorts,
  type Result,
  removalFailures,
  type StackDescription,
  type StackMode,
  stackNameFailure,
  success,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { inOrder } from './in-order.ts';
import { readRemovalFacts } from './removal-facts.ts';
import { removeStack } from './remove-stack.ts';
import { waitForStack } from './stack-operation.ts';

export interface DoomedStack {
  readonly service: string;
  readonly stackName: string;
  readonly target: DeployTarget;
  /** Names of stacks that go first, beside those that import from it. */
  readonly after: readonly string[];
  /** Why it is to stay after all, as it is now. */
  readonly spare?: (stack: StackDescription) => Failure | undefined;
  /** What keeps it from being looked at. */
  readonly failures?: readonly Failure[];
}

export interface RemovalRequest {
  readonly stacks: readonly DoomedStack[];
  readonly emptyBuckets: boolean;
  readonly dryRun: boolean;
  readonly mode: StackMode;
  readonly timeout: number;
  readonly concurrency: number;
}

type Judged =
  | { readonly kind: 'go'; readonly doomed: DoomedStack; readonly facts: RemovalFacts; readonly started: number }
  | { readonly kind: 'over'; readonly doomed: DoomedStack; readonly outcome: RemovalOutcome };

/** In the order of the request. */
export async function removeStacks(
  request: RemovalRequest,
  ports: RemovalPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<readonly RemovalOutcome[]> {
  const limit = pLimit(Math.max(1, request.concurrency));
  const read = await Promise.all(
    request.stacks.map((doomed) => limit(() => judged(doomed, request, ports, emit, signal))),
  );
  const going = new Set(read.flatMap((each) => (each.kind === 'go' ? each.doomed.stackName : [])));
  // Two services may have got one stack name: each stack is told for itself.
  const judgements = new Map(read.map((each, index) => [String(index), withRules(each, request, going, ports)]));
  const keysOf = (stackName: string): readonly string[] =>
    [...judgements].flatMap(([key, { doomed }]) => (doomed.stackName === stackName ? [key] : []));
  const before = (key: string): readonly string[] => {
    const found = judgements.get(key);
    if (found === undefined) return [];
    return [...(found.kind === 'go' ? importingStacks(found.facts) : []), ...found.doomed.after].flatMap(keysOf);
  };
  return inOrder<RemovalOutcome>([...judgements.keys()], before, async (key, earlier) => {
    const found = judgements.get(key);
    if (found === undefined) throw new Error(`there is no stack ${key}`);
    const outcome = found.kind === 'over' ? found.outcome : await limit(() => removed(found, earlier));
    emit({ type: 'stack-removed', outcome });
    return outcome;
  });

  async function removed(
    { doomed, facts, started }: Extract<Judged, { readonly kind: 'go' }>,
    earlier: readonly RemovalOutcome[],
  ): Promise<RemovalOutcome> {
    const { service, stackName, target } = doomed;
    const common = { ...nothing(doomed), resources: facts.resources.length, retained: facts.retained };
    const blocking = earlier.find((outcome) => !isRemoved(outcome));
    if (blocking !== undefined) {
      return { ...common, kind: 'not-started', failures: [stillNeeded(stackName, blocking.stackName)] };
    }
    if (signal?.aborted) return { ...common, kind: 'not-started' };
    if (request.dryRun) {
      return { ...common, kind: 'planned', emptied: facts.filledBuckets.map((bucket) => ({ bucket })) };
    }
    const settings = { mode: request.mode, timeout: request.timeout, accountId: target.accountId };
    const result = await removeStack(service, facts, settings, ports, emit, signal);
    return { ...common, ...result, duration: ports.clock.now() - started };
  }
}

/** The stack as it is, proven to be this environment's, with all that is in it. */
async function judged(
  doomed: DoomedStack,
  request: RemovalRequest,
  ports: RemovalPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<Judged> {
  const started = ports.clock.now();
  const over = (kind: RemovalOutcome['kind'], failures: readonly Failure[] = []): Judged => ({
    kind: 'over',
    doomed,
    outcome: { ...nothing(doomed), kind, failures, duration: ports.clock.now() - started },
  });
  const { failures = [], service, stackName, target } = doomed;
  if (failures.length > 0) return over('failed', failures);
  const guarded = stackNameFailure(stackName, target);
  if (guarded !== undefined) return over('refused', [guarded]);
  const described = await ports.stacks.describe(stackName, signal);
  if (!described.ok) return over('failed', described.failures);
  if (described.value === undefined || described.value.status === 'DELETE_COMPLETE') return over('absent');
  const foreign = foreignStackFailure(described.value, service, target) ?? doomed.spare?.(described.value);
  if (foreign !== undefined) return over('refused', [foreign]);
  const settled = await settledStack(described.value, doomed, request, ports, emit, signal);
  if (!settled.ok) return over('failed', settled.failures);
  if (settled.value === undefined) return over('absent');
  const facts = await readRemovalFacts(settled.value, target.accountId, ports, signal);
  return facts.ok ? { kind: 'go', doomed, facts: facts.value, started } : over('failed', facts.failures);
}

/** Somebody's operation is waited for; undefined: it was a removal. */
async function settledStack(
  stack: StackDescription,
  { service, stackName }: DoomedStack,
  { timeout, dryRun }: RemovalRequest,
  ports: RemovalPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<Result<StackDescription | undefined>> {
  const { status, id } = stack;
  if (!status.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS' || dryRun) return success(stack);
  emit({ type: 'stack-waiting', service, stackName, status });
  return waitForStack(id, timeout, ports, signal);
}

function withRules(
  each: Judged,
  { emptyBuckets }: RemovalRequest,
  going: ReadonlySet<string>,
  ports: RemovalPorts,
): Judged {
  if (each.kind === 'over') return each;
  const { doomed, facts, started } = each;
  const failures = removalFailures(facts, { emptyBuckets, going });
  if (failures.length === 0) return each;
  const outcome: RemovalOutcome = {
    ...nothing(doomed),
    kind: 'refused',
    resources: facts.resources.length,
    retained: facts.retained,
    failures,
    duration: ports.clock.now() - started,
  };
  return { kind: 'over', doomed, outcome };
}

function nothing({ service, stackName }: DoomedStack): RemovalOutcome {
  return {
    service,
    stackName,
    kind: 'not-started',
    resources: 0,
    retained: [],
    emptied: [],
    failures: [],
    notices: [],
    duration: 0,
  };
}

function stillNeeded(stackName: string, blocking: string): Failure {
  return {
    code: 'NXL-PROVISION-STILL-NEEDED',
    message: `The stack ${stackName} was left alone, because ${blocking}, which needs it, is still there.`,
    advice: `Mend what keeps ${blocking}, then run the command again: what is removed already stays removed.`,
  };
}
