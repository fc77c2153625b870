/** The `provision-feature` target: the stacks of all services of a batch, in the order that Nx gives. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import {
  expiryDay,
  type Failure,
  isProvisioned,
  type LambdaEvent,
  type ProvisionPorts,
  type ProvisionReport,
} from '@nx-lambda/core';
import { provisionServices } from '@nx-lambda/operations';
import { currentBranch, templateFiles } from '@nx-lambda/workspace';
import { githubAnnotations } from '../print/github-annotations.ts';
import { reportText } from '../print/json-printer.ts';
import { renderService } from '../print/service-text.ts';
import { renderProvisionSummary } from '../print/step-summary.ts';
import { createTerminalPrinter } from '../print/terminal-printer.ts';
import { commandEnvironment, userName } from './command-environment.ts';
import { isLive, processStyle, writeOut } from './command-output.ts';
import { awsPorts, deployPorts } from './deploy-ports.ts';
import { appendStepSummary, brokenRunText, writeBrokenReport } from './deploy-report.ts';
import { createEventLog } from './event-log.ts';
import { withOrderFailures } from './order-failures.ts';
import { parameterFlags } from './parameter-flags.ts';
import { parameterPorts, parameterSources } from './parameter-sources.ts';
import { commandWorkspace, readProjectServices } from './project-services.ts';
import { PROVISION_REPORT, reportedRun, writeJoinedReport } from './report-file.ts';
import { tellServices } from './service-notices.ts';
import type { SettleTask } from './task-results.ts';
import { type BatchGraph, projectsBefore, taskWaves } from './task-waves.ts';

export interface ProvisionOptions {
  readonly environment?: string;
  readonly region?: string;
  readonly dryRun?: boolean;
  readonly allowReplacement?: boolean;
  readonly allowLocalRole?: boolean;
  readonly parameter?: readonly string[];
  readonly expires?: string;
  readonly mode?: 'express' | 'standard';
  readonly output?: 'text' | 'json';
  readonly report?: string;
  /** Seconds that one stack may take. */
  readonly timeout?: number;
}

const COMMAND = 'provision-feature';

const DEFAULT_TIMEOUT = 3600;

export async function provisionProjects(
  graph: BatchGraph,
  options: ProvisionOptions,
  context: ExecutorContext,
  settle: SettleTask,
  signal: AbortSignal,
): Promise<void> {
  const ids = taskWaves(graph).flat();
  /** Told in full by the first task, not three hundred times. */
  const failAll = async (failures: readonly Failure[]): Promise<void> => {
    for (const [index, task] of ids.entries()) {
      const codes = failures.map(({ code }) => code).join(', ');
      const told = `Not provisioned: ${codes} (told for ${ids[0]}).\n`;
      const isWhole = index === 0 || options.output === 'json';
      const terminalOutput = isWhole ? brokenRunText(failures, options.output, COMMAND) : told;
      settle(task, { success: false, terminalOutput });
    }
    await writeBrokenReport(failures, options.report, context.root, COMMAND);
  };
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return failAll(workspace.failures);
  const environment = commandEnvironment(options.environment, workspace.value);
  if (!environment.ok) return failAll(environment.failures);
  const expires = expiryDay(options.expires ?? workspace.value.options.expires, Date.now());
  if (!expires.ok) return failAll(expires.failures);
  const given = parameterFlags(options.parameter ?? []);
  if (!given.ok) return failAll(given.failures);

  const projectOf = (task: string): string => graph.tasks[task]?.target.project ?? task;
  const read = await readProjectServices(ids.map(projectOf), workspace.value, context);
  const services = withOrderFailures(read, context.projectsConfigurations.projects);
  const live = isLive(options.output);
  const log = createEventLog();
  const printer = live ? createTerminalPrinter({ ...processStyle(), write: writeOut }) : undefined;
  const emit = (event: LambdaEvent): void => {
    log.add(event);
    printer?.print(event);
  };
  tellServices(services, emit);
  const aws = awsPorts(options.region, workspace.value, environment.value.account);
  const deploy = deployPorts(aws, workspace.value);
  const ports: ProvisionPorts = {
    identity: deploy.identity,
    stacks: aws.stackOperations,
    deployed: { ...aws.stacks, ...aws.lambda },
    objects: deploy.objects,
    artifacts: deploy.artifacts,
    templates: templateFiles(workspace.value.root),
    clock: deploy.clock,
  };
  const owner = userName();
  const branch = currentBranch(workspace.value.root);
  const startTime = Date.now();
  const report = await provisionServices(
    {
      environment: environment.value,
      services: services.map((service, index) => ({ service, after: projectsBefore(graph, ids[index] ?? '') })),
      options: workspace.value.options,
      sourcesOf: (service) =>
        parameterSources(service, environment.value.name, given.value, workspace.value, parameterPorts(aws), signal),
      tags: {
        ...(owner === undefined ? {} : { owner }),
        ...(branch === undefined ? {} : { branch }),
        ...(expires.value === undefined ? {} : { expires: expires.value }),
      },
      mode: options.mode ?? workspace.value.options.stackMode,
      dryRun: options.dryRun === true,
      allowReplacement: options.allowReplacement === true,
      allowLocalRole: options.allowLocalRole ?? workspace.value.options.allowLocalRole,
      runId: randomUUID(),
      timeout: (options.timeout ?? DEFAULT_TIMEOUT) * 1000,
    },
    ports,
    emit,
    signal,
  ).finally(() => aws.close());
  printer?.end();
  if (!report.ok) return failAll(report.failures);
  for (const task of ids) {
    const service = projectOf(task);
    const stacks = report.value.stacks.filter((stack) => stack.service === service);
    const own: ProvisionReport = { ...report.value, stacks };
    const terminalOutput = options.output === 'json' ? reportText(own) : live ? '' : taskText(log.of(service), service);
    settle(task, { success: stacks.every(isProvisioned), terminalOutput, startTime, endTime: Date.now() });
  }
  await appendStepSummary(renderProvisionSummary(report.value), process.env.GITHUB_STEP_SUMMARY);
  if (options.report === undefined) return;
  const target = workspace.value.options.targetNames.provisionFeature;
  await writeJoinedReport(
    resolve(workspace.value.root, options.report),
    report.value,
    PROVISION_REPORT,
    reportedRun(context, workspace.value, target, ids.length),
  );
}

function taskText(events: readonly LambdaEvent[], service: string): string {
  const annotations = process.env.GITHUB_ACTIONS === 'true' ? githubAnnotations(events) : [];
  return `${renderService(events, service)}${annotations.map((line) => `${line}\n`).join('')}`;
}
