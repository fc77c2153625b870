/**
 * The file of `--report`. Nx may split one run into several batches, each in a process of its own. Each leaves its part
 * in a folder of the run, and whoever writes the file joins all parts that are there.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type DeployReport,
  type DestroyReport,
  joinStatusReports,
  type ProvisionReport,
  type StatusReport,
} from '@nx-lambda/core';
import { reportText } from '../print/json-printer.ts';
import { type CommandContext, processOfRun } from './command-context.ts';
import { joinReports } from './deploy-report.ts';
import type { CommandWorkspace } from './project-services.ts';

type JoinedReport = DeployReport | DestroyReport | ProvisionReport | StatusReport;

/** How reports of one command are joined, and which services one is about. */
export interface ReportForm<Report extends JoinedReport> {
  readonly join: (first: Report, others: readonly Report[]) => Report;
  readonly rows: (report: Report) => readonly { readonly service: string }[];
}

const DEPLOY_REPORT: ReportForm<DeployReport> = { join: joinReports, rows: ({ outcomes }) => outcomes };
export const STATUS_REPORT: ReportForm<StatusReport> = { join: joinStatusReports, rows: ({ functions }) => functions };

export const PROVISION_REPORT: ReportForm<ProvisionReport> = {
  join: (first, others) => ({ ...first, stacks: [first, ...others].flatMap(({ stacks }) => stacks) }),
  rows: ({ stacks }) => stacks,
};

export const DESTROY_REPORT: ReportForm<DestroyReport> = {
  join: (first, others) => ({ ...first, stacks: [first, ...others].flatMap(({ stacks }) => stacks) }),
  rows: ({ stacks }) => stacks,
};

export interface ReportedRun {
  /** Absolute; nx-lambda's own part of Nx's cache folder. */
  readonly cacheFolder: string;
  /** Ids of the run's tasks of this command, those of other batches included. */
  readonly tasks: readonly string[];
  /** How many of them this batch has. */
  readonly own: number;
  /** Id of the Nx process, which started all batches of the run. */
  readonly nxProcess: number;
  /** When this process started, in milliseconds since 1970. */
  readonly startedAt: number;
}

/** The run that this process is a batch of: `own` tasks of those whose target is `target`. */
export function reportedRun(
  context: CommandContext,
  { cacheFolder }: CommandWorkspace,
  target: string,
  own: number,
): ReportedRun {
  return {
    cacheFolder,
    tasks: Object.values(context.taskGraph?.tasks ?? {}).flatMap((task) =>
      task.target.target === target ? [task.id] : [],
    ),
    own,
    nxProcess: processOfRun(context),
    startedAt: Date.now() - process.uptime() * 1000,
  };
}

/** Milliseconds after which no run goes on. */
const FORGOTTEN = 24 * 60 * 60 * 1000;

/** {@link writeJoinedReport} of a deployment. */
export function writeRunReport(file: string, own: DeployReport, run: ReportedRun): Promise<void> {
  return writeJoinedReport(file, own, DEPLOY_REPORT, run);
}

/** Writes `file` (absolute) with this batch's report and those that other batches of the run have left. */
export async function writeJoinedReport<Report extends JoinedReport>(
  file: string,
  own: Report,
  form: ReportForm<Report>,
  run: ReportedRun,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  if (run.own >= run.tasks.length) return writeWhole(file, reportText(own));
  const all = join(run.cacheFolder, 'reports');
  const folder = join(all, runKey(run));
  const services = servicesOf(own, form);
  await mkdir(folder, { recursive: true });
  await forgetOldRuns(all);
  await discardEarlierRun(folder, services, form, run.startedAt);
  await writeWhole(join(folder, `${partName(services)}.json`), JSON.stringify(own));
  let written: readonly string[] = [];
  // Another batch may have left its part meanwhile, and may have written the file before this one did.
  for (let parts = await readdir(folder); parts.join() !== written.join(); parts = await readdir(folder)) {
    const others = await readParts(folder, parts, services, form);
    await writeWhole(file, reportText(form.join(own, others)));
    written = parts;
  }
}

/** Process ids come again, with the same tasks only where an earlier run was the same. */
function runKey({ tasks, nxProcess }: ReportedRun): string {
  const digest = createHash('sha256')
    .update([...tasks].sort().join('\n'))
    .digest('hex');
  return `${nxProcess}-${digest.slice(0, 16)}`;
}

function partName(services: readonly string[]): string {
  return createHash('sha256').update(services.join('\n')).digest('hex').slice(0, 16);
}

function servicesOf<Report extends JoinedReport>(report: Report, { rows }: ReportForm<Report>): readonly string[] {
  return [...new Set(rows(report).map(({ service }) => service))].sort();
}

async function readParts<Report extends JoinedReport>(
  folder: string,
  names: readonly string[],
  services: readonly string[],
  form: ReportForm<Report>,
): Promise<readonly Report[]> {
  const parts = await Promise.all(names.map((name) => readPart<Report>(join(folder, name))));
  return parts.flatMap((part) => (part === undefined || overlaps(part, services, form) ? [] : [part]));
}

/** Undefined where the part has gone or is none. */
async function readPart<Report>(path: string): Promise<Report | undefined> {
  if (!path.endsWith('.json')) return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

function overlaps<Report extends JoinedReport>(
  part: Report,
  services: readonly string[],
  { rows }: ReportForm<Report>,
): boolean {
  return rows(part).some(({ service }) => services.includes(service));
}

/**
 * A run is about a service once, so a part that has one of these services is of an earlier run, and so is all that was
 * there before this process started: the first batch of a run removes it.
 */
async function discardEarlierRun<Report extends JoinedReport>(
  folder: string,
  services: readonly string[],
  form: ReportForm<Report>,
  startedAt: number,
): Promise<void> {
  const names = await readdir(folder);
  const parts = await Promise.all(names.map((name) => readPart<Report>(join(folder, name))));
  if (!parts.some((part) => part !== undefined && overlaps(part, services, form))) return;
  await Promise.all(names.map((name) => removeOlder(join(folder, name), startedAt)));
}

async function forgetOldRuns(folder: string): Promise<void> {
  await Promise.all((await readdir(folder)).map((name) => removeOlder(join(folder, name), Date.now() - FORGOTTEN)));
}

async function removeOlder(path: string, time: number): Promise<void> {
  const facts = await stat(path).catch(() => undefined);
  if (facts !== undefined && facts.mtimeMs < time) await rm(path, { recursive: true, force: true });
}

/** Readers find the old text or the new one, never a piece. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
