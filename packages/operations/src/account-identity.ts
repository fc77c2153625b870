/** The caller's identity, where an environment belongs in a certain account: credentials of any other are refused. */
import { type AccountEntry, credentialsNote, failed, type IdentityPort, wrongAccount } from '@nx-lambda/core';

/** Every operation asks who it is before it asks anything else of AWS, so nothing is read or written in the wrong account. */
export function identityIn(account: AccountEntry | undefined, identity: IdentityPort): IdentityPort {
  if (account === undefined) return identity;
  return {
    async callerIdentity(signal) {
      const caller = await identity.callerIdentity(signal);
      if (!caller.ok) {
        const [first, ...others] = caller.failures;
        return failed({ ...first, notes: [...(first.notes ?? []), credentialsNote(account)] }, ...others);
      }
      const wrong = wrongAccount(caller.value.accountId, account);
      return wrong === undefined ? caller : failed(wrong);
    },
  };
}
