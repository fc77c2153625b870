/** The `rollback-feature` target: one plan for all services of a batch, of the codes that deployments replaced. */
import { resolve } from 'node:path';
import {
  type DeployReport,
  type Failure,
  type HistoryReport,
  type LambdaEvent,
  parseUndoTo,
  type Service,
  serviceHistory,
} from '@nx-lambda/core';
import { listDeployments, type RollbackRequest, rollbackServices } from '@nx-lambda/operations';
import { historySum } from '../print/history-text.ts';
import { reportText } from '../print/json-printer.ts';
import { renderService } from '../print/service-text.ts';
import { createTerminalPrinter } from '../print/terminal-printer.ts';
import { type CommandContext, processOfRun, writerAfterInterruption } from './command-context.ts';
import { commandEnvironment } from './command-environment.ts';
import { isLive, processStyle, writeOut } from './command-output.ts';
import { awsPorts, deployPorts, keptCodePort } from './deploy-ports.ts';
import {
  brokenRunText,
  deployTaskText,
  deployTimeouts,
  serviceSucceeded,
  writeBrokenReport,
  writeStepSummary,
} from './deploy-report.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { tellInterruption } from './interrupted-run.ts';
import { commandWorkspace, readProjectServices } from './project-services.ts';
import { reportedRun, writeRunReport, writeWhole } from './report-file.ts';
import { claimRun } from './run-identity.ts';
import { tellServices } from './service-notices.ts';
import type { SettleTask } from './task-results.ts';
import type { ProjectTask } from './task-waves.ts';

export interface RollbackOptions {
  readonly environment?: string;
  readonly to?: string;
  readonly list?: boolean;
  readonly dryRun?: boolean;
  readonly function?: string;
  readonly output?: 'text' | 'json';
  readonly report?: string;
  readonly region?: string;
  /** Seconds that one function's update may take. */
  readonly timeout?: number;
}

const COMMAND = 'rollback-feature';

/** Functions are told in the order of their services' names: Nx's own order of tasks says nothing. */
export async function rollbackProjects(
  tasks: readonly ProjectTask[],
  options: RollbackOptions,
  context: CommandContext,
  settle: SettleTask,
  signal: AbortSignal,
): Promise<void> {
  /** Told in full by the first task, not three hundred times. */
  const failAll = async (failures: readonly Failure[]): Promise<void> => {
    for (const [index, { task }] of tasks.entries()) {
      const codes = failures.map(({ code }) => code).join(', ');
      const terminalOutput =
        index === 0 || options.output === 'json'
          ? brokenRunText(failures, options.output, COMMAND)
          : `Not rolled back: ${codes} (told for ${tasks[0]?.task}).\n`;
      settle(task, { success: false, terminalOutput });
    }
    await writeBrokenReport(failures, options.report, context.root, COMMAND);
  };
  const to = parseUndoTo(options.to);
  if (!to.ok) return failAll(to.failures);
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return failAll(workspace.failures);
  const environment = commandEnvironment(options.environment, workspace.value);
  if (!environment.ok) return failAll(environment.failures);

  const { root, cacheFolder } = workspace.value;
  const projects = tasks.map(({ project }) => project);
  const services = await readProjectServices(projects, workspace.value, context);
  const startTime = Date.now();
  const claimed = { cacheFolder, nxProcess: processOfRun(context), command: COMMAND, projects, now: startTime };
  const request: RollbackRequest = {
    environment: environment.value,
    services,
    options: workspace.value.options,
    ...(options.function === undefined ? {} : { functionPattern: options.function }),
    dryRun: options.dryRun === true,
    notCompared: 0,
    to: to.value,
    runId: await claimRun(claimed),
    ...deployTimeouts(options),
  };
  const live = isLive(options.output);
  const log = createEventLog();
  const printer = live ? createTerminalPrinter({ ...processStyle(), write: writeOut }) : undefined;
  const emit = (event: LambdaEvent): void => {
    log.add(event);
    printer?.print(event);
  };
  tellServices(services, emit);
  const aws = awsPorts(options.region, workspace.value, environment.value.account);
  const ports = { ...deployPorts(aws, workspace.value), kept: keptCodePort(workspace.value) };
  const run = options.list === true ? listDeployments : rollbackServices;
  const interrupted = tellInterruption(signal, writerAfterInterruption(context));
  const done = await run(request, ports, emit, signal).finally(() => aws.close());
  printer?.end();
  interrupted.finish(done.ok && 'outcomes' in done.value ? done.value : undefined);
  if (!done.ok) return failAll(done.failures);

  const report = done.value;
  for (const [index, { task }] of tasks.entries()) {
    const service = services[index];
    if (service === undefined) throw new Error('readProjectServices answers for each project');
    const { success, terminalOutput } = taskResult(report, service, log, { output: options.output, live });
    settle(task, { success, terminalOutput, repeats: live, startTime, endTime: Date.now() });
  }
  const file = options.report === undefined ? undefined : resolve(root, options.report);
  if ('deployments' in report) {
    if (file !== undefined) await writeWhole(file, reportText(report));
    return;
  }
  if (file !== undefined) {
    const target = workspace.value.options.targetNames.rollbackFeature;
    await writeRunReport(file, report, reportedRun(context, workspace.value, target, tasks.length));
  }
  await writeStepSummary(report, process.env.GITHUB_STEP_SUMMARY);
}

function taskResult(
  report: DeployReport | HistoryReport,
  service: Service,
  log: EventLog,
  { output, live }: { readonly output: 'text' | 'json' | undefined; readonly live: boolean },
): { readonly success: boolean; readonly terminalOutput: string } {
  const sound = service.failures.length === 0;
  if (!('deployments' in report)) {
    const terminalOutput = deployTaskText(report, service.name, log.of(service.name), { output, live });
    return { success: sound && serviceSucceeded(report, service.name), terminalOutput };
  }
  const own = serviceHistory(report, service.name);
  if (output === 'json') return { success: sound, terminalOutput: reportText(own) };
  const text = live ? `${historySum(own)}\n` : renderService(log.of(service.name), service.name);
  return { success: sound, terminalOutput: text };
}
