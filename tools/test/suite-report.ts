/** What one suite of tests came to: written by the reporter inside vitest, read back and added up by `npm test`. */
export interface SuiteReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

export interface SkippedTest {
  readonly file: string;
  readonly title: string;
  /** The note given to `skip(…)`; absent where the test was skipped without one. */
  readonly reason?: string;
}

export const EMPTY_REPORT: SuiteReport = { passed: 0, failed: 0, skipped: [] };

/** A report's file that is missing, cut off or of another shape counts as one failed test: never as nothing. */
export function readSuiteReport(text: string | undefined): SuiteReport {
  if (text === undefined) return { ...EMPTY_REPORT, failed: 1 };
  try {
    const value: unknown = JSON.parse(text);
    return isSuiteReport(value) ? value : { ...EMPTY_REPORT, failed: 1 };
  } catch {
    return { ...EMPTY_REPORT, failed: 1 };
  }
}

export function addReports(reports: readonly SuiteReport[]): SuiteReport {
  return {
    passed: reports.reduce((sum, { passed }) => sum + passed, 0),
    failed: reports.reduce((sum, { failed }) => sum + failed, 0),
    skipped: reports.flatMap(({ skipped }) => skipped),
  };
}

/** The last line of `npm test`. */
export function countsLine({ passed, failed, skipped }: SuiteReport): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

export function skippedLine({ file, title, reason }: SkippedTest): string {
  return `skipped: ${file} > ${title}${reason === undefined ? '' : `: ${reason}`}`;
}

function isSuiteReport(value: unknown): value is SuiteReport {
  if (typeof value !== 'object' || value === null) return false;
  const report = value as Partial<Record<keyof SuiteReport, unknown>>;
  return typeof report.passed === 'number' && typeof report.failed === 'number' && Array.isArray(report.skipped);
}
