/** The executor `nx-lambda:deploy-feature`. */
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { writeOut } from '../run/command-output.ts';
import { type DeployOptions, deployProjects } from '../run/deploy-projects.ts';
import { failuresText } from '../run/failures-text.ts';
import { DEPLOY_FLAGS, readFlags } from '../run/flags.ts';
import { onInterruption } from '../run/interruption.ts';
import { optionGroups } from '../run/option-groups.ts';
import { type SettleTask, type TaskOutcome, taskResults } from '../run/task-results.ts';
import { type BatchGraph, subgraph } from '../run/task-waves.ts';

type GivenOptions = Readonly<Record<string, unknown>>;

/** Tasks whose project.json sets other options than those of the rest are deployed after one another. */
export function deployFeatureBatch(
  taskGraph: TaskGraph,
  options: Readonly<Record<string, GivenOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskOutcome, void, undefined> {
  const tasks = Object.keys(taskGraph.tasks);
  return taskResults(tasks, async (settle) => {
    const interruption = onInterruption();
    try {
      for (const group of optionGroups(tasks, (task) => options[task] ?? {})) {
        if (interruption.signal.aborted) break;
        await deployGroup(subgraph(taskGraph, group.tasks), group.options, context, settle);
      }
    } finally {
      interruption.release();
    }
    if (!interruption.signal.aborted) return;
    for (const task of tasks) settle(task, { success: false, terminalOutput: 'Not deployed: interrupted.\n' });
  });
}

/** One service by itself, where Nx runs without batches. */
export async function deployFeatureExecutor(
  options: GivenOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = context.projectName;
  if (project === undefined) throw new Error('Nx named no project for this task');
  let success = false;
  const graph = { tasks: { [project]: { target: { project } } }, dependencies: {} };
  await deployGroup(graph, options, context, (_, result) => {
    success = result.success;
    writeOut(result.terminalOutput);
  });
  return { success };
}

async function deployGroup(
  graph: BatchGraph,
  given: GivenOptions,
  context: ExecutorContext,
  settle: SettleTask,
): Promise<void> {
  const options = readFlags(given, DEPLOY_FLAGS);
  if (options.ok) return deployProjects(graph, options.value satisfies DeployOptions, context, settle);
  const terminalOutput = failuresText(options.failures);
  for (const task of Object.keys(graph.tasks)) settle(task, { success: false, terminalOutput });
}
