import type { FaultKind } from './faults.ts';

/** One call that reached the stand-in. */
export interface Call {
  /** Counts from 1 since the start; a reset does not begin again. */
  readonly id: number;
  /** Milliseconds since 1970, by the stand-in's clock. */
  readonly time: number;
  readonly service: string;
  readonly operation: string;
  /** Whether the operation changes anything when it succeeds. */
  readonly mutating: boolean;
  /** HTTP status; 0 when the connection was cut instead. */
  readonly status: number;
  /** Code of the error answered, e.g. `TooManyRequestsException`. */
  readonly error?: string;
  /** The function, bucket/key, stack or role that the call is about. */
  readonly resource?: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly faults: readonly FaultKind[];
}

export interface CallFilter {
  readonly service?: string;
  readonly operation?: string;
  readonly mutating?: boolean;
  readonly resource?: string;
}

export interface CallLog {
  add(call: Omit<Call, 'id'>): void;
  list(filter?: CallFilter): readonly Call[];
  count(filter?: CallFilter): number;
  /** Keyed `lambda:GetFunction`. */
  counts(): Readonly<Record<string, number>>;
  reset(): void;
}

export function createCallLog(): CallLog {
  let calls: Call[] = [];
  let last = 0;
  const list = (filter: CallFilter = {}): readonly Call[] =>
    calls.filter(
      (call) =>
        (filter.service === undefined || call.service === filter.service) &&
        (filter.operation === undefined || call.operation === filter.operation) &&
        (filter.mutating === undefined || call.mutating === filter.mutating) &&
        (filter.resource === undefined || call.resource === filter.resource),
    );
  return {
    add(call) {
      last += 1;
      calls.push({ id: last, ...call });
    },
    list,
    count: (filter) => list(filter).length,
    counts() {
      const counts: Record<string, number> = {};
      for (const call of calls) {
        const key = `${call.service}:${call.operation}`;
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    },
    reset() {
      calls = [];
    },
  };
}
