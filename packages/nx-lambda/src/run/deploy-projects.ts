/** The `deploy-feature` target: one plan and one deployment for all services of a batch. */
import { resolve } from 'node:path';
import type { AwsPorts } from '@nx-lambda/aws';
import type { DeployReport, Failure, FeatureEnvironment, LambdaEvent, Service } from '@nx-lambda/core';
import { deployServices } from '@nx-lambda/operations';
import { currentCommit } from '@nx-lambda/workspace';
import { scanServices } from '../plugin/scan-services.ts';
import { createTerminalPrinter } from '../print/terminal-printer.ts';
import { type CommandContext, processOfRun, writerAfterInterruption } from './command-context.ts';
import { commandEnvironment } from './command-environment.ts';
import { isLive, processStyle, writeOut } from './command-output.ts';
import { awsPorts, deployPorts } from './deploy-ports.ts';
import {
  brokenRunText,
  deployTaskText,
  deployTimeouts,
  joinReports,
  serviceSucceeded,
  writeBrokenReport,
  writeStepSummary,
} from './deploy-report.ts';
import { createEventLog } from './event-log.ts';
import { tellInterruption } from './interrupted-run.ts';
import {
  type CommandWorkspace,
  commandWorkspace,
  countOtherFunctions,
  readProjectServices,
} from './project-services.ts';
import { reportedRun, writeRunReport } from './report-file.ts';
import { claimRun } from './run-identity.ts';
import { runNotices, tellingProject } from './run-notices.ts';
import { tellServices } from './service-notices.ts';
import type { SettleTask } from './task-results.ts';
import { type BatchGraph, failedDependency, taskWaves } from './task-waves.ts';

export interface DeployOptions {
  readonly environment?: string;
  readonly dryRun?: boolean;
  readonly why?: boolean;
  readonly function?: string;
  readonly output?: 'text' | 'json';
  readonly report?: string;
  readonly region?: string;
  /** Seconds that one function's update may take. */
  readonly timeout?: number;
  /** Write over code that somebody else deploys meanwhile. */
  readonly force?: boolean;
  /** Remove versions of layers that nothing uses any more. */
  readonly removeOldLayerVersions?: boolean;
}

interface DeployRun {
  readonly workspace: CommandWorkspace;
  readonly environment: FeatureEnvironment;
  readonly options: DeployOptions;
  readonly notCompared: number;
  readonly live: boolean;
  /** The project that tells what concerns the whole run. */
  readonly tellingProject: string | undefined;
  readonly signal: AbortSignal;
  /** The git commit that is checked out. */
  readonly commit: string | undefined;
  /** Shared by all batches of this Nx command. */
  readonly id: string;
  /** One set of clients for the whole batch: they keep to the rate limits together. */
  readonly aws: AwsPorts;
}

export async function deployProjects(
  graph: BatchGraph,
  options: DeployOptions,
  context: CommandContext,
  settle: SettleTask,
  signal: AbortSignal,
): Promise<void> {
  const failAll = async (failures: readonly Failure[]): Promise<void> => {
    for (const task of Object.keys(graph.tasks)) {
      settle(task, { success: false, terminalOutput: brokenRunText(failures, options.output) });
    }
    await writeBrokenReport(failures, options.report, context.root);
  };
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return failAll(workspace.failures);
  const environment = commandEnvironment(options.environment, workspace.value);
  if (!environment.ok) return failAll(environment.failures);

  const projects = Object.values(graph.tasks).map(({ target }) => target.project);
  const services = await readProjectServices(projects, workspace.value, context);
  const run: DeployRun = {
    workspace: workspace.value,
    environment: environment.value,
    options,
    notCompared: countOtherFunctions(projects, workspace.value.options.targetNames.deployFeature, context),
    live: isLive(options.output),
    tellingProject: tellingProject(Object.values(context.taskGraph?.tasks ?? {}), [
      workspace.value.options.targetNames.deployFeature,
    ])?.project,
    signal,
    commit: currentCommit(workspace.value.root),
    id: await claimRun({
      cacheFolder: workspace.value.cacheFolder,
      nxProcess: processOfRun(context),
      command: 'deploy-feature',
      projects,
      now: Date.now(),
    }),
    aws: awsPorts(options.region, workspace.value, environment.value.account),
  };
  const interrupted = tellInterruption(signal, writerAfterInterruption(context));
  const reports: DeployReport[] = [];
  const broken: Failure[] = [];
  const failed = new Set<string>();
  try {
    for (const wave of taskWaves(graph)) {
      const ready = wave.filter((task) => failedDependency(graph, task, failed) === undefined);
      for (const task of wave) {
        const cause = failedDependency(graph, task, failed);
        if (cause === undefined) continue;
        failed.add(task);
        settle(task, { success: false, status: 'skipped', terminalOutput: `Not deployed: ${cause} failed.\n` });
      }
      const chosen = ready.flatMap((task) => {
        const service = services.find(({ name }) => name === graph.tasks[task]?.target.project);
        return service === undefined ? [] : [{ task, service }];
      });
      if (chosen.length > 0) broken.push(...(await deployWave(chosen, run, settle, failed, reports)));
    }
  } finally {
    run.aws.close();
  }
  const [first, ...others] = reports;
  interrupted.finish(first && joinReports(first, others));
  if (first === undefined) return writeBrokenReport(broken, options.report, workspace.value.root);
  const report = joinReports(first, others);
  if (options.report !== undefined) {
    const { root } = workspace.value;
    await writeRunReport(
      resolve(root, options.report),
      report,
      reportedRun(
        context,
        workspace.value,
        workspace.value.options.targetNames.deployFeature,
        Object.keys(graph.tasks).length,
      ),
    );
  }
  await writeStepSummary(report, process.env.GITHUB_STEP_SUMMARY);
}

/** Answers with what kept the whole wave from being planned. */
async function deployWave(
  chosen: readonly { readonly task: string; readonly service: Service }[],
  run: DeployRun,
  settle: SettleTask,
  failed: Set<string>,
  reports: DeployReport[],
): Promise<readonly Failure[]> {
  const { workspace, options, aws } = run;
  const startTime = Date.now();
  const log = createEventLog();
  const printer = run.live
    ? createTerminalPrinter({
        ...processStyle(),
        write: writeOut,
        deployTarget: workspace.options.targetNames.deployFeature,
      })
    : undefined;
  const emit = (event: LambdaEvent): void => {
    log.add(event);
    printer?.print(event);
  };
  tellServices(
    chosen.map(({ service }) => service),
    emit,
  );
  if (chosen.some(({ service }) => service.name === run.tellingProject)) {
    for (const notice of runNotices(process.env)) {
      emit({ type: 'notice', ...(run.tellingProject && { service: run.tellingProject }), notice });
    }
  }
  const scan = { workspaceRoot: workspace.root, services: chosen.map(({ service }) => service) };
  const modules =
    options.why === true ? await scanServices({ ...scan, cacheFolder: workspace.cacheFolder }) : undefined;
  const deployed = await deployServices(
    {
      environment: run.environment,
      services: chosen.map(({ service }) => service),
      options: workspace.options,
      ...(options.function === undefined ? {} : { functionPattern: options.function }),
      dryRun: options.dryRun === true,
      why: options.why === true,
      ...(modules && { graphOf: modules.graphOf }),
      notCompared: run.notCompared,
      force: options.force === true,
      removeOldLayerVersions: options.removeOldLayerVersions === true,
      ...(run.commit === undefined ? {} : { commit: run.commit }),
      ...deployTimeouts(options),
      runId: run.id,
    },
    deployPorts(aws, workspace),
    emit,
    run.signal,
  );
  printer?.end();
  if (deployed.ok) reports.push(deployed.value);
  for (const { task, service } of chosen) {
    const ok = deployed.ok && service.failures.length === 0 && serviceSucceeded(deployed.value, service.name);
    if (!ok) failed.add(task);
    settle(task, {
      success: ok,
      terminalOutput: deployed.ok
        ? deployTaskText(deployed.value, service.name, log.of(service.name), { output: options.output, live: run.live })
        : failedRunText(deployed.failures, chosen[0]?.task, task, options.output),
      repeats: deployed.ok && run.live,
      startTime,
      endTime: Date.now(),
    });
  }
  return deployed.ok ? [] : deployed.failures;
}

/** The failure of the whole run is told in full by the first task, not three hundred times. */
function failedRunText(
  failures: readonly Failure[],
  first: string | undefined,
  task: string,
  output: DeployOptions['output'],
): string {
  if (first === undefined || first === task || output === 'json') return brokenRunText(failures, output);
  return `Not deployed: ${failures.map(({ code }) => code).join(', ')} (told for ${first}).\n`;
}
