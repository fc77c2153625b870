/** The inferred projects of a workspace: remembered where nothing changed, inferred anew where something did. */
import { join } from 'node:path';
import type { FileEdge } from '@nx-lambda/core';
import type { SourceProof } from '@nx-lambda/workspace';
import type { Work } from './deferred-work.ts';
import type { InferredServices } from './inferred-service.ts';
import { type ProjectCache, type RememberedProjects, recallProjects, rememberProjects } from './project-cache.ts';
import { TOOL_VERSIONS } from './tool-versions.ts';
import type { ScanRequest } from './workspace-scan.ts';
import { COMMON_PATHS } from './workspace-wide-paths.ts';

export interface WorkspaceProjects extends Pick<InferredServices, 'services' | 'edges' | 'notices'> {
  /** The file that all of it comes from. Undefined: some was inferred just now. */
  readonly rememberedIn?: string | undefined;
  /** Keeps what was inferred for the next command. It can wait until Nx has its answer. Undefined: nothing is new. */
  readonly remember?: () => Work;
}

export async function workspaceProjects(request: Omit<ScanRequest, 'names'>): Promise<WorkspaceProjects> {
  const { workspaceRoot, definitionFiles, options, cacheFolder } = request;
  const since = Date.now();
  const cache: ProjectCache = {
    file: join(cacheFolder, 'projects.json'),
    workspaceRoot,
    key: { definitionFiles, options, tools: TOOL_VERSIONS },
  };
  // Reading templates and sources takes a parser or two, which a warm start never loads.
  const { remembered, notices } = await recallProjects(cache, async (changed) => {
    const { proveSources } = await import('./prove-sources.ts');
    return proveSources(workspaceRoot, changed, since);
  });
  if (remembered?.stale.length === 0) return { ...remembered, notices, rememberedIn: cache.file };

  const { inferServices } = await import('./infer-services.ts');
  if (remembered === undefined) {
    const inferred = await inferServices(request);
    return {
      ...inferred,
      notices: [...notices, ...inferred.notices],
      remember: () =>
        rememberProjects(cache, inferred, () => [...COMMON_PATHS, ...unusedFiles(inferred, request)], since),
    };
  }
  const inferred = await inferServices(
    {
      ...request,
      definitionFiles: remembered.stale.flatMap(({ definitions }) => definitions),
      names: Object.fromEntries(remembered.stale.map(({ root, name }) => [root, name])),
    },
    remembered.paths,
  );
  const edges = distinctEdges([...remembered.edges(), ...inferred.edges()]);
  const merged: InferredServices = {
    services: [...remembered.services, ...inferred.services].sort((a, b) => (a.file < b.file ? -1 : 1)),
    edges: () => edges,
    paths: inferred.paths,
    sources: () => jointSources(remembered, inferred),
    notices: [...notices, ...inferred.notices],
  };
  const common = () => [...COMMON_PATHS, ...unusedFiles(merged, request)];
  return { ...merged, remember: () => rememberProjects(cache, merged, common, since) };
}

/** Files that could define a service and do not: an edit may change that. */
function unusedFiles(
  { services, paths }: InferredServices,
  { definitionFiles }: Pick<ScanRequest, 'definitionFiles'>,
): readonly string[] {
  const used = new Set(services.flatMap(({ definedBy }) => definedBy));
  return definitionFiles.filter((path) => !used.has(paths.of(path)));
}

/** A file of two services has the same imports in both, so one of them may come from memory and the other not. */
function distinctEdges(edges: readonly FileEdge[]): readonly FileEdge[] {
  return [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
}

/** Sources that are proven for the services of both: one that either reads in another way is left out. */
function jointSources(remembered: RememberedProjects, inferred: InferredServices): ReadonlyMap<string, SourceProof> {
  const observed = new Set(inferred.services.flatMap((service) => service.observed));
  const fresh = inferred.sources();
  const joint = new Map<string, SourceProof>();
  for (const [path, proof] of remembered.sources()) {
    if (!observed.has(inferred.paths.of(path))) joint.set(path, proof);
  }
  for (const [path, proof] of fresh) if (remembered.canProve(path, proof.language)) joint.set(path, proof);
  return joint;
}
