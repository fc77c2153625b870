import { describe, expect, it } from 'vitest';
import { addReports, countsLine, readSuiteReport, skippedLine } from './suite-report.ts';

describe('a suite report', () => {
  it('is read back as it was written', () => {
    const report = { passed: 3, failed: 1, skipped: [{ file: 'a.test.ts', title: 'needs moto' }] };
    expect(readSuiteReport(JSON.stringify(report))).toEqual(report);
  });

  it.each([
    ['missing', undefined],
    ['cut off', '{"passed": 3'],
    ['of another shape', '{"tests": 3}'],
    ['null', 'null'],
  ])('counts as one failure when it is %s', (_, text) => {
    expect(readSuiteReport(text).failed).toBe(1);
  });

  it('adds up with others into the last line', () => {
    const skipped = { file: 'b.test.ts', title: 'drives the aws CLI', reason: 'aws is not installed' };
    const total = addReports([
      { passed: 2, failed: 0, skipped: [skipped] },
      { passed: 1, failed: 4, skipped: [] },
    ]);
    expect(countsLine(total)).toBe('3 passed, 4 failed, 1 skipped');
    expect(total.skipped.map(skippedLine)).toEqual(['skipped: b.test.ts > drives the aws CLI: aws is not installed']);
  });
});
