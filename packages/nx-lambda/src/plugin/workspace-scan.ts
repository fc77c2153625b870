/** Services and their module graph, read once per graph computation and shared by its two steps. */
import type { PluginOptions, Service } from '@nx-lambda/core';
import { parsePluginOptions } from '@nx-lambda/core';
import { createWorkspaceFiles, type ModuleScan, readServices, type WorkspaceFiles } from '@nx-lambda/workspace';
import { failureText } from '../print/failure-text.ts';
import { scanServices } from './scan-services.ts';

export interface WorkspaceScan {
  readonly options: PluginOptions;
  readonly services: readonly Service[];
  readonly modules: ModuleScan;
  /** As they were read. */
  readonly files: WorkspaceFiles;
}

export interface ScanRequest {
  readonly workspaceRoot: string;
  /** Workspace-relative templates and lambda.config.json files. */
  readonly definitionFiles: readonly string[];
  /** As the user wrote them in nx.json. */
  readonly options: unknown;
  readonly cacheFolder: string;
  /** Names of services that are known already, by root: when only some services are read, names can't be chosen. */
  readonly names?: Readonly<Record<string, string>>;
}

export async function scanWorkspace(request: ScanRequest): Promise<WorkspaceScan> {
  const options = requireOptions(request.options);
  const { workspaceRoot, definitionFiles } = request;
  const files = createWorkspaceFiles(workspaceRoot);
  const services = await readServices({
    workspaceRoot,
    definitionFiles,
    options,
    files,
    programs: { cacheFolder: request.cacheFolder, environment: process.env },
    ...(request.names === undefined ? {} : { projectNames: request.names }),
  });
  const modules = await scanServices({ workspaceRoot, services, cacheFolder: request.cacheFolder, files });
  return { options, services, modules, files };
}

/** Wrong options concern the whole workspace, so they stop Nx with all their problems. */
export function requireOptions(raw: unknown): PluginOptions {
  const options = parsePluginOptions(raw);
  if (options.ok) return options.value;
  throw new Error(options.failures.map((failure) => failureText(failure)).join('\n'));
}
