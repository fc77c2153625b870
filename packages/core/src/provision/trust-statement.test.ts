import { expect, test } from 'vitest';
import { trustStatement } from './trust-statement.ts';

const caller = { accountId: '123456789012', region: 'eu-west-1' };
const session = 'arn:aws-cn:sts::123456789012:assumed-role/AWSReservedSSO_Dev_1a2b/anna@example.com';

test('a user is trusted by ARN, path and all', () => {
  const arn = 'arn:aws:iam::123456789012:user/team/anna';
  expect(trustStatement({ ...caller, arn, userId: 'AIDAEXAMPLE' })).toEqual({
    Sid: 'NxLambdaLocalRole',
    Effect: 'Allow',
    Principal: { AWS: arn },
    Action: 'sts:AssumeRole',
  });
});

test('a session of a role is trusted by the id that no other session of the role has', () => {
  expect(trustStatement({ ...caller, arn: session, userId: 'AROAEXAMPLE:anna@example.com' })).toMatchObject({
    Principal: { AWS: 'arn:aws-cn:iam::123456789012:root' },
    Condition: { StringEquals: { 'aws:userid': 'AROAEXAMPLE:anna@example.com' } },
  });
  expect(trustStatement({ ...caller, arn: session })?.Principal).toEqual({ AWS: session });
});

test.each(['arn:aws:iam::123456789012:root', 'arn:aws:sts::123456789012:federated-user/anna'])(
  '%s can assume no role, so nobody is trusted',
  (arn) => expect(trustStatement({ ...caller, arn, userId: '123456789012' })).toBeUndefined(),
);
