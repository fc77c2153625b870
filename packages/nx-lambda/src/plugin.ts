/**
 * What Nx loads at every command: services become projects, imports become edges. Loads neither the AWS SDK nor
 * esbuild nor Nx itself.
 */
import type { CreateDependencies, CreateNodes, DependencyType, PreTasksExecution } from '@nx/devkit';
import { type FileEdge, parsePluginOptions, projectEdges } from '@nx-lambda/core';
import { readLockedPackages } from '@nx-lambda/workspace';
import { cacheFolder } from './plugin/cache-folder.ts';
import { definitionGlobOfWorkspace, PLUGIN_NAME } from './plugin/definition-files.ts';
import { inferProject } from './plugin/infer-project.ts';
import { asksWhyOfBuild, newWhyRun, WHY_VARIABLE } from './plugin/why-run.ts';
import { nxWorkspaceRoot } from './plugin/workspace-root.ts';
import { scanWorkspace } from './plugin/workspace-scan.ts';

/**
 * Nx calls createNodes and then createDependencies of the same loaded plugin for one graph; the edges found by the
 * first step are what the second one reports.
 */
const edgesOfWorkspace = new Map<string, readonly FileEdge[]>();

export const name = PLUGIN_NAME;

export const createNodes: CreateNodes = [
  definitionGlobOfWorkspace(nxWorkspaceRoot()),
  async (definitionFiles, rawOptions, { workspaceRoot, nxJsonConfiguration }) => {
    const { options, services, modules } = await scanWorkspace({
      workspaceRoot,
      definitionFiles,
      options: rawOptions,
      cacheFolder: cacheFolder(workspaceRoot, nxJsonConfiguration, process.env),
    });
    edgesOfWorkspace.set(workspaceRoot, modules.edges);
    const packages = readLockedPackages(workspaceRoot);
    return services.map((service) => {
      const inputs = modules.inputs.filter((entry) => entry.service === service.name);
      const project = inferProject(service, inputs, options, {
        isLocked: packages.has,
        lockfile: packages.lockfile,
      });
      return [service.template ?? service.config ?? service.root, { projects: { [service.root]: project } }];
    });
  },
];

export const createDependencies: CreateDependencies = (
  _options,
  { workspaceRoot, projects, externalNodes, fileMap },
) => {
  const roots = new Map(Object.entries(projects).map(([project, { root }]) => [root, project]));
  const known = new Set(Object.values(fileMap.projectFileMap).flatMap((files) => files.map(({ file }) => file)));
  return projectEdges(edgesOfWorkspace.get(workspaceRoot) ?? [], roots).flatMap(({ source, target, file }) => {
    const node = target.kind === 'package' ? `npm:${target.name}` : target.name;
    // Nx refuses edges from files it does not know (ignored ones) and to packages that no lockfile lists.
    if (!known.has(file) || (target.kind === 'package' && externalNodes?.[node] === undefined)) return [];
    return [{ source, target: node, sourceFile: file, type: STATIC }];
  });
};

export const preTasksExecution: PreTasksExecution = (rawOptions, { argv }) => {
  const options = parsePluginOptions(rawOptions);
  if (options.ok && asksWhyOfBuild(argv, options.value.targetNames.build)) process.env[WHY_VARIABLE] = newWhyRun();
};

// The enum lives in Nx's own code, which this file does not load.
const STATIC = 'static' satisfies `${DependencyType}` as DependencyType.static;
