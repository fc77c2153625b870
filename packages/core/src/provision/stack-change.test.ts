import { expect, test } from 'vitest';
import { type ChangeSetEntry, orderedChanges, replacementFailures, stackChange } from './stack-change.ts';

const table: ChangeSetEntry = {
  action: 'Modify',
  logicalId: 'Orders',
  physicalId: 'orders-anna',
  type: 'AWS::DynamoDB::Table',
  replacement: 'True',
  policyAction: 'ReplaceAndDelete',
  causes: ['Properties.KeySchema'],
};

test('a table that is replaced loses its data', () => {
  const change = stackChange(table);
  expect(change).toMatchObject({ kind: 'replace', possibly: false, losesData: true });
  expect(replacementFailures('orders-anna', [change])).toMatchObject([
    {
      code: 'NXL-PROVISION-REPLACEMENT',
      message:
        'Orders (AWS::DynamoDB::Table) of orders-anna would be replaced by a new, empty one, because Properties.KeySchema would change: its data would be lost.',
    },
  ]);
});

test('a replacement that depends on the deployment counts as one', () => {
  const change = stackChange({ ...table, replacement: 'Conditional' });
  expect(change).toMatchObject({ kind: 'replace', possibly: true, losesData: true });
  expect(replacementFailures('s', [change])[0]?.message).toContain('might be replaced');
});

test('a bucket that is removed loses its data, unless it is retained', () => {
  const bucket: ChangeSetEntry = { action: 'Remove', logicalId: 'Files', type: 'AWS::S3::Bucket', causes: [] };
  expect(stackChange(bucket).losesData).toBe(true);
  expect(stackChange({ ...bucket, policyAction: 'Retain' }).losesData).toBe(false);
  expect(stackChange({ ...table, policyAction: 'ReplaceAndSnapshot' }).losesData).toBe(false);
});

test.each([
  'DynamoDB::Table',
  'DynamoDB::GlobalTable',
  'S3::Bucket',
  'SQS::Queue',
  'Cognito::UserPool',
  'RDS::DBInstance',
  'EFS::FileSystem',
  'Kinesis::Stream',
  'SecretsManager::Secret',
  'Logs::LogGroup',
])('AWS::%s is neither replaced nor removed unasked', (name) => {
  const entry = { ...table, type: `AWS::${name}`, logicalId: 'Data' };
  const changes = [stackChange(entry), stackChange({ ...entry, action: 'Remove', policyAction: 'Delete' })];
  expect(changes.map(({ kind }) => kind)).toEqual(['replace', 'remove']);
  expect(replacementFailures('orders-anna', changes)).toHaveLength(2);
});

test('a function that is replaced, and a table that changes in place, lose nothing', () => {
  expect(stackChange({ ...table, type: 'AWS::Lambda::Function' })).toMatchObject({ kind: 'replace', losesData: false });
  expect(stackChange({ ...table, replacement: 'False' })).toMatchObject({ kind: 'change', losesData: false });
});

test('losses come first, additions last', () => {
  const add = stackChange({ action: 'Add', logicalId: 'A', type: 'AWS::SQS::Queue', causes: [] });
  const change = stackChange({ action: 'Modify', logicalId: 'B', type: 'AWS::SQS::Queue', causes: [] });
  const remove = stackChange({ action: 'Remove', logicalId: 'C', type: 'AWS::IAM::Role', causes: [] });
  const ordered = orderedChanges([add, change, remove, stackChange(table)]);
  expect(ordered.map(({ logicalId }) => logicalId)).toEqual(['Orders', 'C', 'B', 'A']);
});
