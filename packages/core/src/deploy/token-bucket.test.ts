import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketLimits, fullBucket, slowDown, type TokenBucket, takeToken } from './token-bucket.ts';

const limits = bucketLimits(15, 0.05);

/** How many of the requests that come at these times get a token at once. */
function taken(times: readonly number[], start: TokenBucket): number {
  let bucket = start;
  return times.filter((time) => {
    const result = takeToken(bucket, limits, time);
    bucket = result.bucket;
    return result.wait === 0;
  }).length;
}

it('never lets more through than the limit allows in any stretch of time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 10_000 }), { maxLength: 300 }), (times) => {
      const sorted = times.toSorted((a, b) => a - b);
      const seconds = ((sorted.at(-1) ?? 0) - 0) / 1000;
      expect(taken(sorted, fullBucket(limits, 0))).toBeLessThanOrEqual(
        limits.burst + seconds * limits.perSecond + 1e-6,
      );
    }),
  );
});

it('has a token after the wait that it names', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 100 }), (pauses) => {
      let now = 0;
      let bucket = fullBucket(limits, now);
      for (const pause of pauses) {
        now += pause;
        const first = takeToken(bucket, limits, now);
        bucket = first.bucket;
        if (first.wait === 0) continue;
        now += first.wait;
        const second = takeToken(bucket, limits, now);
        expect(second.wait).toBe(0);
        bucket = second.bucket;
      }
    }),
  );
});

it('leaves the headroom to others', () => {
  const bucket = fullBucket(bucketLimits(100, 0.2), 0);
  expect(bucket).toEqual({ tokens: 72, rate: 80, at: 0 });
});

it('slows down once for throttlings that come together, and has nothing saved up', () => {
  const once = slowDown(fullBucket(limits, 0), limits, 0);
  expect(once.rate).toBeCloseTo(limits.perSecond * 0.7);
  expect(takeToken(once, limits, 0).wait).toBeGreaterThan(0);
  expect(slowDown(once, limits, 100).rate).toBeLessThan(limits.perSecond);
  expect(slowDown(once, limits, 100).rate).toBeGreaterThanOrEqual(once.rate);
  expect(slowDown(once, limits, 600).rate).toBeLessThan(once.rate);
});

it('never stops altogether and recovers to the full rate', () => {
  let bucket = fullBucket(limits, 0);
  for (let now = 0; now < 60_000; now += 1000) bucket = slowDown(bucket, limits, now);
  expect(bucket.rate).toBeGreaterThanOrEqual(limits.perSecond * 0.1);
  expect(takeToken(bucket, limits, 75_000).bucket.rate).toBe(limits.perSecond);
});
