/** Hands out the tokens of one bucket in the order in which they are asked for, to all callers of a client together. */
import { type BucketLimits, fullBucket, slowDown, takeToken } from '@nx-lambda/core';

export interface RateLimiter {
  /** Resolves when a request may be sent; at once when the signal is aborted, for then none will be. */
  acquire(signal?: AbortSignal): Promise<void>;
  /** Tells that a request was throttled all the same. */
  throttled(): void;
}

interface Waiter {
  readonly go: () => void;
  readonly signal: AbortSignal | undefined;
}

/** `now` answers milliseconds that never go back. */
export function createRateLimiter(limits: BucketLimits, now: () => number): RateLimiter {
  let bucket = fullBucket(limits, now());
  let waiting: Waiter[] = [];
  let timer: NodeJS.Timeout | undefined;

  const letGo = (): void => {
    timer = undefined;
    for (;;) {
      const [first] = waiting;
      if (first === undefined) return;
      if (!first.signal?.aborted) {
        const taken = takeToken(bucket, limits, now());
        bucket = taken.bucket;
        if (taken.wait > 0) {
          timer = setTimeout(letGo, taken.wait);
          return;
        }
      }
      waiting.shift();
      first.go();
    }
  };

  return {
    acquire: (signal) =>
      new Promise((resolve) => {
        const leave = () => {
          waiting = waiting.filter((waiter) => waiter !== own);
          resolve();
        };
        const go = () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        };
        const own: Waiter = { go, signal };
        signal?.addEventListener('abort', leave, { once: true });
        waiting.push(own);
        if (timer === undefined) letGo();
      }),
    throttled: () => {
      bucket = slowDown(bucket, limits, now());
    },
  };
}
