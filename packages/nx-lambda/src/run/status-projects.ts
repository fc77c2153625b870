/** The `status-feature` target: what is deployed of all services of a batch, as one table. */
import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { type Failure, isStateKnown, type Service, type StatusReport, serviceStatus } from '@nx-lambda/core';
import { readStatus } from '@nx-lambda/operations';
import { templateFiles } from '@nx-lambda/workspace';
import { reportText } from '../print/json-printer.ts';
import { renderService } from '../print/service-text.ts';
import { sumText } from '../print/status-text.ts';
import { createTerminalPrinter } from '../print/terminal-printer.ts';
import { PLAIN_STYLE } from '../print/terminal-style.ts';
import { commandEnvironment } from './command-environment.ts';
import { isLive, processStyle, writeOut } from './command-output.ts';
import { awsPorts, deployPorts } from './deploy-ports.ts';
import { createEventLog } from './event-log.ts';
import { failuresText } from './failures-text.ts';
import { commandWorkspace, readProjectServices } from './project-services.ts';
import { reportedRun, STATUS_REPORT, writeJoinedReport } from './report-file.ts';
import { tellServices } from './service-notices.ts';
import type { SettleTask } from './task-results.ts';
import type { ProjectTask } from './task-waves.ts';

export interface StatusOptions {
  readonly environment?: string;
  readonly function?: string;
  readonly output?: 'text' | 'json';
  readonly report?: string;
  readonly region?: string;
}

/** Functions are told in the order of their services' names: Nx's own order of tasks says nothing. */
export async function statusOfProjects(
  tasks: readonly ProjectTask[],
  options: StatusOptions,
  context: ExecutorContext,
  settle: SettleTask,
  signal: AbortSignal,
): Promise<void> {
  /** Told in full by the first task, not three hundred times. */
  const failAll = (failures: readonly Failure[]): void => {
    for (const [index, { task }] of tasks.entries()) {
      const codes = failures.map(({ code }) => code).join(', ');
      const terminalOutput =
        index === 0 ? failuresText(failures) : `Not read: ${codes} (told for ${tasks[0]?.task}).\n`;
      settle(task, { success: false, terminalOutput });
    }
  };
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return failAll(workspace.failures);
  const environment = commandEnvironment(options.environment, workspace.value);
  if (!environment.ok) return failAll(environment.failures);

  const projects = tasks.map(({ project }) => project);
  const services = await readProjectServices(projects, workspace.value, context);
  const live = isLive(options.output);
  const log = createEventLog();
  tellServices(services, log.add);
  const aws = awsPorts(options.region, workspace.value, environment.value.account);
  const startTime = Date.now();
  const read = await readStatus(
    {
      environment: environment.value,
      services,
      options: workspace.value.options,
      ...(options.function === undefined ? {} : { functionPattern: options.function }),
    },
    {
      ...deployPorts(aws, workspace.value),
      stackStatus: {
        stacks: aws.stackOperations,
        resources: aws.stacks,
        templates: templateFiles(workspace.value.root),
      },
    },
    log.add,
    signal,
  ).finally(() => aws.close());
  if (!read.ok) return failAll(read.failures);

  if (live) {
    const printer = createTerminalPrinter({ ...processStyle(), write: writeOut });
    for (const event of log.all) printer.print(event);
    printer.end();
  }
  for (const [index, { task }] of tasks.entries()) {
    const service = services[index];
    if (service === undefined) throw new Error('readProjectServices answers for each project');
    const own = serviceStatus(read.value, service.name);
    const terminalOutput =
      options.output === 'json'
        ? reportText(own)
        : live
          ? `${sumText(own, PLAIN_STYLE)}\n`
          : renderService(log.of(service.name), service.name);
    settle(task, { success: isReadable(service, own), terminalOutput, repeats: live, startTime, endTime: Date.now() });
  }
  if (options.report === undefined) return;
  const target = workspace.value.options.targetNames.statusFeature;
  await writeJoinedReport(
    resolve(workspace.value.root, options.report),
    read.value,
    STATUS_REPORT,
    reportedRun(context, workspace.value, target, tasks.length),
  );
}

/** What a broken definition leaves out is not known. */
function isReadable(service: Service, own: StatusReport): boolean {
  return service.failures.length === 0 && isStateKnown(own);
}
