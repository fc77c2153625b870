/**
 * What Nx loads at every command: services become projects, imports become edges. Loads neither the AWS SDK nor
 * esbuild nor Nx itself.
 */
import type { CreateDependencies, CreateNodes, DependencyType, PreTasksExecution } from '@nx/devkit';
import { projectEdges } from '@nx-lambda/core/project-edges';
import { accountProject } from './plugin/account-project.ts';
import { cacheFolder } from './plugin/cache-folder.ts';
import { DeferredWork } from './plugin/deferred-work.ts';
import { definitionGlobOfWorkspace, PLUGIN_NAME } from './plugin/definition-files.ts';
import { compileLate, isPluginProcess } from './plugin/late-compilation.ts';
import { WIDE_LOCKFILE_VARIABLE, wideLockfile } from './plugin/lockfile-setting.ts';
import { EVENT_VARIABLE, requestedEvent } from './plugin/requested-event.ts';
import { inStackOrder } from './plugin/stack-order.ts';
import { nxKeptGraphSince, unknownEdges } from './plugin/unknown-edges.ts';
import { asksWhyOfBuild, newWhyRun, WHY_VARIABLE } from './plugin/why-run.ts';
import { type WorkspaceProjects, workspaceProjects } from './plugin/workspace-projects.ts';
import { nxWorkspaceRoot } from './plugin/workspace-root.ts';

/**
 * Nx calls createNodes and then createDependencies of the same loaded plugin for one graph; the edges found by the
 * first step are what the second one reports.
 */
const edgesOfWorkspace = new Map<string, Pick<WorkspaceProjects, 'edges' | 'rememberedIn'>>();
/**
 * Whether this process made a graph before: one that stays, such as Nx's daemon, keeps Nx's file map in memory, and what
 * lies on the disk may be another command's.
 */
let madeGraph = false;
/** By workspace: keeping what was inferred for the next command. */
const remembering = new DeferredWork();

if (isPluginProcess()) compileLate();

export const name = PLUGIN_NAME;

export const createNodes: CreateNodes = [
  definitionGlobOfWorkspace(nxWorkspaceRoot()),
  async (definitionFiles, options, { workspaceRoot, nxJsonConfiguration }) => {
    const { services, edges, notices, rememberedIn, remember } = await workspaceProjects({
      workspaceRoot,
      definitionFiles,
      options,
      cacheFolder: cacheFolder(workspaceRoot, nxJsonConfiguration, process.env),
    });
    edgesOfWorkspace.set(workspaceRoot, { edges, rememberedIn });
    if (notices.length > 0) (await import('./print/graph-notices.ts')).printGraphNotices(notices);
    const projects = inStackOrder(services).map(({ file, project }) => ({ file, project }));
    const [first] = projects;
    if (first !== undefined) projects.push({ file: first.file, project: accountProject(options) });
    if (remember === undefined) remembering.forget(workspaceRoot);
    else remembering.putOff(workspaceRoot, remember());
    return projects.map(({ file, project }) => [file, { projects: { [project.root]: project } }]);
  },
];

export const createDependencies: CreateDependencies = (
  _options,
  { workspaceRoot, projects, externalNodes, fileMap, filesToProcess },
) => {
  // Nx may end this process as soon as it has the edges.
  remembering.finish(workspaceRoot);
  const { edges, rememberedIn } = edgesOfWorkspace.get(workspaceRoot) ?? { edges: () => [] };
  const othersKnown =
    !madeGraph && rememberedIn !== undefined && nxKeptGraphSince(rememberedIn, workspaceRoot, process.env);
  madeGraph = true;
  const unknown = unknownEdges(edges, filesToProcess.projectFileMap, othersKnown);
  if (unknown.length === 0) return [];
  const roots = new Map(Object.entries(projects).map(([project, { root }]) => [root, project]));
  const knownFiles = new Map<string, ReadonlySet<string>>();
  const isKnown = (project: string, file: string): boolean => {
    const files = knownFiles.get(project) ?? new Set(fileMap.projectFileMap[project]?.map((each) => each.file));
    knownFiles.set(project, files);
    return files.has(file);
  };
  return projectEdges(unknown, roots).flatMap(({ source, target, file }) => {
    const node = target.kind === 'package' ? `npm:${target.name}` : target.name;
    // Nx refuses edges from files it does not know (ignored ones) and to packages that no lockfile lists.
    if (!isKnown(source, file) || (target.kind === 'package' && externalNodes?.[node] === undefined)) return [];
    return [{ source, target: node, sourceFile: file, type: STATIC }];
  });
};

export const preTasksExecution: PreTasksExecution = async (
  rawOptions,
  { argv, nxJsonConfiguration, workspaceRoot },
) => {
  const lockfile = wideLockfile(argv, nxJsonConfiguration, workspaceRoot);
  if (lockfile !== undefined) process.env[WIDE_LOCKFILE_VARIABLE] = lockfile;
  const event = requestedEvent(argv, invokeTargetsOf(rawOptions));
  if (event !== undefined) process.env[EVENT_VARIABLE] = event;
  if (!argv.some((arg) => arg.startsWith('--why'))) return;
  const { parsePluginOptions } = await import('@nx-lambda/core');
  const options = parsePluginOptions(rawOptions);
  if (options.ok && asksWhyOfBuild(argv, options.value.targetNames.build)) process.env[WHY_VARIABLE] = newWhyRun();
};

/** The names of the targets that take an event. */
function invokeTargetsOf(options: unknown): readonly string[] {
  const names = typeof options === 'object' && options !== null ? Reflect.get(options, 'targetNames') : undefined;
  const nameOf = (target: string, usual: string): string => {
    const name = typeof names === 'object' && names !== null ? Reflect.get(names, target) : undefined;
    return typeof name === 'string' ? name : usual;
  };
  return [nameOf('invokeCloud', 'invoke-cloud'), nameOf('invokeLocal', 'invoke-local')];
}

// The enum lives in Nx's own code, which this file does not load.
const STATIC = 'static' satisfies `${DependencyType}` as DependencyType.static;
