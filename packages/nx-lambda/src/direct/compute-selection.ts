/** The projects that a command is about, as Nx computes them, and remembered for the next command. */
import type { ProjectConfiguration } from '@nx/devkit';
import { type Failure, failed, parsePluginOptions, type Result, success } from '@nx-lambda/core';
import { readServices } from '@nx-lambda/workspace/read-services';
import { cacheFolder } from '../plugin/cache-folder.ts';
import { pluginOptionsOf } from '../plugin/definition-files.ts';
import { lambdaOf } from '../run/project-services.ts';
import type { AskedRun } from './arguments.ts';
import {
  isPattern,
  noConfiguration,
  noService,
  noTarget,
  projectAt,
  readings,
  unknownService,
} from './asked-services.ts';
import { type ComputedWorkspace, computeWorkspace } from './computed-workspace.ts';
import type { DirectPlace } from './direct-place.ts';
import type { ChosenProject, KnownProject } from './known-project.ts';
import { rememberProject } from './remembered-projects.ts';
import { distinctProjects, type Selection } from './selection.ts';
import { type IndexedService, otherFunctions, writeServiceIndex } from './service-index.ts';

/** So many are remembered one by one; whoever names more waits for Nx each time. */
const MOST_REMEMBERED = 30;

export async function computeSelection(
  asked: AskedRun,
  place: DirectPlace,
  tell: (text: string) => void,
): Promise<Result<Selection>> {
  const since = Date.now();
  const computed = await computeWorkspace(tell);
  if (!computed.ok) return computed;
  const { nxJson, projects } = computed.value;
  const options = parsePluginOptions(pluginOptionsOf(nxJson));
  if (!options.ok) return options;
  const { targetNames } = options.value;
  const index = indexOf(projects);
  const memory = { cacheFolder: cacheFolder(place.root, nxJson, process.env), workspaceRoot: place.root };
  writeServiceIndex(memory.cacheFolder, index);

  const target = targetNames[asked.command.target];
  const found = choose(asked, place, target, computed.value, index);
  if (!found.ok) return found;
  const chosen = distinctProjects(found.value);
  if (chosen.length <= MOST_REMEMBERED && nxJson.extends === undefined) {
    await remember(
      chosen.map(({ project }) => project),
      computed.value,
      { ...memory, options: options.value, targets: Object.values(targetNames), since },
    );
  }
  const names = chosen.map(({ project }) => project.name);
  return success({
    nxJson,
    targetNames,
    chosen,
    otherFunctions: otherFunctions(index, names),
    computed: computed.value,
  });
}

function choose(
  asked: AskedRun,
  place: DirectPlace,
  target: string,
  workspace: ComputedWorkspace,
  index: readonly IndexedService[],
): Result<readonly ChosenProject[]> {
  const { command, configuration, services } = asked;
  const executor = `nx-lambda:${command.executor}`;
  const withTarget = Object.values(workspace.projects).filter(
    ({ targets }) => targets?.[target]?.executor === executor,
  );
  const known = withTarget.flatMap(({ name }) => name ?? []).sort();
  const named = (name: string): KnownProject | undefined => {
    const project = workspace.projects[name];
    return project === undefined ? undefined : knownProject(name, project);
  };
  const own = (name: string): ChosenProject[] => {
    const project = named(name);
    return project === undefined ? [] : [{ project, ...(configuration === undefined ? {} : { configuration }) }];
  };
  if (asked.all) return success(known.flatMap(own));

  const failures: Failure[] = [];
  const chosen: ChosenProject[] = [];
  for (const word of services.length === 0 ? [''] : services) {
    const meant = readings(word, configuration).map((reading): readonly ChosenProject[] => {
      const { name } = reading;
      const names = name === '' ? here(place, index) : namesOf(name, workspace, isPattern(name) ? known : undefined);
      return names.flatMap((each) => {
        const project = named(each);
        if (project === undefined) return [];
        return [{ project, ...(reading.configuration === undefined ? {} : { configuration: reading.configuration }) }];
      });
    });
    const found = meant.find((each) => each.length > 0) ?? [];
    if (found.length === 0) failures.push(word === '' ? noService(command, known) : unknownService(word, known));
    failures.push(...found.flatMap((each) => problemOf(each, target, executor, command.single)));
    chosen.push(...found);
  }
  const [first, ...others] = failures;
  if (first !== undefined) return failed(first, ...others);
  if (command.single && distinctProjects(chosen).length > 1) {
    const several = chosen.map(({ project }) => project.name).join(', ');
    return failed({
      code: 'NXL-DIRECT-SERVICES',
      message: `nx-lambda ${command.name} is about one service, and ${services.join(' ')} means ${several}.`,
      advice: 'Name one service.',
    });
  }
  return success(chosen);
}

/** A name, else what Nx takes the word for. A pattern means those alone that have the target. */
function namesOf(word: string, workspace: ComputedWorkspace, among: readonly string[] | undefined): readonly string[] {
  if (workspace.projects[word] !== undefined) return [word];
  const names = workspace.matching([word]);
  return among === undefined ? names : names.filter((name) => among.includes(name));
}

function here({ folder }: DirectPlace, index: readonly IndexedService[]): readonly string[] {
  const found = folder === undefined ? undefined : projectAt(folder, index);
  return found === undefined ? [] : [found.name];
}

/** An event that an invocation does not find is told by the invocation, which knows what there is. */
function problemOf(
  { project, configuration }: ChosenProject,
  target: string,
  executor: string,
  isInvocation: boolean,
): readonly Failure[] {
  const found = project.targets[target];
  if (found?.executor !== executor) {
    return [noTarget(project.name, target, found === undefined ? undefined : (found.executor ?? 'a command'))];
  }
  const known = Object.keys(found.configurations ?? {});
  if (configuration === undefined || isInvocation || known.includes(configuration)) return [];
  return [noConfiguration(project.name, target, configuration, known)];
}

function knownProject(name: string, { root, targets = {}, metadata }: ProjectConfiguration): KnownProject {
  return { name, root, targets, ...(metadata === undefined ? {} : { metadata }) };
}

function indexOf(projects: ComputedWorkspace['projects']): readonly IndexedService[] {
  return Object.entries(projects)
    .flatMap(([name, { root, metadata }]) => {
      const lambda = lambdaOf(metadata);
      return lambda === undefined ? [] : [{ name, root, functions: lambda.functions.length }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Remembering {
  readonly cacheFolder: string;
  readonly workspaceRoot: string;
  readonly options: Parameters<typeof readServices>[0]['options'];
  readonly targets: readonly string[];
  readonly since: number;
}

async function remember(
  projects: readonly KnownProject[],
  { isShared }: ComputedWorkspace,
  { options, targets, since, ...memory }: Remembering,
): Promise<void> {
  const provable = projects.filter(({ root }) => targets.every((target) => !isShared(root, target)));
  const definitionFiles = provable.flatMap(({ metadata }) => lambdaOf(metadata)?.definitions ?? []);
  const { cacheFolder: folder, workspaceRoot } = memory;
  const programs = { cacheFolder: folder, environment: process.env };
  const services = await readServices({ workspaceRoot, definitionFiles, options, programs });
  for (const project of provable) {
    const read = services.find(({ root }) => root === project.root);
    if (read === undefined) continue;
    const own = Object.fromEntries(Object.entries(project.targets).filter(([name]) => targets.includes(name)));
    rememberProject({ ...project, targets: withoutInputs(own) }, { ...read, name: project.name }, memory, since);
  }
}

/** What Nx alone needs is left out: the inputs of a build name thousands of files. */
function withoutInputs(targets: KnownProject['targets']): KnownProject['targets'] {
  return Object.fromEntries(
    Object.entries(targets).map(([name, target]) => {
      const { inputs: _inputs, outputs: _outputs, metadata: _metadata, ...rest } = target;
      return [name, rest];
    }),
  );
}
