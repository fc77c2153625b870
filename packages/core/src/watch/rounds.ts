/**
 * When what was saved is built and deployed, as a state machine without a clock: a burst of saves becomes one round,
 * saves during a round become exactly one more, and a round that AWS could not be reached for is tried again.
 * Times are milliseconds of one clock.
 */

export interface RoundState {
  /** Paths that were saved and that no round has taken yet. */
  readonly pending: ReadonlySet<string>;
  /** Of the oldest and of the newest of them. */
  readonly firstSave?: number;
  readonly lastSave?: number;
  readonly isRunning: boolean;
  /** How often in a row rounds could not be carried out, and when the next one is to be tried. */
  readonly retries: number;
  readonly retryAt?: number;
}

export const NO_ROUND: RoundState = { pending: new Set(), isRunning: false, retries: 0 };

/** A save by an editor is one file, or two with its backup: it waits for no more than the end of its own writing. */
const SINGLE = 2;
const QUIET_AFTER_SINGLE = 10;
/** A checkout or a formatter writes on: files come with gaps of some milliseconds. */
const QUIET_AFTER_BURST = 80;
/** However long files keep coming. */
const LONGEST_BURST = 2000;

const FIRST_RETRY = 1000;
const LONGEST_RETRY = 30_000;

export function saved(state: RoundState, paths: Iterable<string>, now: number): RoundState {
  const pending = new Set([...state.pending, ...paths]);
  return pending.size === 0 ? state : { ...state, pending, firstSave: state.firstSave ?? now, lastSave: now };
}

/** When the next round begins; undefined: not before something else happens. */
export function nextRoundAt({ pending, firstSave, lastSave, isRunning, retryAt }: RoundState): number | undefined {
  if (isRunning) return undefined;
  if (firstSave === undefined || lastSave === undefined) return retryAt;
  const quiet = pending.size <= SINGLE ? QUIET_AFTER_SINGLE : QUIET_AFTER_BURST;
  const settled = Math.min(lastSave + quiet, firstSave + LONGEST_BURST);
  return retryAt === undefined ? settled : Math.min(settled, retryAt);
}

export function beginRound(state: RoundState): { readonly state: RoundState; readonly paths: ReadonlySet<string> } {
  const { pending, retries } = state;
  return { state: { pending: new Set(), isRunning: true, retries }, paths: pending };
}

/** @param isLeft whether something is to be tried again although nobody saves anything. */
export function endRound(state: RoundState, isLeft: boolean, now: number): RoundState {
  const { retryAt: _, ...rest } = state;
  if (!isLeft) return { ...rest, isRunning: false, retries: 0 };
  const delay = Math.min(FIRST_RETRY * 2 ** state.retries, LONGEST_RETRY);
  return { ...rest, isRunning: false, retries: state.retries + 1, retryAt: now + delay };
}
