/** Infers services from their definitions and sources: the slow way, loaded only where the cache does not know. */
import { type FunctionInputs, type Service, withLayerUnits } from '@nx-lambda/core';
import { ignoredPaths, type ModuleScan, readLockedPackages } from '@nx-lambda/workspace';
import { inferProject } from './infer-project.ts';
import type { InferredService, InferredServices } from './inferred-service.ts';
import { lockfileSettings } from './lockfile-settings.ts';
import { missingEdges } from './produced-files.ts';
import { type ScanRequest, scanWorkspace } from './workspace-scan.ts';

export async function inferServices(request: ScanRequest): Promise<InferredServices> {
  const { options, services, modules } = await scanWorkspace(request);
  const packages = readLockedPackages(request.workspaceRoot, lockfileSettings(request.workspaceRoot));
  const isIgnored = ignoredPaths(request.workspaceRoot);
  const inputsByService = groupedBy(modules.inputs, ({ service }) => service);
  const inferred = services.map((service): InferredService => {
    const inputs = inputsByService.get(service.name) ?? [];
    const project = inferProject(service, inputs, options, packages, isIgnored);
    return {
      file: service.template ?? service.config ?? service.root,
      project,
      definitions: [service.template, service.config].filter((file) => file !== undefined),
      definedBy: [...service.definitionFiles, under(service.root, 'events')],
      observed: observedPaths(inputs),
      volatile: isVolatile(service, inputs),
    };
  });
  return { services: inferred, edges: [...modules.edges, ...missingEdges(modules.inputs, isIgnored)] };
}

/** Paths, present or not, that concern all services: which packages are locked and installed, and what git ignores. */
export const COMMON_PATHS = [
  'nx.json',
  'package.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'node_modules',
  'node_modules/.package-lock.json',
  'node_modules/.modules.yaml',
  'node_modules/.yarn-integrity',
  'node_modules/.yarn-state.yml',
  '.gitignore',
  '.nxignore',
  '.git/info/exclude',
] as const;

/** What the scan declared, and for each of its folders the packages that could be installed or ignored there. */
function observedPaths(inputs: readonly FunctionInputs[]): readonly string[] {
  const observed = new Set<string>();
  const folders = new Set<string>();
  for (const { files, settings, absent } of inputs) {
    for (const list of [files, settings, absent]) for (const path of list) observed.add(path);
    for (const path of files) addFolders(path, folders);
  }
  for (const folder of folders) {
    observed.add(under(folder, 'node_modules'));
    observed.add(under(folder, '.gitignore'));
  }
  for (const { packages } of inputs) {
    for (const { name } of packages) {
      const slash = name.indexOf('/');
      if (slash > 0) observed.add(`node_modules/${name.slice(0, slash)}`);
    }
  }
  return [...observed];
}

function addFolders(path: string, folders: Set<string>): void {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const folder = path.slice(0, slash);
    if (folders.has(folder)) return;
    folders.add(folder);
  }
}

/** What lies in a packaged folder or matches a glob is not watched path by path. */
function isVolatile(service: Service, inputs: ModuleScan['inputs']): boolean {
  return (
    service.failures.length > 0 ||
    service.undeployable.length > 0 ||
    withLayerUnits(service).functions.some(({ source }) => source.kind !== 'bundle') ||
    inputs.some(({ globs, failures }) => globs.length > 0 || failures.length > 0)
  );
}

function under(folder: string, name: string): string {
  return folder === '.' || folder === '' ? name : `${folder}/${name}`;
}

function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
