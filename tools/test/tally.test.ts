import { describe, expect, it } from 'vitest';
import { tallyRun, tallyStep } from './tally.ts';

describe('the tally', () => {
  it('counts a passed step that is no suite as nothing', () => {
    expect(tallyStep({ exitCode: 0 }, [])).toEqual({ passed: 0, failed: 0, skipped: [] });
  });

  it('counts a failed step that is no suite as one failure', () => {
    expect(tallyStep({ exitCode: 2 }, []).failed).toBe(1);
  });

  it('counts a suite that crashed after its tests passed as one failure', () => {
    expect(tallyStep({ exitCode: 1 }, [{ passed: 5, failed: 0, skipped: [] }])).toEqual({
      passed: 5,
      failed: 1,
      skipped: [],
    });
  });

  it('does not count the failures of a suite twice', () => {
    expect(tallyStep({ exitCode: 1 }, [{ passed: 5, failed: 2, skipped: [] }]).failed).toBe(2);
  });

  it('adds up all steps', () => {
    const skipped = [{ file: 'a.test.ts', title: 'a' }];
    expect(
      tallyRun([
        { passed: 1, failed: 0, skipped },
        { passed: 2, failed: 1, skipped: [] },
      ]),
    ).toEqual({ passed: 3, failed: 1, skipped });
  });
});
