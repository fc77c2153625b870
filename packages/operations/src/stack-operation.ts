/** Starts an operation on a stack, tells its events as they come, and waits for its end. */
import {
  type Emit,
  entryOf,
  type Failure,
  failed,
  isPassing,
  isUndoing,
  type MapEntry,
  operationEnded,
  operationSucceeded,
  type ProvisionPorts,
  placeOf,
  type Result,
  resourceStep,
  rootCause,
  runningResources,
  type Service,
  type StackDescription,
  type StackEvent,
  success,
  type TemplateNode,
  valueOf,
} from '@nx-lambda/core';
import { followOperation } from './operation-events.ts';

export interface StackOperation {
  readonly service: Pick<Service, 'name'>;
  readonly stackName: string;
  /** The stack's ARN: a stack that is removed is found by nothing else. */
  readonly stackId: string;
  /** Marks the operation's events. */
  readonly token: string;
  /** The templates as written, for places: `` and nested ones as `Child/`. Absent for a removal. */
  readonly templates?: ReadonlyMap<string, TemplateNode>;
  /** How many resources it is about, as far as that is known. */
  readonly size?: number;
}

export type OperationResult =
  | { readonly kind: 'done'; readonly stack: StackDescription | undefined }
  | { readonly kind: 'failed' | 'interrupted'; readonly failures: readonly Failure[] };

type OperationPorts = Pick<ProvisionPorts, 'stacks' | 'clock'>;

/** Milliseconds: the first events come soon, a database takes minutes. */
const FIRST_POLL = 500;
const LONGEST_POLL = 4000;

/** Milliseconds between two signs of life. */
const SIGN_OF_LIFE = 1000;

/** So many looks in a row may get no answer: the operation goes on meanwhile. */
const MOST_LOST_LOOKS = 10;

export async function runOperation(
  operation: StackOperation,
  start: () => Promise<Result<void>>,
  timeout: number,
  ports: OperationPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<OperationResult> {
  const { stackName, stackId, token } = operation;
  const { clock } = ports;
  const before = await ports.stacks.newestEvent(stackId, signal);
  const lastSeen = before.ok ? before.value : undefined;
  const followed = followOperation({ stackId, token, ...(lastSeen === undefined ? {} : { lastSeen }) }, ports);
  const startedAt = clock.now();
  const started = await start();
  if (!started.ok) return { kind: 'failed', failures: started.failures };
  const told: StackEvent[] = [];
  const tell = tellOperation(operation, emit);
  let pause = FIRST_POLL;
  let lost = 0;
  for (;;) {
    if (signal?.aborted) return { kind: 'interrupted', failures: [leftRunning(stackName)] };
    // In this order: a stack of which events of this operation were seen is not described as it was before.
    const fresh = await followed.next(signal);
    const described = await ports.stacks.describe(stackId, signal);
    if (signal?.aborted) continue;
    if (fresh.ok) {
      told.push(...fresh.value);
      tell(fresh.value, clock.now());
    }
    if (!fresh.ok || !described.ok) {
      lost += 1;
      const [failure] = [fresh, described].flatMap((each) => (each.ok ? [] : each.failures));
      if (failure !== undefined && (!isPassing(failure) || lost >= MOST_LOST_LOOKS)) {
        return { kind: 'failed', failures: [unwatched(failure)] };
      }
    } else {
      lost = 0;
      pause = fresh.value.length > 0 ? FIRST_POLL : Math.min(LONGEST_POLL, pause * 1.5);
      const status = described.value?.status ?? 'DELETE_COMPLETE';
      const hasBegun = told.some((event) => event.physicalId === stackId);
      if (hasBegun && operationEnded(status)) {
        const last = await followed.next(signal);
        told.push(...(last.ok ? last.value : []));
        tell(last.ok ? last.value : [], clock.now());
        if (operationSucceeded(status.replace('_CLEANUP_IN_PROGRESS', '')))
          return { kind: 'done', stack: described.value };
        return { kind: 'failed', failures: failuresOf(operation, status, told) };
      }
    }
    if (clock.now() - startedAt > timeout) return { kind: 'failed', failures: [tooSlow(stackName, timeout)] };
    await clock.wait(pause, signal);
  }
}

/** Every event, and a sign of life at most once a second. */
function tellOperation({ service, stackName, size }: StackOperation, emit: Emit) {
  const all: StackEvent[] = [];
  let settled = 0;
  let lastSign = 0;
  return (fresh: readonly StackEvent[], now: number): void => {
    for (const event of fresh) {
      emit({ type: 'stack-event', service: service.name, stackName, event });
      if (resourceStep(event, all) !== undefined) settled += 1;
      all.push(event);
    }
    const running = runningResources(all).map(({ since, ...rest }) => ({ ...rest, elapsed: Math.max(0, now - since) }));
    if (running.length === 0 || now - lastSign < SIGN_OF_LIFE) return;
    lastSign = now;
    const total = size === undefined ? {} : { total: Math.max(size, settled) };
    const isTakenBack = isUndoing(all);
    emit({ type: 'stack-progress', service: service.name, stackName, settled, ...total, running, isTakenBack });
  };
}

/** Until no operation is under way. Undefined: the stack is gone. */
export async function waitForStack(
  stack: string,
  timeout: number,
  { stacks, clock }: OperationPorts,
  signal: AbortSignal | undefined,
): Promise<Result<StackDescription | undefined>> {
  const until = clock.now() + timeout;
  for (let pause = FIRST_POLL; ; pause = Math.min(LONGEST_POLL, pause * 1.5)) {
    const described = await stacks.describe(stack, signal);
    if (!described.ok) return described;
    const { value } = described;
    if (value === undefined || value.status === 'DELETE_COMPLETE') return success(undefined);
    if (!value.status.endsWith('_IN_PROGRESS') || value.status === 'REVIEW_IN_PROGRESS') return success(value);
    if (signal?.aborted) return failed(leftRunning(value.name));
    if (clock.now() > until) return failed(tooSlow(value.name, timeout));
    await clock.wait(pause, signal);
  }
}

/** The first real cause, with the resource's place in the template; what else failed by itself in the notes. */
function failuresOf(
  { stackName, templates }: StackOperation,
  status: string,
  events: readonly StackEvent[],
): readonly Failure[] {
  const cause = rootCause(events);
  if (cause === undefined) {
    return [
      {
        code: 'NXL-PROVISION-FAILED',
        message: `The stack ${stackName} ended in the state ${status}; CloudFormation gives no reason.`,
        advice: 'Look at its events in the CloudFormation console.',
      },
    ];
  }
  const { logicalId, type, reason, status: failedWith } = cause.event;
  const entry = resourceEntry(logicalId, templates);
  const notes = cause.others.map((event) => `${event.logicalId} (${event.type}): ${event.reason ?? event.status}`);
  return [
    {
      code: 'NXL-PROVISION-FAILED',
      message: `${logicalId} (${type}) of ${stackName} failed: ${reason ?? failedWith}`,
      advice: `${adviceFor(reason)} The stack is in the state ${status}.`,
      ...(entry ? { place: placeOf(entry.key) } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    },
  ];
}

function adviceFor(reason: string | undefined): string {
  return /version for this Lambda function exists/i.test(reason ?? '')
    ? 'Nothing has changed since that version was published: leave the version resource its logical id, or change a setting of the function. If a deployment broke off, run deploy-feature first.'
    : 'Correct it and run the command again.';
}

/** `Child/Resource` lies in the template of `Child`. */
function resourceEntry(logicalId: string, templates: StackOperation['templates']): MapEntry | undefined {
  const slash = logicalId.lastIndexOf('/') + 1;
  return entryOf(valueOf(templates?.get(logicalId.slice(0, slash)), 'Resources'), logicalId.slice(slash));
}

function unwatched(failure: Failure): Failure {
  const notes = [...(failure.notes ?? []), 'The operation goes on in the cloud; run the command again to wait for it.'];
  return { ...failure, notes };
}

function leftRunning(stackName: string): Failure {
  return {
    code: 'NXL-PROVISION-INTERRUPTED',
    message: `The operation on ${stackName} was started and goes on in the cloud.`,
    advice: 'Run the command again: it waits for the operation and then finishes what is left.',
  };
}

function tooSlow(stackName: string, timeout: number): Failure {
  return {
    code: 'NXL-PROVISION-TIMEOUT',
    message: `The operation on ${stackName} has not ended within ${Math.round(timeout / 1000)} s; it goes on in the cloud.`,
    advice: 'Run the command again to wait for it, with a larger --timeout if it takes that long.',
  };
}
