/** How often to look whether an update is over: as seldom as the batch's own experience allows. */

/** Milliseconds that an update of a function outside a VPC takes, before a run has seen any. */
export const USUAL_UPDATE_TIME = 1000;

/** An idle function in a VPC gets new network interfaces first, which takes minutes. */
const INACTIVE_FIRST_LOOK = 5000;

const SHORTEST = 250;
const LONGEST = 5000;

/** Milliseconds until the next look, where nothing is known of how long it will take. */
export function pollDelay(looks: number): number {
  return Math.min(SHORTEST * 1.25 ** Math.max(0, looks - 3), LONGEST);
}

/** In runs of so few functions nobody else needs the calls, so updates are looked at early. */
const FEW_FUNCTIONS = 50;
const EARLY_LOOKS = [40, 60, 150];

/** A watch deploys one function or two, and whoever saved waits for it: 30 calls a second, of the 100 that AWS allows. */
const VERY_FEW_FUNCTIONS = 3;
const CLOSE_LOOK = 100;
/** As long as most updates take. */
const CLOSE_LOOKS = 15;

export interface UpdatePace {
  /** Milliseconds that updates take in this run. */
  readonly updateTime: number;
  /** Of the whole run, with those that are only compared. */
  readonly functions: number;
}

/** Milliseconds until the next look at an update that was taken. */
export function settleDelay(looks: number, { updateTime, functions }: UpdatePace, inactive: boolean): number {
  if (inactive && looks === 0) return INACTIVE_FIRST_LOOK;
  if (functions <= VERY_FEW_FUNCTIONS && !inactive) {
    return looks < CLOSE_LOOKS ? CLOSE_LOOK : pollDelay(looks - CLOSE_LOOKS);
  }
  const early = functions <= FEW_FUNCTIONS && !inactive ? EARLY_LOOKS[looks] : undefined;
  return early ?? (looks === 0 ? updateTime : pollDelay(looks));
}

/**
 * What to expect of the next update, when one was over at the given look (from 1) after `elapsed` milliseconds. Where
 * the first look already saw the end, it may have been over before: expect a little less.
 */
export function learnUpdateTime(expected: number, looks: number, elapsed: number): number {
  const next = looks <= 1 ? expected * 0.97 : (expected + elapsed) / 2;
  return Math.min(LONGEST, Math.max(SHORTEST, next));
}

/** Milliseconds that a version's snapshot takes (SnapStart), before a run has seen any. */
export const USUAL_SNAPSHOT_TIME = 10_000;

const LONGEST_SNAPSHOT = 180_000;

/** Milliseconds until the next look at a version that Lambda makes ready. */
export function versionDelay(looks: number, expected: number, snapStart: boolean): number {
  if (!snapStart) return pollDelay(looks);
  return looks === 0 ? expected : LONGEST;
}

/** What to expect of the next snapshot, when one was there at the given look (from 1) after `elapsed` milliseconds. */
export function learnSnapshotTime(expected: number, looks: number, elapsed: number): number {
  const next = looks <= 1 ? expected * 0.8 : (expected + elapsed) / 2;
  return Math.min(LONGEST_SNAPSHOT, Math.max(LONGEST, next));
}
