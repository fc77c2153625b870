/** The `destroy-feature` target: removes the stacks of all services of a batch, consumers first. */
import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { type DestroyReport, type Failure, isRemoved, type LambdaEvent, type RemovalPorts } from '@nx-lambda/core';
import { destroyServices } from '@nx-lambda/operations';
import { templateFiles } from '@nx-lambda/workspace';
import { reportText } from '../print/json-printer.ts';
import { renderService } from '../print/service-text.ts';
import { createTerminalPrinter } from '../print/terminal-printer.ts';
import { commandEnvironment } from './command-environment.ts';
import { isLive, processStyle, writeOut } from './command-output.ts';
import { awsPorts, systemClock } from './deploy-ports.ts';
import { createEventLog } from './event-log.ts';
import { failTasks } from './failed-run.ts';
import { type CommandWorkspace, commandWorkspace, readProjectServices } from './project-services.ts';
import { DESTROY_REPORT, reportedRun, writeJoinedReport } from './report-file.ts';
import { stacksNeeding } from './stack-needs.ts';
import type { SettleTask } from './task-results.ts';
import type { BatchGraph } from './task-waves.ts';

export interface DestroyOptions {
  readonly environment?: string;
  readonly region?: string;
  readonly dryRun?: boolean;
  readonly emptyBuckets?: boolean;
  readonly mode?: 'express' | 'standard';
  readonly output?: 'text' | 'json';
  readonly report?: string;
  /** Seconds that one stack may take. */
  readonly timeout?: number;
}

export const STACK_TIMEOUT = 3600;

export async function destroyProjects(
  graph: BatchGraph,
  options: DestroyOptions,
  context: ExecutorContext,
  settle: SettleTask,
  signal: AbortSignal,
): Promise<void> {
  const ids = Object.keys(graph.tasks);
  const { output } = options;
  const failAll = (failures: readonly Failure[]) =>
    failTasks({ command: 'destroy-feature', tasks: ids, output, failures }, settle);
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return failAll(workspace.failures);
  const environment = commandEnvironment(options.environment, workspace.value);
  if (!environment.ok) return failAll(environment.failures);

  const projectOf = (task: string): string => graph.tasks[task]?.target.project ?? task;
  // A template that does not parse any more removes no less: only the stack's name is asked for.
  const services = await readProjectServices(ids.map(projectOf), workspace.value, context);
  const needing = stacksNeeding(context.projectsConfigurations.projects);
  const live = isLive(output);
  const log = createEventLog();
  const printer = live ? createTerminalPrinter({ ...processStyle(), write: writeOut }) : undefined;
  const emit = (event: LambdaEvent): void => {
    log.add(event);
    printer?.print(event);
  };
  const aws = awsPorts(options.region, workspace.value, environment.value.account);
  const startTime = Date.now();
  const report = await destroyServices(
    {
      environment: environment.value,
      services: services.map((service) => ({ service, after: needing.get(service.name) ?? [] })),
      options: workspace.value.options,
      emptyBuckets: options.emptyBuckets === true,
      dryRun: options.dryRun === true,
      mode: options.mode ?? workspace.value.options.stackMode,
      timeout: (options.timeout ?? STACK_TIMEOUT) * 1000,
    },
    removalPorts(aws, workspace.value),
    emit,
    signal,
  ).finally(() => aws.close());
  printer?.end();
  if (!report.ok) return failAll(report.failures);
  for (const task of ids) {
    const service = projectOf(task);
    const stacks = report.value.stacks.filter((stack) => stack.service === service);
    const own: DestroyReport = { ...report.value, stacks };
    const terminalOutput = output === 'json' ? reportText(own) : live ? '' : renderService(log.of(service), service);
    settle(task, { success: stacks.every(isRemoved), terminalOutput, startTime, endTime: Date.now() });
  }
  if (options.report === undefined) return;
  const target = workspace.value.options.targetNames.destroyFeature;
  await writeJoinedReport(
    resolve(workspace.value.root, options.report),
    report.value,
    DESTROY_REPORT,
    reportedRun(context, workspace.value, target, ids.length),
  );
}

export function removalPorts(aws: ReturnType<typeof awsPorts>, workspace: CommandWorkspace): RemovalPorts {
  return {
    identity: aws.identity,
    stacks: aws.stackOperations,
    resources: aws.stacks,
    buckets: aws.buckets,
    parse: templateFiles(workspace.root).parse,
    clock: systemClock,
  };
}
