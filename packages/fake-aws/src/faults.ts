/**
 * Faults that the stand-in is told to inject, by seeded chance or at an exact call.
 */

export type FaultKind =
  /** 429 as the service words it; nothing happens. */
  | 'throttle'
  /** 500 as the service words it; nothing happens. */
  | 'server-error'
  /** The connection is cut before anything happens. */
  | 'reset'
  /** The answer comes `delay` milliseconds late. */
  | 'slow'
  /** The effect happens, then the connection is cut: the caller cannot know. */
  | 'lost-answer'
  /** The update of a function is accepted and settles as LastUpdateStatus Failed. */
  | 'failed-update'
  /** An error of the service, as the rule's `status`, `code` and `text` say; nothing happens. */
  | 'error'
  /** A page of HTML with the rule's `status`, as a proxy or the sign-in of a network answers; nothing happens. */
  | 'page';

export interface FaultRule {
  readonly kind: FaultKind;
  /** `lambda:UpdateFunctionCode`, `UpdateFunctionCode`, `lambda:*` or `*`; every operation when absent. */
  readonly operations?: readonly string[];
  /** 0 to 1, drawn from the seeded generator. */
  readonly probability?: number;
  /** The first matching call that is struck, counted from 1 since the rule was set; takes the place of `probability`. */
  readonly nth?: number;
  /** How many calls in a row from `nth` on are struck; 1 when absent. */
  readonly times?: number;
  /** Milliseconds, for `slow`; 1000 when absent. */
  readonly delay?: number;
  /** Seconds in a `Retry-After` header, for `throttle`; none when absent. */
  readonly retryAfter?: number;
  /** Of an `error` (400 when absent) or a `page` (200 when absent). */
  readonly status?: number;
  /** Of an `error`, as the service names it. */
  readonly code?: string;
  /** Of an `error`: its message. */
  readonly text?: string;
}

export interface Faults {
  set(rules: readonly FaultRule[]): void;
  rules(): readonly FaultRule[];
  /** The faults that strike this call; at most one of each kind. */
  draw(service: string, operation: string): readonly FaultRule[];
}

/** A small, well-mixed generator (mulberry32): the same seed gives the same faults. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function createFaults(seed: number): Faults {
  const random = seededRandom(seed);
  let active: { readonly rule: FaultRule; seen: number }[] = [];
  return {
    set(rules) {
      active = rules.map((rule) => ({ rule, seen: 0 }));
    },
    rules: () => active.map(({ rule }) => rule),
    draw(service, operation) {
      const struck = new Map<FaultKind, FaultRule>();
      for (const entry of active) {
        if (!names(entry.rule, service, operation)) continue;
        entry.seen += 1;
        if (strikes(entry.rule, entry.seen, random) && !struck.has(entry.rule.kind)) {
          struck.set(entry.rule.kind, entry.rule);
        }
      }
      return [...struck.values()];
    },
  };
}

function names(rule: FaultRule, service: string, operation: string): boolean {
  if (rule.operations === undefined) return true;
  return rule.operations.some(
    (name) => name === '*' || name === operation || name === `${service}:*` || name === `${service}:${operation}`,
  );
}

function strikes(rule: FaultRule, seen: number, random: () => number): boolean {
  if (rule.nth !== undefined) return seen >= rule.nth && seen < rule.nth + (rule.times ?? 1);
  return random() < (rule.probability ?? 1);
}
