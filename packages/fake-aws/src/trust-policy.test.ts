import { expect, test } from 'vitest';
import { trusts } from './trust-policy.ts';

const anna = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/team/anna', userId: 'AIDAANNA' };
const session = {
  account: '123456789012',
  arn: 'arn:aws:sts::123456789012:assumed-role/dev/joe@x',
  userId: 'AROADEV:joe@x',
};
const allow = (rest: object) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...rest });
const ROOT = { AWS: 'arn:aws:iam::123456789012:root' };

test.each<[string, object, boolean, boolean]>([
  ['a service', allow({ Principal: { Service: 'lambda.amazonaws.com' } }), false, false],
  ['the account', allow({ Principal: ROOT }), true, true],
  ['another account', allow({ Principal: { AWS: ['210987654321'] } }), false, false],
  ['everybody, for all of STS', allow({ Principal: '*', Action: ['sts:*'] }), true, true],
  ['everybody, for something else', allow({ Principal: '*', Action: 'sts:TagSession' }), false, false],
  ['a user', allow({ Principal: { AWS: anna.arn } }), true, false],
  ['a role', allow({ Principal: { AWS: ['arn:aws:iam::123456789012:role/path/dev'] } }), false, true],
  ['a session', allow({ Principal: { AWS: session.arn } }), false, true],
  [
    'one of the account, by unique id',
    allow({ Principal: ROOT, Condition: { StringEquals: { 'aws:userid': 'AROADEV:joe@x' } } }),
    false,
    true,
  ],
  [
    'some of the account, by a pattern',
    allow({ Principal: ROOT, Condition: { StringLike: { 'aws:userId': ['AIDA*', 'x?'] } } }),
    true,
    false,
  ],
  [
    'those under a condition that is not known here',
    allow({ Principal: ROOT, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
    false,
    false,
  ],
])('who names %s lets them in, and nobody else', (_, statement, user, sessionToo) => {
  const policy = JSON.parse(JSON.stringify({ Statement: [statement] }));
  expect([trusts(policy, anna), trusts(policy, session)]).toEqual([user, sessionToo]);
});

test('a denial goes before what allows it', () => {
  const deny = { Effect: 'Deny', Action: 'sts:AssumeRole', Principal: { AWS: anna.arn } };
  expect(trusts({ Statement: [allow({ Principal: ROOT }), deny] }, anna)).toBe(false);
  expect(trusts({ Statement: [allow({ Principal: ROOT }), deny] }, session)).toBe(true);
});
