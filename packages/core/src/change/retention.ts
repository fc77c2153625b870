/** Which kept artifacts go, so that the store stays bounded. Those that were of use last are kept longest. */

export interface KeptArtifact {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** When it was stored or reused last; milliseconds since the epoch. */
  readonly usedAt: number;
}

export interface Retention {
  /** Milliseconds since the last use. */
  readonly maxAge: number;
  /** Bytes of all together. */
  readonly maxSize: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** Nx forgets its own cached results after a week without use. */
export const DEFAULT_RETENTION: Retention = { maxAge: 7 * DAY, maxSize: 2 * 1024 ** 3 };

/** Sweeping reads a whole folder, so it is not done at every build. */
export function isSweepDue(lastSweep: number | undefined, now: number): boolean {
  // A last sweep in the future is a clock that was set back.
  return lastSweep === undefined || lastSweep > now || now - lastSweep >= DAY;
}

/** Names of those to remove, the ones unused for longest first. */
export function artifactsToSweep(
  kept: readonly KeptArtifact[],
  now: number,
  { maxAge, maxSize }: Retention = DEFAULT_RETENTION,
): readonly string[] {
  let room = maxSize;
  return kept
    .toSorted((a, b) => b.usedAt - a.usedAt || (a.name < b.name ? -1 : 1))
    .filter(({ size, usedAt }) => {
      room -= size;
      return room < 0 || now - usedAt > maxAge;
    })
    .reverse()
    .map(({ name }) => name);
}
