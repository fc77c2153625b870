/** Whose credentials these are, asked once for a while: a command that goes on for hours would ask at each round. */
import type { IdentityPort } from '@nx-lambda/core';

/** Milliseconds for which an identity counts. A function of another account is refused by its ARN in any case. */
const IDENTITY_COUNTS = 300_000;

export function rememberedIdentity(port: IdentityPort): IdentityPort {
  let known: { readonly answer: ReturnType<IdentityPort['callerIdentity']>; readonly at: number } | undefined;
  return {
    async callerIdentity(signal) {
      if (known === undefined || Date.now() - known.at > IDENTITY_COUNTS) {
        known = { answer: port.callerIdentity(signal), at: Date.now() };
      }
      const answer = await known.answer;
      if (!answer.ok) known = undefined;
      return answer;
    },
  };
}
