/** Starts an operation on a stack, tells its events as they come, and waits for its end. */
import {
  type Emit,
  type Failure,
  failed,
  newEvents,
  operationEnded,
  operationSucceeded,
  type ProvisionPorts,
  placeOf,
  type Result,
  rootCause,
  type Service,
  type StackDescription,
  type StackEvent,
  success,
  type TemplateNode,
  valueOf,
} from '@nx-lambda/core';

export interface StackOperation {
  readonly service: Pick<Service, 'name'>;
  readonly stackName: string;
  /** The stack's ARN: a stack that is removed is found by nothing else. */
  readonly stackId: string;
  /** Marks the operation's events. */
  readonly token: string;
  /** The template as written, for places; absent for a removal. */
  readonly root?: TemplateNode;
}

export type OperationResult =
  | { readonly kind: 'done'; readonly stack: StackDescription | undefined }
  | { readonly kind: 'failed' | 'interrupted'; readonly failures: readonly Failure[] };

type OperationPorts = Pick<ProvisionPorts, 'stacks' | 'clock'>;

/** Milliseconds: the first events come soon, a database takes minutes. */
const FIRST_POLL = 500;
const LONGEST_POLL = 4000;

export async function runOperation(
  operation: StackOperation,
  start: () => Promise<Result<void>>,
  timeout: number,
  ports: OperationPorts,
  emit: Emit,
  signal: AbortSignal | undefined,
): Promise<OperationResult> {
  const { service, stackName, stackId, token } = operation;
  const before = await ports.stacks.events(stackId, undefined, signal);
  let lastSeen = before.ok ? before.value[0]?.id : undefined;
  const startedAt = ports.clock.now();
  const started = await start();
  if (!started.ok) return { kind: 'failed', failures: started.failures };
  const told: StackEvent[] = [];
  let pause = FIRST_POLL;
  for (;;) {
    if (signal?.aborted) return { kind: 'interrupted', failures: [leftRunning(stackName)] };
    const page = await ports.stacks.events(stackId, lastSeen, signal);
    const described = await ports.stacks.describe(stackId, signal);
    if (signal?.aborted) continue;
    if (!page.ok) return { kind: 'failed', failures: page.failures };
    if (!described.ok) return { kind: 'failed', failures: described.failures };
    const fresh = newEvents(page.value, lastSeen).filter((event) => event.token === undefined || event.token === token);
    lastSeen = page.value[0]?.id ?? lastSeen;
    for (const event of fresh) emit({ type: 'stack-event', service: service.name, stackName, event });
    told.push(...fresh);
    pause = fresh.length > 0 ? FIRST_POLL : Math.min(LONGEST_POLL, pause * 1.5);
    const status = described.value?.status ?? 'DELETE_COMPLETE';
    const hasBegun = told.some((event) => event.physicalId === stackId);
    if (hasBegun && operationEnded(status)) {
      if (operationSucceeded(status.replace('_CLEANUP_IN_PROGRESS', '')))
        return { kind: 'done', stack: described.value };
      return { kind: 'failed', failures: failuresOf(operation, status, told) };
    }
    if (ports.clock.now() - startedAt > timeout) return { kind: 'failed', failures: [tooSlow(stackName, timeout)] };
    await ports.clock.wait(pause, signal);
  }
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
  { stackName, root }: StackOperation,
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
  const resources = valueOf(root, 'Resources');
  const entry = resources?.kind === 'map' ? resources.entries.find(({ key }) => key.text === logicalId) : undefined;
  const notes = cause.others.map((event) => `${event.logicalId} (${event.type}): ${event.reason ?? event.status}`);
  return [
    {
      code: 'NXL-PROVISION-FAILED',
      message: `${logicalId} (${type}) of ${stackName} failed: ${reason ?? failedWith}`,
      advice: `Correct it and run the command again. The stack is in the state ${status}.`,
      ...(entry ? { place: placeOf(entry.key) } : {}),
      ...(notes.length > 0 ? { notes } : {}),
    },
  ];
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
