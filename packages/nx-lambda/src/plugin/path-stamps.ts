/** What a path looked like: enough to tell, without reading it, that it is as it was. */
import { type Stats, statSync } from 'node:fs';

/** `` for a path that does not exist. */
export type Stamp = string;

export const ABSENT: Stamp = '';

/** Equals nothing: the path changed so lately that a later change could bear the same times. */
export const DOUBTFUL: Stamp = '?';

/** Milliseconds. File systems stamp in steps of up to 2 s (FAT), mostly far less. */
const STAMP_STEP = 2000;

/** A folder's stamp changes with the names in it. Links are followed, so that one that moves is noticed. */
export function stampOf(absolute: string): Stamp {
  const stats = statsOf(absolute);
  return stats === undefined ? ABSENT : textOf(stats);
}

/**
 * The stamp to be remembered by someone who began to look at `since`, in milliseconds since the epoch. What changed
 * about then or later may have changed after it was looked at.
 */
export function lastingStamp(absolute: string, since: number): Stamp {
  return stampSince(statsOf(absolute), since);
}

export interface FolderStamp {
  /** As of {@link lastingStamp}. */
  readonly stamp: Stamp;
  /** Whether names in it may have come or gone since: its modification time moves with them. */
  readonly hadChanges: boolean;
}

/**
 * The clock of file systems is a little behind (the kernel's tick); those that stamp in whole seconds do so in steps of
 * up to 2 s.
 */
export function folderStamp(absolute: string, since: number): FolderStamp {
  const stats = statsOf(absolute);
  const modified = stats === undefined ? Number.POSITIVE_INFINITY : lastChange(stats);
  const behind = modified % 1000 === 0 ? STAMP_STEP : CLOCK_TICK;
  return { stamp: stampSince(stats, since), hadChanges: modified + behind >= since };
}

function stampSince(stats: Stats | undefined, since: number): Stamp {
  if (stats === undefined) return ABSENT;
  return lastChange(stats) + STAMP_STEP < since ? textOf(stats) : DOUBTFUL;
}

function lastChange({ mtimeMs, ctimeMs }: Stats): number {
  return Math.max(mtimeMs, ctimeMs);
}

/** Milliseconds. */
const CLOCK_TICK = 100;

function statsOf(absolute: string): Stats | undefined {
  try {
    return statSync(absolute, { throwIfNoEntry: false });
  } catch {
    // Below a file, behind a closed folder or in a loop of links: not there for those who read.
    return undefined;
  }
}

function textOf({ size, mtimeMs, ctimeMs, ino }: Stats): Stamp {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}
