/** The module graph of services, read in the same way by the graph and by the build, with one cache for both. */
import { join } from 'node:path';
import type { Service } from '@nx-lambda/core';
import { type ModuleScan, scanModules, workspacePackages } from '@nx-lambda/workspace';
import { TOOL_VERSIONS } from './tool-versions.ts';

export interface ServiceScanRequest {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly services: readonly Service[];
  /** Absolute; nx-lambda's own part of Nx's cache folder. */
  readonly cacheFolder: string;
}

export function scanServices({ workspaceRoot, services, cacheFolder }: ServiceScanRequest): Promise<ModuleScan> {
  return scanModules({
    workspaceRoot,
    services,
    cacheFile: join(cacheFolder, 'modules.lines'),
    toolVersions: TOOL_VERSIONS,
    workspacePackages: workspacePackages(workspaceRoot),
  });
}
