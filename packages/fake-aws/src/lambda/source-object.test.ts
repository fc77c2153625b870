import { expect, it } from 'vitest';
import { newBucket } from '../s3/bucket.ts';
import { lambdaMayRead } from './source-object.ts';

const reader = {
  account: '123456789012',
  functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:orders-anna-Api',
};
const statement = {
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: ['s3:GetObject', 's3:GetObjectVersion'],
  Resource: 'arn:aws:s3:::zips/nx-lambda/*',
};
const deny = { ...statement, Effect: 'Deny', Action: 's3:*' };
const onlyFor = (arn: string) => ({ ...statement, Condition: { ArnLike: { 'aws:SourceArn': arn } } });

it.each([
  ['a statement for Lambda', [statement], true],
  ['no statement', [], false],
  ['another principal', [{ ...statement, Principal: { Service: 'ecs.amazonaws.com' } }], false],
  ['one of the two actions', [{ ...statement, Action: 's3:GetObject' }], false],
  ['a pattern of actions', [{ ...statement, Action: 's3:Get*' }], true],
  ['another folder', [{ ...statement, Resource: 'arn:aws:s3:::zips/other/*' }], false],
  ['a dot where the key has another character', [{ ...statement, Resource: 'arn:aws:s3:::zips/nx.lambda/*' }], false],
  ['functions of which this is one', [onlyFor('arn:aws:lambda:us-east-1:*:function:orders-*')], true],
  ['another function', [onlyFor('arn:aws:lambda:us-east-1:*:function:billing-*')], false],
  ['a condition that is not known', [{ ...statement, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }], false],
  ['a denial beside it', [statement, deny], false],
])('Lambda reads what a policy lets it read: %s', (_, Statement, allowed) => {
  const bucket = newBucket({ name: 'zips', account: '123456789012', region: 'us-east-1', created: 0 });
  bucket.policy = JSON.stringify({ Version: '2012-10-17', Statement });
  expect(lambdaMayRead(bucket, 'nx-lambda/ab.zip', reader)).toBe(allowed);
});
