import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { SkippedTest, SuiteReport } from './suite-report.ts';

/** A vitest reporter that writes one suite's counts to a file. A test file that does not load counts as one failure. */
export default class ReportTests implements Reporter {
  readonly #file: string;

  constructor({ file }: { readonly file: string }) {
    this.#file = file;
    rmSync(file, { force: true });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const broken = modules.filter((module) => module.state() === 'failed' && !hasFailedTest(module));
    const report: SuiteReport = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failed: tests.filter((test) => test.result().state === 'failed').length + broken.length + unhandledErrors.length,
      skipped: tests.flatMap(skippedTest),
    };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify(report, null, 2)}\n`);
  }
}

function hasFailedTest(module: TestModule): boolean {
  return [...module.children.allTests('failed')].length > 0;
}

function skippedTest(test: TestCase): readonly SkippedTest[] {
  const result = test.result();
  if (result.state !== 'skipped' && result.state !== 'pending') return [];
  const reason = result.state === 'skipped' ? result.note : 'did not run';
  return [{ file: test.module.relativeModuleId, title: test.fullName, ...(reason === undefined ? {} : { reason }) }];
}
