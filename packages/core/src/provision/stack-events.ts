/** What CloudFormation tells of an operation, and which of its failures was the first and not a consequence. */

export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The stack's name or ARN: events of nested stacks are told apart by it. */
  readonly stackId: string;
  /** The ClientRequestToken of the operation that it belongs to. */
  readonly token?: string;
}

/** Said of resources that failed only because another one did. */
const CONSEQUENCES = [
  /^Resource (creation|update|deletion) cancelled/i,
  /^The following resource\(s\) failed to/i,
  /^Embedded stack .* was not successfully/i,
  /rollback requested by user/i,
];

export interface RootCause {
  readonly event: StackEvent;
  /** How many other resources failed on their own. */
  readonly others: readonly StackEvent[];
}

/** `events` are those of one operation, nested stacks included, in any order. Undefined: none failed by itself. */
export function rootCause(events: readonly StackEvent[]): RootCause | undefined {
  const failures = events
    .filter(({ status }) => status.endsWith('_FAILED'))
    .filter(({ reason }) => reason === undefined || !CONSEQUENCES.some((pattern) => pattern.test(reason)))
    .toSorted((a, b) => a.time - b.time);
  // What fails while an earlier failure is undone comes of that.
  const direct = failures.filter(({ status }) => !/ROLLBACK/.test(status));
  const [event, ...others] = direct.length > 0 ? direct : failures;
  return event === undefined ? undefined : { event, others };
}

/** Newest first, as CloudFormation lists them: those after the one that was seen last, oldest first. */
export function newEvents(page: readonly StackEvent[], lastSeen: string | undefined): readonly StackEvent[] {
  const known = lastSeen === undefined ? -1 : page.findIndex(({ id }) => id === lastSeen);
  return (known === -1 ? page : page.slice(0, known)).toReversed();
}
