/** The executor `nx-lambda:watch-feature`. A batch makes one process, and one watch, of all tasks with equal options. */
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { writeOut } from '../run/command-output.ts';
import { failuresText } from '../run/failures-text.ts';
import { readFlags, WATCH_FLAGS } from '../run/flags.ts';
import { onInterruption } from '../run/interruption.ts';
import { optionGroups } from '../run/option-groups.ts';
import { type SettleTask, type TaskOutcome, taskResults } from '../run/task-results.ts';
import { type WatchTask, watchProjects } from '../run/watch-projects.ts';

type GivenOptions = Readonly<Record<string, unknown>>;

export function watchFeatureBatch(
  { tasks }: TaskGraph,
  options: Readonly<Record<string, GivenOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskOutcome, void, undefined> {
  const ids = Object.keys(tasks);
  return taskResults(ids, async (settle) => {
    const groups = optionGroups(ids, (task) => options[task] ?? {});
    await Promise.all(
      groups.map((group) => {
        const chosen = group.tasks.map((task) => ({ task, project: tasks[task]?.target.project ?? task }));
        return watchGroup(chosen, group.options, context, settle);
      }),
    );
  });
}

/** One service by itself, where Nx runs without batches. */
export async function watchFeatureExecutor(
  options: GivenOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = context.projectName;
  if (project === undefined) throw new Error('Nx named no project for this task');
  let success = false;
  await watchGroup([{ task: project, project }], options, context, (_, result) => {
    success = result.success;
    writeOut(result.terminalOutput);
  });
  return { success };
}

async function watchGroup(
  tasks: readonly WatchTask[],
  given: GivenOptions,
  context: ExecutorContext,
  settle: SettleTask,
): Promise<void> {
  const options = readFlags(given, WATCH_FLAGS);
  if (!options.ok) {
    const terminalOutput = failuresText(options.failures);
    for (const { task } of tasks) settle(task, { success: false, terminalOutput });
    return;
  }
  const interruption = onInterruption();
  try {
    await watchProjects(tasks, options.value, context, settle, interruption.signal);
  } finally {
    interruption.release();
  }
}
