/** Carries out one direct command: chooses the projects, does what must be done before, runs the executor, tells. */
import type { Failure } from '@nx-lambda/core';
import { reportText } from '../print/json-printer.ts';
import { isLive, writeOut } from '../run/command-output.ts';
import { failuresText } from '../run/failures-text.ts';
import { readFlags } from '../run/flags.ts';
import type { TaskOutcome } from '../run/task-results.ts';
import type { AskedRun } from './arguments.ts';
import { checkCount } from './asked-services.ts';
import { type Before, doBefore } from './before-run.ts';
import type { DirectPlace } from './direct-place.ts';
import type { GivenOptions } from './effective-options.ts';
import { loadTaskEnvFiles } from './env-files.ts';
import { loadExecutor } from './executors.ts';
import { type PreparedRun, prepareRun, taskGraphOf } from './prepared-run.ts';
import { selectProjects } from './select-projects.ts';

/** As shells report a process that SIGINT ended. */
const INTERRUPTED = 130;
const FAILED = 1;
/** The command was called in a wrong way. */
export const MISUSED = 2;

/** The exit code. */
export async function runDirect(asked: AskedRun, place: DirectPlace): Promise<number> {
  const flags = readFlags(asked.flags, asked.command.flags);
  const problems = [checkCount(asked.command, asked.services, asked.all), flags].flatMap((each) =>
    each.ok ? [] : each.failures,
  );
  if (problems.length > 0) return refuse(problems, MISUSED);
  const selection = await selectProjects(asked, place, tell);
  if (!selection.ok) return refuse(selection.failures, isMisuse(selection.failures) ? MISUSED : FAILED);
  if (selection.value.chosen.length === 0) return refuse([nothingChosen(asked)], MISUSED);
  const run = await prepareRun(asked, place, selection.value, tell);
  const before = await doBefore(run, tell);
  if (!before.ok) return refuse(before.failures, FAILED);
  return execute(run, before.value);
}

function tell(text: string): void {
  process.stderr.write(text);
}

function refuse(failures: readonly Failure[], code: number): number {
  tell(failuresText(failures));
  return code;
}

const MISUSES = ['NXL-DIRECT-UNKNOWN', 'NXL-DIRECT-SERVICES', 'NXL-DIRECT-TARGET', 'NXL-DIRECT-CONFIGURATION'];

function isMisuse(failures: readonly Failure[]): boolean {
  return failures.every(({ code }) => MISUSES.includes(code));
}

function nothingChosen({ command }: AskedRun): Failure {
  return {
    code: 'NXL-DIRECT-SERVICES',
    message: `No service of the workspace has the target of nx-lambda ${command.name}.`,
    advice: 'nx show projects lists what there is.',
  };
}

async function execute(run: PreparedRun, { failedBuilds, order }: Before): Promise<number> {
  const { asked, context, target } = run;
  const tasks = run.tasks.filter(({ project }) => !failedBuilds.has(project.name));
  let code = 0;
  for (const { project, options } of run.tasks) {
    const failures = failedBuilds.get(project.name);
    if (failures === undefined) continue;
    code = FAILED;
    if (options.output === 'json') writeOut(reportText({ schema: 1, command: 'deploy-feature', failures }));
    else tell(`Not deployed: ${project.name}:${run.build} failed.\n`);
  }
  const [first] = tasks;
  if (first === undefined) return code;
  const executor = await loadExecutor(asked.command.name);
  if (executor.kind === 'single') {
    await loadTaskEnvFiles({
      workspaceRoot: context.root,
      projectRoot: first.project.root,
      target,
      configuration: first.configuration,
    });
  }
  const interruption = noteInterruption();
  try {
    if (executor.kind === 'single') {
      const { success: ok } = await executor.run(first.options, context);
      code = ok ? code : FAILED;
    } else {
      const options = Object.fromEntries(tasks.map(({ id, options: own }) => [id, own]));
      for await (const outcome of executor.run(taskGraphOf(tasks, target, order), options, {}, context)) {
        if (!outcome.result.success) code = FAILED;
        tellOutcome(outcome, first.options);
      }
    }
  } finally {
    interruption.release();
  }
  if (!interruption.noted()) return code;
  return asked.command.endsByInterruption(first.options) ? code : INTERRUPTED;
}

/** What was told live is not summed up again. A report goes to standard output, and so does what is told on CI. */
function tellOutcome({ result }: TaskOutcome, { output }: GivenOptions): void {
  if (result.repeats === true && output !== 'json') return;
  const isAnswer = result.success || output === 'json' || !isLive(output === 'json' ? 'json' : 'text');
  if (isAnswer) writeOut(result.terminalOutput);
  else tell(result.terminalOutput);
}

/** Beside the executors, which stop in an orderly way: whether anyone asked for it. */
function noteInterruption(): { noted(): boolean; release(): void } {
  let noted = false;
  const note = () => {
    noted = true;
  };
  process.on('SIGINT', note);
  process.on('SIGTERM', note);
  return {
    noted: () => noted,
    release: () => {
      process.off('SIGINT', note);
      process.off('SIGTERM', note);
    },
  };
}
