/** The executor `nx-lambda:build`. */
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { buildProjects } from '../run/build-services.ts';
import { writeOut } from '../run/command-output.ts';
import { type TaskOutcome, taskResults } from '../run/task-results.ts';

export interface BuildExecutorOptions {
  readonly output?: 'text' | 'json';
  readonly why?: boolean;
}

export function buildBatch(
  taskGraph: TaskGraph,
  options: Readonly<Record<string, BuildExecutorOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskOutcome, void, undefined> {
  const tasks = Object.values(taskGraph.tasks).map(({ id, target }) => ({
    task: id,
    project: target.project,
    output: options[id]?.output ?? 'text',
    why: options[id]?.why === true,
  }));
  return taskResults(
    tasks.map(({ task }) => task),
    (settle) => buildProjects(tasks, context, settle),
  );
}

/** One service by itself, where Nx runs without batches. */
export async function buildExecutor(
  options: BuildExecutorOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = requireProject(context);
  const task = { task: project, project, output: options.output ?? 'text', why: options.why === true } as const;
  let success = false;
  await buildProjects([task], context, (_, result) => {
    success = result.success;
    writeOut(result.terminalOutput);
  });
  return { success };
}

function requireProject({ projectName }: ExecutorContext): string {
  if (projectName === undefined) throw new Error('Nx named no project for this task');
  return projectName;
}
