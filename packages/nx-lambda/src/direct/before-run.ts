/** What the tasks of a command wait for: their own builds are carried out here, anything more by Nx. */
import { type Failure, type Result, success } from '@nx-lambda/core';
import { failuresText } from '../run/failures-text.ts';
import { effectiveOptions } from './effective-options.ts';
import { loadBuild, loadSchema } from './executors.ts';
import { needsOf } from './known-project.ts';
import { type PreparedRun, type TaskOrder, taskGraphOf } from './prepared-run.ts';

export interface Before {
  /** By project: why its own build failed. */
  readonly failedBuilds: ReadonlyMap<string, readonly Failure[]>;
  readonly order: TaskOrder;
}

const NOTHING: Before = { failedBuilds: new Map(), order: {} };

/** @param tell takes what is no answer. */
export async function doBefore(run: PreparedRun, tell: (text: string) => void): Promise<Result<Before>> {
  const needs = new Set(run.tasks.map(({ project }) => needsOf(project, run.target, run.build)));
  if (needs.has('more')) return runNxBefore(run);
  // A watch builds everything by itself when it begins, and goes on where that fails.
  if (!needs.has('own-build') || run.asked.command.name === 'watch') return success(NOTHING);
  return success({ ...NOTHING, failedBuilds: await buildBefore(run, tell) });
}

async function runNxBefore({ selection, tasks, target, place }: PreparedRun): Promise<Result<Before>> {
  const { runBefore, runsBefore } = await import('./prerequisites.ts');
  if (selection.computed === undefined) throw new Error('only Nx knows what must be done before');
  const { computed } = selection;
  const configurations = [...new Set(tasks.map(({ configuration }) => configuration))];
  const ids = tasks.map(({ id }) => id);
  const graphs = configurations.map((configuration) => {
    const own = tasks.filter((task) => task.configuration === configuration);
    const projects = own.map(({ project }) => project.name);
    return computed.taskGraph(projects, target, configuration);
  });
  const ran = await runBefore(
    graphs.flatMap((graph) => runsBefore(graph, ids)),
    place.root,
  );
  if (!ran.ok) return ran;
  const order: TaskOrder = Object.assign({}, ...graphs.map(({ dependencies }) => dependencies));
  return success({ ...NOTHING, order });
}

async function buildBefore(
  { tasks, build, target, context }: PreparedRun,
  tell: (text: string) => void,
): Promise<Before['failedBuilds']> {
  const schema = await loadSchema('build');
  const building = tasks
    .filter(({ project }) => needsOf(project, target, build) === 'own-build')
    .map((task) => ({ ...task, id: `${task.project.name}:${build}` }));
  const options = building.map(({ id, project, configuration }) => {
    const own = effectiveOptions(project.targets[build] ?? {}, configuration, {}, schema);
    return [id, { ...own, output: 'json' }] as const;
  });
  const graph = taskGraphOf(building, build);
  const failed = new Map<string, readonly Failure[]>();
  const run = await loadBuild();
  for await (const { task, result } of run(graph, Object.fromEntries(options), {}, context)) {
    const own = building.find(({ id }) => id === task);
    if (result.success || own === undefined) continue;
    const failures = failuresOfBuild(result.terminalOutput);
    failed.set(own.project.name, failures);
    if (own.options.output !== 'json') tell(failures.length > 0 ? failuresText(failures) : result.terminalOutput);
  }
  return failed;
}

/** Of a build's JSON; none where it broke off before it could make one. */
function failuresOfBuild(text: string): readonly Failure[] {
  try {
    const report: { failures: readonly Failure[]; functions: readonly { failures?: readonly Failure[] }[] } =
      JSON.parse(text);
    return [...report.failures, ...report.functions.flatMap(({ failures }) => failures ?? [])];
  } catch {
    return [];
  }
}
