/** The module graph of services, read in the same way by the graph and by the build, with one cache for both. */
import { join } from 'node:path';
import { type Service, withLayerUnits } from '@nx-lambda/core';
import {
  type ModuleScan,
  type ModuleScanner,
  moduleScanner,
  scanModules,
  type WorkspaceFiles,
  workspacePackages,
} from '@nx-lambda/workspace';
import { TOOL_VERSIONS } from './tool-versions.ts';

export interface ServiceScanRequest extends ScannedWorkspace {
  readonly services: readonly Service[];
}

export interface ScannedWorkspace {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Absolute; nx-lambda's own part of Nx's cache folder. */
  readonly cacheFolder: string;
  /** Of who read the services just now: what is missing in folders that it listed is not looked for. */
  readonly files?: Pick<WorkspaceFiles, 'isUnlisted'>;
}

export function scanServices({ services, ...workspace }: ServiceScanRequest): Promise<ModuleScan> {
  return scanModules({ ...optionsOf(workspace), services: services.map(withLayerUnits) });
}

/** For who looks at services one after the other. */
export function serviceScanner(workspace: ScannedWorkspace): ModuleScanner {
  return moduleScanner(optionsOf(workspace));
}

function optionsOf({ workspaceRoot, cacheFolder, files }: ScannedWorkspace) {
  return {
    workspaceRoot,
    cacheFile: join(cacheFolder, 'modules.lines'),
    toolVersions: TOOL_VERSIONS,
    workspacePackages: workspacePackages(workspaceRoot),
    ...(files === undefined ? {} : { isMissing: files.isUnlisted }),
  };
}
