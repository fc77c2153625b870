import type { Clock } from './settings.ts';

/** A token bucket that refills evenly and holds at most one second's worth. */
interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * Requests a second, per account and region. Source: Lambda Developer Guide, "Lambda quotas", "Lambda API requests":
 * GetFunction 100, GetPolicy 15, the remainder of the control plane APIs together 15. Invoke is not among them.
 */
export const LAMBDA_RATES = { GetFunction: 100, GetPolicy: 15, rest: 15 } as const;

/** Operations of Lambda's data plane: their limits are about concurrency, not requests. */
const DATA_PLANE = new Set(['Invoke', 'InvokeAsync', 'InvokeWithResponseStream']);

export interface RateLimiter {
  /** Takes a token; false means the call is throttled. */
  admit(account: string, region: string, operation: string): boolean;
}

export function createRateLimiter(clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    admit(account, region, operation) {
      if (DATA_PLANE.has(operation)) return true;
      const name = operation === 'GetFunction' || operation === 'GetPolicy' ? operation : 'rest';
      const rate = LAMBDA_RATES[name];
      const key = `${account}/${region}/${name}`;
      const now = clock();
      const bucket = buckets.get(key) ?? { tokens: rate, filledAt: now };
      buckets.set(key, bucket);
      const refill = (Math.max(0, now - bucket.filledAt) / 1000) * rate;
      bucket.tokens = Math.min(rate, bucket.tokens + refill);
      bucket.filledAt = now;
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };
}
