/** The `watch-feature` target: one watch for all services of a batch. */
import { randomUUID } from 'node:crypto';
import { type Failure, type FeatureEnvironment, type LambdaEvent, type Notice, noSuchEvent } from '@nx-lambda/core';
import { watchServices } from '@nx-lambda/operations';
import { claimWatch, currentCommit, isProcessAlive, type WatchLock } from '@nx-lambda/workspace';
import { createTerminalPrinter } from '../print/terminal-printer.ts';
import { createWatchPrinter } from '../print/watch-printer.ts';
import { type CommandContext, writerAfterInterruption } from './command-context.ts';
import { commandEnvironment } from './command-environment.ts';
import { processStyle, writeOut } from './command-output.ts';
import { awsPorts } from './deploy-ports.ts';
import { deployTimeouts } from './deploy-report.ts';
import { failuresText } from './failures-text.ts';
import { type CommandWorkspace, commandWorkspace, readProjectServices } from './project-services.ts';
import { rememberedIdentity } from './remembered-identity.ts';
import { tellServices } from './service-notices.ts';
import type { SettleTask } from './task-results.ts';
import type { ProjectTask } from './task-waves.ts';
import { invokeUpdated } from './watch-invocations.ts';
import { watchPorts } from './watch-ports.ts';

export interface WatchOptions {
  readonly environment?: string;
  readonly function?: string;
  /** Name of an event: what was updated is invoked with it. */
  readonly invoke?: string;
  readonly region?: string;
  /** Seconds that one function's update may take. */
  readonly timeout?: number;
}

/** Paths whose change concerns every function: which packages are locked and installed. */
const COMMON_PATHS = [
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'node_modules/.package-lock.json',
  'node_modules/.modules.yaml',
  'node_modules/.yarn-state.yml',
];

/** Ends with the signal. Services that somebody else watches already fail at once, the others go on. */
export async function watchProjects(
  tasks: readonly ProjectTask[],
  options: WatchOptions,
  context: CommandContext,
  settle: SettleTask,
  signal: AbortSignal,
): Promise<void> {
  const fail = (some: readonly ProjectTask[], failures: readonly Failure[]): void => {
    for (const { task } of some) settle(task, { success: false, terminalOutput: failuresText(failures) });
  };
  const workspace = commandWorkspace(context);
  if (!workspace.ok) return fail(tasks, workspace.failures);
  const environment = commandEnvironment(options.environment, workspace.value);
  if (!environment.ok) return fail(tasks, environment.failures);

  const locks = await Promise.all(tasks.map((each) => claim(each, environment.value, workspace.value)));
  const free = tasks.filter((each, index) => {
    const lock = locks[index];
    if (lock?.kind === 'taken') fail([each], [watchedAlready(each.project, environment.value, lock.pid)]);
    return lock?.kind !== 'taken';
  });
  try {
    if (free.length > 0)
      await watchFree(free, options, {
        context,
        workspace: workspace.value,
        environment: environment.value,
        signal,
        settle,
      });
  } finally {
    await Promise.all(locks.flatMap((lock) => (lock.kind === 'claimed' ? [lock.release()] : [])));
  }
}

interface Surroundings {
  readonly context: CommandContext;
  readonly workspace: CommandWorkspace;
  readonly environment: FeatureEnvironment;
  readonly signal: AbortSignal;
  readonly settle: SettleTask;
}

async function watchFree(tasks: readonly ProjectTask[], options: WatchOptions, around: Surroundings): Promise<void> {
  const { context, workspace, environment, signal, settle } = around;
  const projects = tasks.map(({ project }) => project);
  const readServices = () => readProjectServices(projects, workspace, context);
  let services = await readServices();
  if (options.invoke !== undefined && !services.some(({ events }) => events.includes(options.invoke ?? ''))) {
    const [first] = services;
    const failures = first === undefined ? [] : [noSuchEvent(first, options.invoke)];
    for (const { task } of tasks) settle(task, { success: false, terminalOutput: failuresText(failures) });
    return;
  }
  const write = writer(signal, context);
  const style = processStyle();
  const printer = createWatchPrinter({ ...style, write });
  const emit = (event: LambdaEvent) => printer.print(event);
  tellServices(services, emit);
  const ports = awsPorts(options.region, workspace, environment.account);
  const aws = { ...ports, identity: rememberedIdentity(ports.identity) };
  const invocation = {
    event: options.invoke ?? '',
    services: () => services,
    environment,
    workspace,
    aws,
    signal,
    printer: () => createTerminalPrinter({ ...style, write }),
  };
  const session = randomUUID().slice(0, 8);
  const watched = await watchServices(
    {
      environment,
      services,
      options: workspace.options,
      ...(options.function === undefined ? {} : { functionPattern: options.function }),
      common: COMMON_PATHS,
      ...deployTimeouts(options),
      commit: () => currentCommit(workspace.root),
      runId: () => `${new Date().toISOString()}-${session}`,
      provisionTarget: workspace.options.targetNames.provisionFeature,
      refuse: () => environmentMoved(environment, options, workspace),
      ...(options.invoke !== undefined && { afterUpdate: (subject) => invokeUpdated(subject, invocation) }),
    },
    watchPorts({
      workspace,
      aws,
      readServices: async () => {
        services = await readServices();
        return services;
      },
      onTrouble: (notice) => emit({ type: 'notice', notice }),
    }),
    emit,
    signal,
  ).finally(() => {
    printer.end();
    aws.close();
  });
  for (const { task } of tasks) {
    if (!watched.ok) settle(task, { success: false, terminalOutput: failuresText(watched.failures) });
    else settle(task, { success: true, terminalOutput: '' });
  }
}

/** Nx passes on nothing more once it is interrupted; without Nx's task runner, the output is ours. */
function writer(signal: AbortSignal, context: CommandContext): (text: string) => void {
  const writeAfter = context.direct === undefined ? writerAfterInterruption(context) : writeOut;
  return (text) => (signal.aborted ? writeAfter(text) : writeOut(text));
}

function claim(
  { project }: ProjectTask,
  { name }: FeatureEnvironment,
  { cacheFolder }: CommandWorkspace,
): Promise<WatchLock> {
  return claimWatch({ cacheFolder, environment: name, service: project, pid: process.pid, isAlive: isProcessAlive });
}

function watchedAlready(service: string, { name }: FeatureEnvironment, pid: number): Failure {
  return {
    code: 'NXL-WATCH-TAKEN',
    message: `${service} is watched for ${name} already, by the process ${pid}.`,
    advice: 'Use that watch, or end it first; another environment can be watched beside it.',
  };
}

/** Another branch may mean another environment: what was built from its files must not go to this one. */
function environmentMoved(
  { name }: FeatureEnvironment,
  options: WatchOptions,
  workspace: CommandWorkspace,
): Notice | undefined {
  const now = commandEnvironment(options.environment, workspace);
  if (now.ok && now.value.name === name) return undefined;
  return {
    code: 'NXL-WATCH-MOVED',
    message: now.ok
      ? `The feature environment is ${now.value.name} by now, not ${name}: nothing is deployed.`
      : `Which feature environment is meant can't be told any more: nothing is deployed. ${now.failures[0].message}`,
    advice: `Start the watch again, or go back to the branch of ${name}.`,
  };
}
