/** The executor `nx-lambda:deploy-feature`. */
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { writeOut } from '../run/command-output.ts';
import { type DeployOptions, deployProjects } from '../run/deploy-projects.ts';
import { type TaskOutcome, taskResults } from '../run/task-results.ts';

/** Flags are the same for all tasks of a batch; what a project.json sets for one service alone is not looked at here. */
export function deployFeatureBatch(
  taskGraph: TaskGraph,
  options: Readonly<Record<string, DeployOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskOutcome, void, undefined> {
  const tasks = Object.keys(taskGraph.tasks);
  const shared = options[tasks[0] ?? ''] ?? {};
  return taskResults(tasks, (settle) => deployProjects(taskGraph, shared, context, settle));
}

/** One service by itself, where Nx runs without batches. */
export async function deployFeatureExecutor(
  options: DeployOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = context.projectName;
  if (project === undefined) throw new Error('Nx named no project for this task');
  let success = false;
  const graph = { tasks: { [project]: { target: { project } } }, dependencies: {} };
  await deployProjects(graph, options, context, (_, result) => {
    success = result.success;
    writeOut(result.terminalOutput);
  });
  return { success };
}
