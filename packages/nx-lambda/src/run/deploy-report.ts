/** A deployment's report: joined over the waves of a batch, and as the text of one task. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { countOutcomes, type DeployReport, type Failure, type LambdaEvent } from '@nx-lambda/core';
import { summaryLine } from '../print/deploy-text.ts';
import { githubAnnotations } from '../print/github-annotations.ts';
import { type ReportCommand, reportText } from '../print/json-printer.ts';
import { renderService } from '../print/service-text.ts';
import { renderStepSummary } from '../print/step-summary.ts';
import { PLAIN_STYLE } from '../print/terminal-style.ts';
import { failuresText } from './failures-text.ts';

export function joinReports(first: DeployReport, others: readonly DeployReport[]): DeployReport {
  const reports = [first, ...others];
  const outcomes = reports.flatMap((report) => report.outcomes);
  const why = reports.flatMap((report) => report.why ?? []);
  const layers = reports.flatMap((report) => report.layers ?? []);
  return {
    ...first,
    outcomes,
    ...(layers.length > 0 && { layers }),
    counts: countOutcomes(outcomes),
    notices: reports.flatMap((report) => report.notices),
    ...(first.why && { why }),
    duration: reports.reduce((sum, { duration }) => sum + duration, 0),
  };
}

/** No function of the service failed or was refused. */
export function serviceSucceeded(report: DeployReport, service: string): boolean {
  return report.outcomes.every((outcome) => {
    return outcome.service !== service || (outcome.kind !== 'failed' && outcome.kind !== 'refused');
  });
}

export interface TaskTextOptions {
  readonly output: 'text' | 'json' | undefined;
  /** The run was told live already, so the task's own text is a line. */
  readonly live: boolean;
}

export function deployTaskText(
  report: DeployReport,
  service: string,
  events: readonly LambdaEvent[],
  { output, live }: TaskTextOptions,
): string {
  const own = reportOf(report, service);
  if (output === 'json') return reportText(own);
  const { duration: _, ...sum } = own;
  if (live) return `${summaryLine(sum, PLAIN_STYLE)}\n`;
  const annotations = process.env.GITHUB_ACTIONS === 'true' ? githubAnnotations(events) : [];
  return `${renderService(events, service)}${annotations.map((line) => `${line}\n`).join('')}`;
}

function reportOf(report: DeployReport, service: string): DeployReport {
  const outcomes = report.outcomes.filter((outcome) => outcome.service === service);
  const why = report.why?.filter((explanation) => explanation.service === service);
  const layers = report.layers?.filter((layer) => layer.service === service);
  const own = { ...(layers && { layers }), ...(why && { why }) };
  return { ...report, outcomes, counts: countOutcomes(outcomes), ...own };
}

export function writeStepSummary(report: DeployReport, file: string | undefined): Promise<void> {
  return appendStepSummary(renderStepSummary(report), file);
}

/** `file` is the value of GITHUB_STEP_SUMMARY; several steps add to the same file. */
export async function appendStepSummary(text: string, file: string | undefined): Promise<void> {
  if (file !== undefined && file !== '') await appendFile(file, `${text}\n`);
}

/** The text of a task whose run broke off before there was a plan. */
export function brokenRunText(
  failures: readonly Failure[],
  output: 'text' | 'json' | undefined,
  command: ReportCommand = 'deploy-feature',
): string {
  return output === 'json' ? brokenReport(failures, command) : failuresText(failures);
}

/** `--report` of a run that broke off: why, so that whoever reads the file finds one. */
export async function writeBrokenReport(
  failures: readonly Failure[],
  report: string | undefined,
  workspaceRoot: string,
  command: ReportCommand = 'deploy-feature',
): Promise<void> {
  if (report === undefined || failures.length === 0) return;
  const file = resolve(workspaceRoot, report);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, brokenReport(failures, command));
}

function brokenReport(failures: readonly Failure[], command: ReportCommand): string {
  return reportText({ schema: 1, command, failures });
}

const DEFAULT_TIMEOUT = 300_000;

/** For a function that was idle in a VPC: its network interfaces are made anew first. */
const INACTIVE_TIMEOUT = 900_000;

/** @param timeout seconds, as given with `--timeout`. */
export function deployTimeouts({ timeout }: { readonly timeout?: number }): {
  readonly timeout: number;
  readonly inactiveTimeout?: number;
} {
  if (timeout !== undefined) return { timeout: timeout * 1000 };
  return { timeout: DEFAULT_TIMEOUT, inactiveTimeout: INACTIVE_TIMEOUT };
}
