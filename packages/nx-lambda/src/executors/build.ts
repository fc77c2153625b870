/** The executor `nx-lambda:build`. */
import type { TaskGraph } from '@nx/devkit';
import { type BuildTask, buildProjects } from '../run/build-services.ts';
import type { CommandContext } from '../run/command-context.ts';
import { writeOut } from '../run/command-output.ts';
import { failuresText } from '../run/failures-text.ts';
import { BUILD_FLAGS, readFlags } from '../run/flags.ts';
import { type SettleTask, type TaskOutcome, taskResults } from '../run/task-results.ts';

type GivenOptions = Readonly<Record<string, unknown>>;
type GivenTask = Pick<BuildTask, 'task' | 'project'> & { readonly options: GivenOptions };

export function buildBatch(
  taskGraph: TaskGraph,
  options: Readonly<Record<string, GivenOptions>>,
  _overrides: unknown,
  context: CommandContext,
): AsyncGenerator<TaskOutcome, void, undefined> {
  const tasks = Object.values(taskGraph.tasks).map(({ id, target }) => ({
    task: id,
    project: target.project,
    options: options[id] ?? {},
  }));
  return taskResults(
    tasks.map(({ task }) => task),
    (settle) => buildGiven(tasks, context, settle),
  );
}

/** One service by itself, where Nx runs without batches. */
export async function buildExecutor(options: GivenOptions, context: CommandContext): Promise<{ success: boolean }> {
  const project = requireProject(context);
  let success = false;
  await buildGiven([{ task: project, project, options }], context, (_, result) => {
    success = result.success;
    writeOut(result.terminalOutput);
  });
  return { success };
}

async function buildGiven(given: readonly GivenTask[], context: CommandContext, settle: SettleTask): Promise<void> {
  const tasks = given.flatMap(({ task, project, options }): BuildTask[] => {
    const flags = readFlags(options, BUILD_FLAGS);
    if (flags.ok) return [{ task, project, output: flags.value.output ?? 'text', why: flags.value.why === true }];
    settle(task, { success: false, terminalOutput: failuresText(flags.failures) });
    return [];
  });
  if (tasks.length > 0) await buildProjects(tasks, context, settle);
}

function requireProject({ projectName }: CommandContext): string {
  if (projectName === undefined) throw new Error('Nx named no project for this task');
  return projectName;
}
