import { expect, test } from 'vitest';
import { bootstrapFindings, bootstrapLines } from './bootstrap-text.ts';
import { bootstrapReport } from './sample-stacks.fixture.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

const { stack } = bootstrapReport;

test('what to write into nx.json is told until it is there', () => {
  expect(bootstrapLines(bootstrapReport, PLAIN_STYLE)).toEqual([
    'Stack nx-lambda-bootstrap with the bucket nx-lambda-123456789012-eu-central-1: made',
    '',
    'To use it, write this to the options of nx-lambda in nx.json:',
    '',
    '  "artifactBucket": "nx-lambda-{account}-{region}"',
  ]);
  const { option: _option, ...used } = bootstrapReport;
  expect(bootstrapLines({ ...used, stack: { ...stack, kind: 'unchanged' } }, PLAIN_STYLE)).toHaveLength(1);
});

test('a dry run tells each change, and a refusal is one', () => {
  expect(bootstrapLines({ ...bootstrapReport, stack: { ...stack, kind: 'planned' } }, PLAIN_STYLE)[0]).toBe(
    '  add  Artifacts  AWS::S3::Bucket',
  );
  const failures = [{ code: 'NXL-PLAN-ACCOUNT', message: 'Another account.', advice: 'Change it.' }] as const;
  expect(bootstrapFindings({ ...bootstrapReport, stack: { ...stack, kind: 'refused', failures } })).toMatchObject([
    { severity: 'refused' },
  ]);
});
