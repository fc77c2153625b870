/** What stops a whole command before it can report: told in full by its first task, not three hundred times. */
import type { Failure } from '@nx-lambda/core';
import { type ReportCommand, reportText } from '../print/json-printer.ts';
import { failuresText } from './failures-text.ts';
import type { SettleTask } from './task-results.ts';

export interface FailedRun {
  readonly command: ReportCommand;
  readonly tasks: readonly string[];
  readonly output: 'text' | 'json' | undefined;
  readonly failures: readonly Failure[];
}

export function failTasks({ command, tasks, output, failures }: FailedRun, settle: SettleTask): void {
  for (const [index, task] of tasks.entries()) {
    settle(task, { success: false, terminalOutput: textOf(index) });
  }

  function textOf(index: number): string {
    if (output === 'json') return reportText({ schema: 1, command, failures });
    if (index === 0) return failuresText(failures);
    return `Nothing was done: ${failures.map(({ code }) => code).join(', ')} (told for ${tasks[0]}).\n`;
  }
}
