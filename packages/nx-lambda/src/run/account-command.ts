/** What the commands about a whole account have in common: one task, one report, one text. */
import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { AwsPorts } from '@nx-lambda/aws';
import type { Emit, Failure, Result } from '@nx-lambda/core';
import { type ReportCommand, reportText } from '../print/json-printer.ts';
import { createTerminalPrinter } from '../print/terminal-printer.ts';
import { processStyle, writeOut } from './command-output.ts';
import { awsPorts } from './deploy-ports.ts';
import { failuresText } from './failures-text.ts';
import { onInterruption } from './interruption.ts';
import { type CommandWorkspace, commandWorkspace } from './project-services.ts';
import { writeWhole } from './report-file.ts';

export interface AccountOptions {
  readonly environment?: string;
  readonly region?: string;
  readonly output?: 'text' | 'json';
  readonly report?: string;
}

export interface AccountRun {
  readonly workspace: CommandWorkspace;
  readonly aws: AwsPorts;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Whether the command succeeded. */
export async function runAccountCommand<Report extends Parameters<typeof reportText>[0]>(
  command: ReportCommand,
  flags: Result<AccountOptions>,
  context: ExecutorContext,
  run: (given: AccountRun) => Promise<Result<Report>>,
  isGood: (report: Report) => boolean,
): Promise<{ success: boolean }> {
  if (!flags.ok) return failWith(flags.failures, undefined);
  const { output, report: file, region } = flags.value;
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return failWith(workspace.failures, output);
  const printer = output === 'json' ? undefined : createTerminalPrinter({ ...processStyle(), write: writeOut });
  const aws = awsPorts(region, workspace.value);
  const interruption = onInterruption();
  try {
    const emit: Emit = (event) => printer?.print(event);
    const report = await run({ workspace: workspace.value, aws, emit, signal: interruption.signal });
    printer?.end();
    if (!report.ok) return failWith(report.failures, output);
    if (output === 'json') writeOut(reportText(report.value));
    if (file !== undefined) await writeWhole(resolve(workspace.value.root, file), reportText(report.value));
    return { success: isGood(report.value) };
  } finally {
    interruption.release();
    aws.close();
  }

  function failWith(failures: readonly Failure[], form: 'text' | 'json' | undefined): { success: boolean } {
    writeOut(form === 'json' ? reportText({ schema: 1, command, failures }) : failuresText(failures));
    return { success: false };
  }
}
