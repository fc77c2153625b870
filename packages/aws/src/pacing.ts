/**
 * Keeps a Lambda client below Lambda's rate limits: every attempt, retries included, takes a token of its operation's
 * bucket before it is signed and sent.
 */
import { performance } from 'node:perf_hooks';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { bucketLimits, LAMBDA_RATES } from '@nx-lambda/core';
import { createRateLimiter } from './rate-limiter.ts';
import { readError } from './sdk-error.ts';
import type { AwsSettings } from './settings.ts';

/** The part of the limits that is left to the account's other callers. */
const HEADROOM = 0.03;

/** Name of the middleware; what comes `after` it runs once a token is there. */
export const PACING = 'nxLambdaPacing';

export function paceRequests(
  { middlewareStack }: Pick<LambdaClient, 'middlewareStack'>,
  { headroom = HEADROOM, rates = LAMBDA_RATES }: AwsSettings,
): void {
  const now = () => performance.now();
  const reads = createRateLimiter(bucketLimits(rates.getFunction, headroom), now);
  const rest = createRateLimiter(bucketLimits(rates.rest, headroom), now);
  middlewareStack.addRelativeTo(
    <Args, Answer>(next: (args: Args) => Promise<Answer>, context: SendContext) =>
      async (args: Args) => {
        const limiter = context.commandName === 'GetFunctionCommand' ? reads : rest;
        await limiter.acquire(abortSignalOf(context));
        try {
          return await next(args);
        } catch (error) {
          if (readError(error).status === 429) limiter.throttled();
          throw error;
        }
      },
    { name: PACING, relation: 'after', toMiddleware: 'retryMiddleware', override: true },
  );
}

interface SendContext {
  readonly commandName?: string;
  readonly __smithy_context?: unknown;
}

/** The signal that `send` was given, where the SDK's own retries look for it too. */
function abortSignalOf({ __smithy_context: inner }: SendContext): AbortSignal | undefined {
  const signal = typeof inner === 'object' && inner !== null ? Reflect.get(inner, 'abortSignal') : undefined;
  return signal instanceof AbortSignal ? signal : undefined;
}
