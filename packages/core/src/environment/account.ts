/** Which account an environment belongs in, and with whose credentials it is reached: the plugin option `accounts` as a map. */
import micromatch from 'micromatch';
import { type Failure, failed, type Result, success } from '../failure.ts';
import type { AccountEntry } from '../service/options.ts';

/** Of several entries that match, the first one written counts. Undefined: there are no entries, so any account will do. */
export function accountOf(environment: string, entries: readonly AccountEntry[]): Result<AccountEntry | undefined> {
  if (entries.length === 0) return success(undefined);
  const entry = entries.find(({ pattern }) => micromatch.isMatch(environment, pattern, { nocase: true, dot: true }));
  return entry === undefined ? failed(noAccount(environment, entries)) : success(entry);
}

/** Each account and region once, by the first entry that names it: what commands about whole accounts go through. */
export function distinctAccounts(entries: readonly AccountEntry[]): readonly AccountEntry[] {
  const places = new Map<string, AccountEntry>();
  for (const entry of entries) {
    const place = `${entry.accountId} ${entry.region ?? ''}`;
    if (!places.has(place)) places.set(place, entry);
  }
  return [...places.values()];
}

/** `profile dev, by the entry "pr-*" of "accounts"`. */
export function credentialsText({ pattern, profile, roleArn }: AccountEntry): string {
  const base = profile === undefined ? undefined : `profile ${profile}`;
  const role = roleArn === undefined ? undefined : `role ${roleArn}`;
  const whose =
    role === undefined ? (base ?? 'as AWS tools find them') : base === undefined ? role : `${role}, by ${base}`;
  return `${whose}, by the entry "${pattern}" of "accounts"`;
}

/** Asked with what AWS says of the credentials, before anything else is asked of it. */
export function wrongAccount(accountId: string, entry: AccountEntry): Failure | undefined {
  if (accountId === entry.accountId) return undefined;
  return {
    code: 'NXL-PLAN-ACCOUNT',
    message: `The credentials are of account ${accountId}, but what is meant is account ${entry.accountId}.`,
    advice:
      entry.profile === undefined && entry.roleArn === undefined
        ? `Use credentials of account ${entry.accountId}, or name a profile or a role in the entry.`
        : 'Correct the entry in nx.json, or the profile on this machine.',
    notes: [credentialsNote(entry)],
  };
}

/** Whose credentials were used, where something is wrong with them. */
export function credentialsNote(entry: AccountEntry): string {
  return `Credentials: ${credentialsText(entry)}.`;
}

function noAccount(environment: string, entries: readonly AccountEntry[]): Failure {
  return {
    code: 'NXL-ENVIRONMENT-ACCOUNT',
    message: `No entry of the plugin option "accounts" says which account the environment ${environment} belongs in.`,
    advice: `Choose an environment that fits one of ${entries.map(({ pattern }) => `"${pattern}"`).join(', ')}, or add an entry in nx.json.`,
  };
}
