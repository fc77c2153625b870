/** A sign of life once a second while long work goes on. */
import type { Clock } from '@nx-lambda/core';

const INTERVAL = 1000;

export async function withProgress<T>(clock: Clock, tell: () => void, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const ticking = tick(clock, tell, over.signal);
  try {
    return await work();
  } finally {
    over.abort();
    await ticking;
  }
}

async function tick(clock: Clock, tell: () => void, over: AbortSignal): Promise<void> {
  for (;;) {
    await clock.wait(INTERVAL, over);
    if (over.aborted) return;
    tell();
  }
}
