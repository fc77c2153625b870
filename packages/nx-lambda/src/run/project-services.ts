/** The services of the projects that a command is about, read anew from their definitions. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { type PluginOptions, parsePluginOptions, type Result, type Service } from '@nx-lambda/core';
import { cacheFolder } from '../plugin/cache-folder.ts';
import { pluginOptionsOf } from '../plugin/definition-files.ts';
import type { LambdaMetadata } from '../plugin/infer-project.ts';
import type { OrderMetadata } from '../plugin/stack-order.ts';
import type { CommandContext } from './command-context.ts';

/** What a command knows of its workspace. */
export interface CommandWorkspace {
  /** Absolute. */
  readonly root: string;
  readonly options: PluginOptions;
  /** Absolute; nx-lambda's own part of Nx's cache folder. */
  readonly cacheFolder: string;
}

export function commandWorkspace(context: ExecutorContext): Result<CommandWorkspace> {
  const options = parsePluginOptions(pluginOptionsOf(context.nxJsonConfiguration));
  if (!options.ok) return options;
  return {
    ok: true,
    value: {
      root: context.root,
      options: options.value,
      cacheFolder: cacheFolder(context.root, context.nxJsonConfiguration, process.env),
    },
  };
}

/** One service for each project, in the same order. A project's own name wins: the user may have given it another. */
export async function readProjectServices(
  projects: readonly string[],
  workspace: CommandWorkspace,
  context: CommandContext,
): Promise<readonly Service[]> {
  const known = projects.flatMap((project) => context.direct?.services.get(project) ?? []);
  if (known.length === projects.length) return known;
  const configurations = projects.map((project) => {
    const configuration = context.projectsConfigurations.projects[project];
    if (configuration === undefined) throw new Error(`Nx knows no project ${project}`);
    const { root, metadata } = configuration;
    return { project, root, definitions: [...definitionsOf(metadata), ...configAt(root, workspace)] };
  });
  // Readers of templates, which a command with known services never loads.
  const { readServices } = await import('@nx-lambda/workspace/read-services');
  const services = await readServices({
    workspaceRoot: workspace.root,
    definitionFiles: [...new Set(configurations.flatMap(({ definitions }) => definitions))],
    options: workspace.options,
    programs: { cacheFolder: workspace.cacheFolder, environment: process.env },
  });
  const byRoot = new Map(services.map((service) => [service.root, service]));
  return configurations.map(({ project, root }) => {
    const service = byRoot.get(root);
    return service === undefined ? missingService(project, root) : { ...service, name: project };
  });
}

/**
 * How many functions of the workspace no task of this run deploys. Nx may split one run into several batches: the
 * functions of the other batches are compared too, there.
 */
export function countOtherFunctions(projects: readonly string[], target: string, context: CommandContext): number {
  if (context.direct !== undefined) return context.direct.otherFunctions;
  const compared = new Set(projects);
  for (const task of Object.values(context.taskGraph?.tasks ?? {})) {
    if (task.target.target === target) compared.add(task.target.project);
  }
  return Object.entries(context.projectsConfigurations.projects).reduce((sum, [project, { metadata }]) => {
    return compared.has(project) ? sum : sum + (lambdaOf(metadata)?.functions.length ?? 0);
  }, 0);
}

/** A watch goes on where somebody adds one after Nx has read the workspace. */
function configAt(folder: string, { root }: CommandWorkspace): readonly string[] {
  const path = posix.join(folder, 'lambda.config.json');
  return existsSync(join(root, path)) ? [path] : [];
}

function definitionsOf(metadata: unknown): readonly string[] {
  return lambdaOf(metadata)?.definitions ?? [];
}

export function lambdaOf(metadata: unknown): (LambdaMetadata & OrderMetadata) | undefined {
  return typeof metadata === 'object' && metadata !== null && 'lambda' in metadata
    ? (metadata.lambda as LambdaMetadata & OrderMetadata)
    : undefined;
}

function missingService(project: string, root: string): Service {
  return {
    name: project,
    root,
    functions: [],
    undeployable: [],
    events: [],
    definitionFiles: [],
    notices: [],
    failures: [
      {
        code: 'NXL-TEMPLATE-GONE',
        message: `${project} has no template and no lambda.config.json any more in ${root}.`,
        advice: 'Run the command again; if it stays so, run nx reset.',
      },
    ],
  };
}
