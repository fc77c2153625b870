/** The `build` target: reads the services, scans their modules and builds their functions, all in one batch. */
import { join } from 'node:path';
import {
  type BuildKnowledge,
  type Failure,
  type FunctionInputs,
  type LambdaEvent,
  type Service,
  withLayerUnits,
} from '@nx-lambda/core';
import { buildServices, type ServiceBuildResult } from '@nx-lambda/operations';
import { createBuildPorts, ignoredPaths } from '@nx-lambda/workspace';
import packageJson from '../../package.json' with { type: 'json' };
import { compileLate } from '../plugin/late-compilation.ts';
import { serviceScanner } from '../plugin/scan-services.ts';
import { findingLines } from '../print/failure-text.ts';
import { githubAnnotations } from '../print/github-annotations.ts';
import { renderService } from '../print/service-text.ts';
import { startWithMemory } from './bundler-memory.ts';
import type { CommandContext } from './command-context.ts';
import { processStyle, writeOut } from './command-output.ts';
import { createEventLog } from './event-log.ts';
import { failuresText } from './failures-text.ts';
import { commandWorkspace, readProjectServices } from './project-services.ts';
import { runNotices, tellingProject } from './run-notices.ts';
import type { SettleTask } from './task-results.ts';
import { unproducedFiles } from './unproduced-files.ts';

export interface BuildTask {
  readonly task: string;
  readonly project: string;
  readonly output: 'text' | 'json';
  readonly why: boolean;
}

/** Of many services those that are read first, so that esbuild has something to do while the others are read. */
const FIRST_SERVICES = 128;
/** Services from which on it pays that V8 optimizes late and esbuild collects garbage late: a third of the time at 75. */
const SEVERAL_SERVICES = 16;
/** Milliseconds between two lines of progress. */
const PROGRESS_INTERVAL = 2000;

export async function buildProjects(
  tasks: readonly BuildTask[],
  context: CommandContext,
  settle: SettleTask,
): Promise<void> {
  const workspace = commandWorkspace(context);
  if (!workspace.ok) {
    for (const { task } of tasks) settle(task, { success: false, terminalOutput: failuresText(workspace.failures) });
    return;
  }
  if (tasks.length >= SEVERAL_SERVICES) compileLate();
  const { root, options, cacheFolder } = workspace.value;
  const startTime = Date.now();
  const projects = tasks.map(({ project }) => project);
  const log = createEventLog();
  let total = 0;
  const read = async (some: readonly string[]): Promise<readonly Service[]> => {
    const services = (await readProjectServices(some, workspace.value, context)).map(withLayerUnits);
    for (const service of services) {
      total += service.functions.length;
      for (const notice of service.notices) log.add({ type: 'notice', service: service.name, notice });
    }
    return services;
  };
  const apart = projects.length > 2 * FIRST_SERVICES ? FIRST_SERVICES : projects.length;
  const services = await read(projects.slice(0, apart));
  const scanner = serviceScanner({ workspaceRoot: root, cacheFolder });
  const write = context.direct?.tell ?? writeOut;
  const tell = progressTeller(() => total, write);
  const { targetNames } = options;
  const telling = tellingProject(Object.values(context.taskGraph?.tasks ?? {}), [
    targetNames.deployFeature,
    targetNames.build,
  ]);
  if (telling?.target === targetNames.build && tasks.some(({ project }) => project === telling.project)) {
    // Nx shows no text of a build that succeeds, and would keep it in its cache.
    const findings = runNotices(process.env).map((failure) => ({ severity: 'notice', subject: '', failure }) as const);
    for (const line of findingLines(findings, processStyle())) write(`${line}\n`);
  }
  const isIgnored = ignoredPaths(root);
  const allProjects = context.direct?.projects ?? (async () => Object.values(context.projectsConfigurations.projects));
  const scan = async (some: readonly Service[]): Promise<readonly FunctionInputs[]> => {
    const inputs = await scanner.inputsOf(some);
    for (const { service, notices } of inputs) {
      for (const notice of notices) log.add({ type: 'notice', service, notice });
    }
    const byService = new Map<string, FunctionInputs[]>();
    for (const each of inputs) {
      const own = byService.get(each.service) ?? [];
      byService.set(each.service, own);
      own.push(each);
    }
    for (const [service, own] of byService) {
      for (const notice of await unproducedFiles(own, isIgnored, allProjects)) {
        log.add({ type: 'notice', service, notice });
      }
    }
    return inputs;
  };
  const taskOf = new Map(tasks.map((task) => [task.project, task]));
  const onServiceBuilt = (result: ServiceBuildResult): void => {
    const task = taskOf.get(result.service);
    if (task === undefined) return;
    const events = log.of(result.service);
    settle(task.task, {
      success: result.ok,
      terminalOutput: task.output === 'json' ? buildReportText(result) : taskText(events, result.service),
      startTime,
      endTime: Date.now(),
    });
  };
  const outputFolder = ({ name }: { readonly name: string }) => join(root, options.outputPath, name);
  await buildServices(
    {
      services,
      ...(apart < projects.length && { further: () => read(projects.slice(apart)) }),
      scan,
      graphOf: scanner.graphOf,
      why: tasks.some(({ why }) => why),
      // --skip-nx-cache: whoever asks for it wants the real thing.
      fresh: process.env.NX_SKIP_NX_CACHE === 'true',
      concurrency: options.concurrency,
      now: () => performance.now(),
      onServiceBuilt,
    },
    createBuildPorts({
      workspaceRoot: root,
      outputFolder,
      reuse: { cacheFolder, version: packageJson.version },
      contentOf: scanner.contentOf,
      early: scanner.early,
      ...(tasks.length >= SEVERAL_SERVICES && { startBundler: startWithMemory }),
    }),
    (event) => {
      log.add(event);
      tell(event);
    },
  );
  scanner.finish();
}

function taskText(events: readonly LambdaEvent[], service: string): string {
  const annotations = process.env.GITHUB_ACTIONS === 'true' ? githubAnnotations(events) : [];
  return `${renderService(events, service)}${annotations.map((line) => `${line}\n`).join('')}`;
}

/** Long builds say how far they are; short ones say nothing until they are done. */
function progressTeller(total: () => number, write: (text: string) => void): (event: LambdaEvent) => void {
  let done = 0;
  let told = Date.now();
  return (event) => {
    if (event.type !== 'function-built' && event.type !== 'function-build-failed') return;
    done += 1;
    if (Date.now() - told < PROGRESS_INTERVAL || done === total()) return;
    told = Date.now();
    write(`  ${done} of ${total()} functions built\n`);
  };
}

/** As `nx run orders:build --output=json` prints it. */
interface BuildReport {
  readonly schema: 1;
  readonly command: 'build';
  readonly service: string;
  readonly ok: boolean;
  readonly failures: readonly Failure[];
  readonly functions: readonly FunctionReport[];
}

interface FunctionReport {
  readonly logicalId: string;
  /** Absent for a function that failed. */
  readonly codeSha256?: string;
  readonly zipSize?: number;
  /** The artifact of an earlier build of equal inputs was taken. */
  readonly reused?: boolean;
  readonly failures?: readonly Failure[];
  /** With `--why`. */
  readonly why?: BuildKnowledge;
}

function buildReportText({ service, ok, failures, functions }: ServiceBuildResult): string {
  const report: BuildReport = {
    schema: 1,
    command: 'build',
    service,
    ok,
    failures,
    functions: functions.map((result) => ({
      logicalId: result.logicalId,
      ...(result.kind === 'built'
        ? { codeSha256: result.manifest.codeSha256, zipSize: result.manifest.zipSize, reused: result.reused }
        : { failures: result.failures }),
      ...(result.why && { why: result.why }),
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
