import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountEntry } from '../service/options.ts';
import { accountOf, credentialsText, distinctAccounts, wrongAccount } from './account.ts';

const ci: AccountEntry = { pattern: 'pr-*', accountId: '111111111111', roleArn: 'arn:aws:iam::111111111111:role/ci' };
const anna: AccountEntry = { pattern: 'anna{,-*}', accountId: '222222222222', profile: 'anna', region: 'eu-west-1' };
const rest: AccountEntry = { pattern: '*', accountId: '333333333333' };

describe('the account of an environment', () => {
  it.each([
    ['pr-17', ci],
    ['anna', anna],
    ['anna-orders', anna],
    ['annabel', rest],
  ])('%s is that of the first entry whose pattern matches', (environment, entry) => {
    expect(accountOf(environment, [ci, anna, rest])).toEqual({ ok: true, value: entry });
  });

  it('is any where there are no entries, and a failure that names the patterns where none matches', () => {
    expect(accountOf('anna', [])).toEqual({ ok: true, value: undefined });
    expect(accountOf('joe', [ci, anna])).toMatchObject({
      ok: false,
      failures: [{ code: 'NXL-ENVIRONMENT-ACCOUNT', advice: expect.stringContaining('"pr-*", "anna{,-*}"') }],
    });
  });

  it('does not depend on the entries behind the one that matches', () => {
    const patterns = fc.array(fc.constantFrom('*', 'a*', '*a', 'pr-*', 'x'), { maxLength: 6 });
    fc.assert(
      fc.property(patterns, patterns, fc.constantFrom('a', 'ba', 'pr-1', 'x', 'y'), (first, more, environment) => {
        const entries = first.map((pattern): AccountEntry => ({ pattern, accountId: '1' }));
        const chosen = accountOf(environment, entries);
        if (!chosen.ok || chosen.value === undefined) return;
        const longer = [...entries, ...more.map((pattern): AccountEntry => ({ pattern, accountId: '2' }))];
        expect(accountOf(environment, longer)).toEqual(chosen);
      }),
    );
  });
});

it('an account and region that several entries name are gone through once, with the first one’s credentials', () => {
  const again = { ...anna, pattern: 'anna2', profile: 'other' };
  const elsewhere = { ...anna, region: 'us-east-1' };
  expect(distinctAccounts([ci, anna, again, elsewhere])).toEqual([ci, anna, elsewhere]);
});

it('credentials of another account than the entry names are wrong, whoever they are of', () => {
  expect(wrongAccount('222222222222', anna)).toBeUndefined();
  expect(wrongAccount('111111111111', anna)).toMatchObject({
    code: 'NXL-PLAN-ACCOUNT',
    notes: ['Credentials: profile anna, by the entry "anna{,-*}" of "accounts".'],
  });
  expect(wrongAccount('111111111111', rest)?.advice).toContain('name a profile or a role');
});

it('is told with the role and the profile that assumes it', () => {
  expect(credentialsText({ ...ci, profile: 'base' })).toBe(
    'role arn:aws:iam::111111111111:role/ci, by profile base, by the entry "pr-*" of "accounts"',
  );
});
