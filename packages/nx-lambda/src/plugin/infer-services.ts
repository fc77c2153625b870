/** Infers services from their definitions and sources: the slow way, loaded only where the cache does not know. */
import { type FileEdge, type NameLinks, type Service, withLayerUnits } from '@nx-lambda/core';
import { ignoredPaths, type ModuleScan, readLockedPackages, type StackLinks, stackLinks } from '@nx-lambda/workspace';
import { definitionsOf, inferProject } from './infer-project.ts';
import type { InferredService, InferredServices } from './inferred-service.ts';
import { InputUnits } from './input-units.ts';
import { lockfileSettings } from './lockfile-settings.ts';
import { PathTable } from './path-table.ts';
import { missingEdges } from './produced-files.ts';
import { buildInputs } from './task-inputs.ts';
import { type ScanRequest, scanWorkspace } from './workspace-scan.ts';

/** @param paths of services that are remembered: theirs keep their numbers. */
export async function inferServices(
  request: ScanRequest,
  paths: PathTable = new PathTable(),
): Promise<InferredServices> {
  const { options, services, modules, files } = await scanWorkspace(request);
  const packages = readLockedPackages(request.workspaceRoot, lockfileSettings(request.workspaceRoot));
  const units = new InputUnits(ignoredPaths(request.workspaceRoot, files.isUnlisted), paths);
  const inputsByService = groupedBy(modules.inputs, ({ service }) => service);
  const links = stackLinks(files, services, options);
  const inferred = services.map((service): InferredService => {
    const functions = inputsByService.get(service.name) ?? [];
    const inputs = buildInputs(service, functions, packages, units);
    const found = links.get(service.name);
    const dependsOn = (service.dependsOn ?? []).map(({ name }) => name);
    // Asked for once Nx has its answer.
    let definedBy: readonly number[] | undefined;
    let observed: readonly number[] | undefined;
    return {
      file: service.template ?? service.tool?.file ?? service.config ?? service.root,
      project: inferProject(service, inputs, options),
      definitions: definitionsOf(service),
      get definedBy() {
        definedBy ??= definingPaths(service, found).map((path) => paths.of(path));
        return definedBy;
      },
      get observed() {
        observed ??= inputs.observed();
        return observed;
      },
      ...(found === undefined && dependsOn.length === 0
        ? {}
        : { order: { links: found?.links ?? NO_LINKS, dependsOn } }),
      volatile: isVolatile(service, functions),
    };
  });
  let edges: readonly FileEdge[] | undefined;
  return {
    services: inferred,
    edges: () => {
      edges ??= [...modules.edges(), ...missingEdges(modules.inputs, units.isIgnored)];
      return edges;
    },
    paths,
    sources: modules.sourceProofs,
    notices: modules.notices,
  };
}

/** Present or not. */
function definingPaths({ root, definitionFiles }: Service, links: StackLinks | undefined): readonly string[] {
  return [...definitionFiles, ...(links?.files ?? []), `${root === '.' ? '' : `${root}/`}events`];
}

const NO_LINKS: NameLinks = { exports: [], imports: [], ssmWritten: [], ssmRead: [] };

/** What lies in a packaged folder or matches a glob is not watched path by path. */
function isVolatile(service: Service, inputs: ModuleScan['inputs']): boolean {
  return (
    service.failures.length > 0 ||
    service.undeployable.length > 0 ||
    withLayerUnits(service).functions.some(({ source }) => source.kind !== 'bundle') ||
    inputs.some(({ globs, failures }) => globs.length > 0 || failures.length > 0)
  );
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
