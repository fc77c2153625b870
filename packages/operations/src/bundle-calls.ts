/** How the work of a build is cut: entry points into calls of the bundler, packaging into turns. */
import type { Bundle, Result } from '@nx-lambda/core';

/** Entry points of the first calls, of whose output nothing is known yet; also of the last ones of many. */
const FIRST = 64;
/** Of what is waiting, one call takes this part: what the last calls made is packaged when nothing is bundled any more. */
const PART = 3;
/** Even of large bundles: files that many functions share are parsed once a call. */
const FEWEST = 16;
/** A call with more gains hardly anything, and packaging would wait for it. */
const MOST = 256;
/** Bytes of one call's output. Some three calls are held at a time. */
const OUTPUT = 64 * 2 ** 20;

export interface CallSizes {
  /** @param waiting entry points that no call took yet. */
  next(waiting: number): number;
  learn(bundles: readonly Result<Bundle>[]): void;
}

/** As many entry points as the output of earlier calls lets expect to fit, and fewer towards the end. */
export function callSizes(): CallSizes {
  let entries = 0;
  let bytes = 0;
  return {
    next(waiting) {
      if (entries === 0) return FIRST;
      const fitting = Math.max(FEWEST, Math.floor((OUTPUT * entries) / bytes));
      return Math.min(MOST, fitting, Math.max(FIRST, Math.ceil(waiting / PART)));
    },
    learn(bundles) {
      for (const bundle of bundles) {
        if (!bundle.ok) continue;
        const { code, sourceMap, siblings } = bundle.value;
        entries += 1;
        bytes += 1 + siblings.reduce((sum, each) => sum + each.bytes.length, code.length + sourceMap.length);
      }
    },
  };
}

/** Milliseconds. */
const TURN = 20;

/**
 * Packaging holds the thread: after each turn the event loop goes round once, so that the bundler's next output is
 * read and signals are heard. All that call it wait for the same round.
 */
export function turns(now: () => number): () => Promise<void> | undefined {
  let start = now();
  let round: Promise<void> | undefined;
  return () => {
    if (round === undefined && now() - start >= TURN) {
      round = new Promise((resolve) => {
        setImmediate(() => {
          start = now();
          round = undefined;
          resolve();
        });
      });
    }
    return round;
  };
}
