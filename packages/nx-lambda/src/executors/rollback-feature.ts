/** The executor `nx-lambda:rollback-feature`. */
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { writeOut } from '../run/command-output.ts';
import { failuresText } from '../run/failures-text.ts';
import { ROLLBACK_FLAGS, readFlags } from '../run/flags.ts';
import { onInterruption } from '../run/interruption.ts';
import { optionGroups } from '../run/option-groups.ts';
import { type RollbackTask, rollbackProjects } from '../run/rollback-projects.ts';
import { type SettleTask, type TaskOutcome, taskResults } from '../run/task-results.ts';

type GivenOptions = Readonly<Record<string, unknown>>;

export function rollbackFeatureBatch(
  { tasks }: TaskGraph,
  options: Readonly<Record<string, GivenOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskOutcome, void, undefined> {
  const ids = Object.keys(tasks);
  return taskResults(ids, async (settle) => {
    for (const group of optionGroups(ids, (task) => options[task] ?? {})) {
      const chosen = group.tasks.map((task) => ({ task, project: tasks[task]?.target.project ?? task }));
      await rollbackGroup(chosen, group.options, context, settle);
    }
  });
}

/** One service by itself, where Nx runs without batches. */
export async function rollbackFeatureExecutor(
  options: GivenOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = context.projectName;
  if (project === undefined) throw new Error('Nx named no project for this task');
  let success = false;
  await rollbackGroup([{ task: project, project }], options, context, (_, result) => {
    success = result.success;
    writeOut(result.terminalOutput);
  });
  return { success };
}

async function rollbackGroup(
  tasks: readonly RollbackTask[],
  given: GivenOptions,
  context: ExecutorContext,
  settle: SettleTask,
): Promise<void> {
  const options = readFlags(given, ROLLBACK_FLAGS);
  if (!options.ok) {
    const terminalOutput = failuresText(options.failures);
    for (const { task } of tasks) settle(task, { success: false, terminalOutput });
    return;
  }
  const interruption = onInterruption();
  try {
    await rollbackProjects(tasks, options.value, context, settle, interruption.signal);
  } finally {
    interruption.release();
  }
}
