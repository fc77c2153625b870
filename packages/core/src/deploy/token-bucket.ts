/**
 * The arithmetic of keeping below a rate limit: a bucket of tokens that refills evenly, slows down when the other side
 * says that it was too much, and recovers slowly (additive increase, multiplicative decrease). The clock is an
 * argument; whoever waits does so elsewhere.
 */

export interface BucketLimits {
  /** Tokens that come in a second while nothing is throttled. */
  readonly perSecond: number;
  /** The most that can lie in it. */
  readonly burst: number;
}

export interface TokenBucket {
  readonly tokens: number;
  /** Tokens a second just now. */
  readonly rate: number;
  /** Milliseconds; when tokens and rate were true. */
  readonly at: number;
  /** When the rate was last lowered. */
  readonly slowedAt?: number;
}

/** Lambda's control plane, requests a second for an account and region, over all callers: they can't be raised. */
export const LAMBDA_RATES = { getFunction: 100, rest: 15 } as const;

/** Of the rate, at each throttling. */
const DECREASE = 0.7;
/** Of the full rate, each second. */
const INCREASE = 0.1;
/** Of the full rate: it never gets slower than this. */
const FLOOR = 0.1;
/** Milliseconds in which several throttlings count as one: their requests were sent at the same rate. */
const ONE_THROTTLING = 500;
/** Of a second's worth: the rest takes up that requests arrive closer together than they were sent. */
const BURST = 0.9;

/** `headroom` is the part of the limit that is left to others, 0 to below 1. */
export function bucketLimits(limit: number, headroom: number): BucketLimits {
  const perSecond = limit * (1 - headroom);
  return { perSecond, burst: Math.max(1, perSecond * BURST) };
}

export function fullBucket({ perSecond, burst }: BucketLimits, now: number): TokenBucket {
  return { tokens: burst, rate: perSecond, at: now };
}

/** A token is taken where `wait` is 0; else there is one after that many milliseconds, if nobody else takes it. */
export function takeToken(
  bucket: TokenBucket,
  limits: BucketLimits,
  now: number,
): { readonly bucket: TokenBucket; readonly wait: number } {
  const filled = refill(bucket, limits, now);
  // A sum of many small refills falls short of a whole token by what floating point loses.
  if (filled.tokens >= 1 - 1e-9) return { bucket: { ...filled, tokens: Math.max(0, filled.tokens - 1) }, wait: 0 };
  return { bucket: filled, wait: Math.max(1, Math.ceil(((1 - filled.tokens) / filled.rate) * 1000)) };
}

/** A request was throttled: less from now on, and nothing of what was saved up. */
export function slowDown(bucket: TokenBucket, limits: BucketLimits, now: number): TokenBucket {
  const filled = refill(bucket, limits, now);
  if (filled.slowedAt !== undefined && now - filled.slowedAt < ONE_THROTTLING) return filled;
  const rate = Math.max(limits.perSecond * FLOOR, filled.rate * DECREASE);
  return { tokens: 0, rate, at: now, slowedAt: now };
}

function refill(bucket: TokenBucket, { perSecond, burst }: BucketLimits, now: number): TokenBucket {
  const seconds = Math.max(0, now - bucket.at) / 1000;
  return {
    ...bucket,
    tokens: Math.min(burst, bucket.tokens + seconds * bucket.rate),
    rate: Math.min(perSecond, bucket.rate + seconds * perSecond * INCREASE),
    at: Math.max(now, bucket.at),
  };
}
