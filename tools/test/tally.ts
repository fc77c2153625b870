/** What a run of `npm test` came to. Only tests count as passed; a failed step that is no test suite counts as one failure. */
import type { StepRun } from './step.ts';
import { addReports, EMPTY_REPORT, type SuiteReport } from './suite-report.ts';

/** A step that fails without a failed test (a crash, a broken cache, a lint finding) still counts as one failure. */
export function tallyStep(run: Pick<StepRun, 'exitCode'>, reports: readonly SuiteReport[]): SuiteReport {
  const sum = addReports(reports);
  return run.exitCode !== 0 && sum.failed === 0 ? { ...sum, failed: 1 } : sum;
}

export function tallyRun(steps: readonly SuiteReport[]): SuiteReport {
  return addReports([EMPTY_REPORT, ...steps]);
}
