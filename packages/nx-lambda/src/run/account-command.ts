/** What the commands about a whole account have in common: one task, one report, one text. */
import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { AwsPorts } from '@nx-lambda/aws';
import {
  type AccountEntry,
  credentialsText,
  distinctAccounts,
  type Emit,
  type Failure,
  type Result,
  success,
} from '@nx-lambda/core';
import { type AccountReport, type FailureReport, type ReportCommand, reportText } from '../print/json-printer.ts';
import { createTerminalPrinter } from '../print/terminal-printer.ts';
import { commandEnvironment } from './command-environment.ts';
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

export interface AccountCommand<Report extends AccountReport> {
  readonly command: ReportCommand;
  /** `every`: without `--environment`, one account of the option `accounts` after the other. */
  readonly accounts: 'one' | 'every';
  run(given: AccountRun): Promise<Result<Report>>;
  /** Whether the command succeeded. */
  isGood(report: Report): boolean;
}

/** Where several accounts were gone through, the report has a report for each: of a failure where that is all there is. */
export async function runAccountCommand<Report extends AccountReport>(
  { command, accounts, run, isGood }: AccountCommand<Report>,
  flags: Result<AccountOptions>,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  if (!flags.ok) return failWith(flags.failures, undefined);
  const { output, report: file, region, environment } = flags.value;
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return failWith(workspace.failures, output);
  const places = accountsOf(accounts, environment, workspace.value);
  if (!places.ok) return failWith(places.failures, output);
  const [only, ...others] = places.value;
  const interruption = onInterruption();
  try {
    const first = await runIn(only);
    if (others.length === 0) {
      if (!first.ok) return failWith(first.failures, output);
      await tell(reportText(first.value));
      return { success: isGood(first.value) };
    }
    const results = [first];
    for (const place of others) if (!interruption.signal.aborted) results.push(await runIn(place));
    const reports = results.map((each) => (each.ok ? each.value : broken(each.failures)));
    await tell(reportText({ schema: 1, command, accounts: reports }));
    const isWhole = results.length === places.value.length;
    return { success: isWhole && results.every((each) => each.ok && isGood(each.value)) };
  } finally {
    interruption.release();
  }

  async function runIn(place: AccountEntry | undefined): Promise<Result<Report>> {
    if (!workspace.ok) throw new Error('there is a workspace by now');
    const printer = output === 'json' ? undefined : createTerminalPrinter({ ...processStyle(), write: writeOut });
    const aws = awsPorts(region, workspace.value, place);
    try {
      const emit: Emit = (event) => printer?.print(event);
      const report = await run({ workspace: workspace.value, aws, emit, signal: interruption.signal });
      printer?.end();
      if (!report.ok && others.length > 0 && place !== undefined && output !== 'json') {
        writeOut(`Account ${place.accountId} (${credentialsText(place)}):\n${failuresText(report.failures)}`);
      }
      return report;
    } finally {
      aws.close();
      if (others.length > 0 && output !== 'json') writeOut('\n');
    }
  }

  async function tell(text: string): Promise<void> {
    if (output === 'json') writeOut(text);
    if (file !== undefined && workspace.ok) await writeWhole(resolve(workspace.value.root, file), text);
  }

  function broken(failures: readonly Failure[]): FailureReport {
    return { schema: 1, command, failures };
  }

  function failWith(failures: readonly Failure[], form: 'text' | 'json' | undefined): { success: boolean } {
    writeOut(form === 'json' ? reportText(broken(failures)) : failuresText(failures));
    return { success: false };
  }
}

type Places = readonly [AccountEntry | undefined, ...AccountEntry[]];

function accountsOf(
  which: AccountCommand<AccountReport>['accounts'],
  named: string | undefined,
  workspace: CommandWorkspace,
): Result<Places> {
  const [first, ...others] = distinctAccounts(workspace.options.accountEntries ?? []);
  if (first === undefined) return success([undefined]);
  if (named === undefined && (which === 'every' || others.length === 0)) return success([first, ...others]);
  const environment = commandEnvironment(named, workspace);
  return environment.ok ? success([environment.value.account]) : environment;
}
