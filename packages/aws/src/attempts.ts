/** What became of the attempts of one request: the SDK tells only of the last. */
import type {
  PublishLayerVersionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { isConflict, isPrecondition, type Result } from '@nx-lambda/core';
import { type CallContext, failedCall } from './failure-of.ts';
import { PACING } from './pacing.ts';
import { readError } from './sdk-error.ts';

export interface Attempts {
  /** The error of an attempt of which it isn't known whether it was carried out. */
  lost(): unknown;
  /** Whether an attempt was not sent because of `stop`. */
  stopped(): boolean;
}

type WriteCommand =
  | UpdateFunctionCodeCommand
  | UpdateFunctionConfigurationCommand
  | PublishVersionCommand
  | UpdateAliasCommand
  | PublishLayerVersionCommand;

/** Once `stop` is aborted no further attempt is sent; one that is under way is left alone. */
export function watchAttempts(
  { middlewareStack }: Pick<WriteCommand, 'middlewareStack'>,
  stop: AbortSignal | undefined,
): Attempts {
  let lost: unknown;
  let stopped = false;
  middlewareStack.addRelativeTo(
    <Args, Answer>(next: (args: Args) => Promise<Answer>) =>
      async (args: Args) => {
        if (stop?.aborted) {
          stopped = true;
          throw Object.assign(new Error('Not sent.'), { name: 'AbortError' });
        }
        try {
          return await next(args);
        } catch (error) {
          const { status } = readError(error);
          // Without a status there was no answer; with 5xx the service itself may not know.
          if (status === undefined || status >= 500) lost = error;
          throw error;
        }
      },
    { name: 'nxLambdaAttempts', relation: 'after', toMiddleware: PACING, override: true },
  );
  return { lost: () => lost, stopped: () => stopped };
}

/** A conflict after an attempt whose answer was lost has that loss as its second failure: it may be our own doing. */
export function failedWrite(error: unknown, attempts: Attempts, context: CallContext): Result<never> {
  const { failures } = failedCall(error, context);
  const [cause] = failures;
  const lost = attempts.lost();
  const mayBeOurs = lost !== undefined && lost !== error;
  if (!mayBeOurs || !(isConflict(cause) || isPrecondition(cause) || attempts.stopped())) return { ok: false, failures };
  return { ok: false, failures: [cause, ...failedCall(lost, context).failures] };
}
