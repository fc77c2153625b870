/** A command with the tasks that it runs, as Nx would have prepared them for the executor. */
import type { ProjectConfiguration, Task, TaskGraph } from '@nx/devkit';
import type { CommandContext } from '../run/command-context.ts';
import type { AskedRun } from './arguments.ts';
import type { DirectPlace } from './direct-place.ts';
import { effectiveConfiguration, effectiveOptions, type GivenOptions } from './effective-options.ts';
import { loadSchema } from './executors.ts';
import type { KnownProject } from './known-project.ts';
import type { Selection } from './selection.ts';

export interface PreparedRun {
  readonly asked: AskedRun;
  readonly place: DirectPlace;
  readonly selection: Selection;
  readonly target: string;
  readonly build: string;
  readonly tasks: readonly PreparedTask[];
  readonly context: CommandContext;
}

export interface PreparedTask {
  readonly id: string;
  readonly project: KnownProject;
  readonly configuration: string | undefined;
  readonly options: GivenOptions;
}

/** @param tell takes what is no answer. */
export async function prepareRun(
  asked: AskedRun,
  place: DirectPlace,
  selection: Selection,
  tell: (text: string) => void,
): Promise<PreparedRun> {
  const { targetNames, chosen } = selection;
  const target = targetNames[asked.command.target];
  const schema = await loadSchema(asked.command.name);
  const tasks = chosen.map(({ project, configuration: given }): PreparedTask => {
    const merged = project.targets[target] ?? {};
    const configuration = effectiveConfiguration(merged, given);
    return {
      id: [project.name, target, ...(configuration === undefined ? [] : [configuration])].join(':'),
      project,
      configuration,
      options: effectiveOptions(merged, given, asked.flags, schema),
    };
  });
  return {
    asked,
    place,
    selection,
    target,
    build: targetNames.build,
    tasks,
    context: contextOf(place, selection, target, tasks, tell),
  };
}

function contextOf(
  { root, cwd }: DirectPlace,
  { nxJson, computed, chosen, otherFunctions }: Selection,
  targetName: string,
  tasks: readonly PreparedTask[],
  tell: (text: string) => void,
): CommandContext {
  const [first] = tasks;
  const asked = chosen[0]?.configuration;
  const own = Object.fromEntries(tasks.map(({ project }) => [project.name, configurationOf(project)]));
  const target = first?.project.targets[targetName];
  return {
    root,
    cwd,
    isVerbose: false,
    nxJsonConfiguration: nxJson,
    projectsConfigurations: { version: 2, projects: computed?.projects ?? own },
    projectGraph: computed?.graph ?? { nodes: {}, dependencies: {} },
    taskGraph: taskGraphOf(tasks, targetName),
    ...(first === undefined ? {} : { projectName: first.project.name }),
    targetName,
    ...(target === undefined ? {} : { target }),
    ...(first?.configuration === undefined ? {} : { configurationName: first.configuration }),
    direct: {
      ...(asked === undefined ? {} : { event: asked }),
      services: new Map(
        tasks.flatMap(({ project: { name, service } }) => (service === undefined ? [] : [[name, service]])),
      ),
      otherFunctions,
      projects: async () => Object.values(computed === undefined ? await allProjects(tell) : computed.projects),
      tell,
    },
  };
}

function configurationOf({ name, root, targets, metadata }: KnownProject): ProjectConfiguration {
  return { name, root, targets, ...(metadata === undefined ? {} : { metadata }) };
}

async function allProjects(tell: (text: string) => void): Promise<NonNullable<Selection['computed']>['projects']> {
  const { computeWorkspace } = await import('./computed-workspace.ts');
  const computed = await computeWorkspace(tell);
  return computed.ok ? computed.value.projects : {};
}

/** Which of a command's own tasks wait for which, by id. */
export type TaskOrder = TaskGraph['dependencies'];

export function taskGraphOf(tasks: readonly PreparedTask[], target: string, order: TaskOrder = {}): TaskGraph {
  const ids = tasks.map(({ id }) => id);
  const ofProject = ({ id, project, configuration }: PreparedTask): [string, Task] => [
    id,
    {
      id,
      target: { project: project.name, target, ...(configuration === undefined ? {} : { configuration }) },
      projectRoot: project.root,
      overrides: {},
      outputs: [],
      parallelism: true,
      cache: false,
    },
  ];
  return {
    roots: ids,
    tasks: Object.fromEntries(tasks.map(ofProject)),
    dependencies: Object.fromEntries(ids.map((id) => [id, order[id] ?? []])),
    continuousDependencies: Object.fromEntries(ids.map((id) => [id, []])),
  };
}
