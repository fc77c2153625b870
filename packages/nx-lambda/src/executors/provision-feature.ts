/** The executor `nx-lambda:provision-feature`. */
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { writeOut } from '../run/command-output.ts';
import { failuresText } from '../run/failures-text.ts';
import { PROVISION_FLAGS, readFlags } from '../run/flags.ts';
import { onInterruption } from '../run/interruption.ts';
import { optionGroups } from '../run/option-groups.ts';
import { provisionProjects } from '../run/provision-projects.ts';
import { type SettleTask, type TaskOutcome, taskResults } from '../run/task-results.ts';
import { type BatchGraph, subgraph } from '../run/task-waves.ts';

type GivenOptions = Readonly<Record<string, unknown>>;

export function provisionFeatureBatch(
  taskGraph: TaskGraph,
  options: Readonly<Record<string, GivenOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskOutcome, void, undefined> {
  const tasks = Object.keys(taskGraph.tasks);
  return taskResults(tasks, async (settle) => {
    for (const group of optionGroups(tasks, (task) => options[task] ?? {})) {
      await provisionGroup(subgraph(taskGraph, group.tasks), group.options, context, settle);
    }
  });
}

/** One service by itself, where Nx runs without batches. */
export async function provisionFeatureExecutor(
  options: GivenOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = context.projectName;
  if (project === undefined) throw new Error('Nx named no project for this task');
  let success = false;
  const graph = { tasks: { [project]: { target: { project } } }, dependencies: {} };
  await provisionGroup(graph, options, context, (_, result) => {
    success = result.success;
    writeOut(result.terminalOutput);
  });
  return { success };
}

async function provisionGroup(
  graph: BatchGraph,
  given: GivenOptions,
  context: ExecutorContext,
  settle: SettleTask,
): Promise<void> {
  const options = readFlags(given, PROVISION_FLAGS);
  if (!options.ok) {
    const terminalOutput = failuresText(options.failures);
    for (const task of Object.keys(graph.tasks)) settle(task, { success: false, terminalOutput });
    return;
  }
  const interruption = onInterruption();
  try {
    await provisionProjects(graph, options.value, context, settle, interruption.signal);
  } finally {
    interruption.release();
  }
}
