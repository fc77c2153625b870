/** The inferred projects of a workspace: remembered where nothing changed, inferred anew where something did. */
import { join } from 'node:path';
import type { FileEdge } from '@nx-lambda/core';
import type { InferredServices } from './inferred-service.ts';
import { type ProjectCacheKey, recallProjects, rememberProjects } from './project-cache.ts';
import { TOOL_VERSIONS } from './tool-versions.ts';
import type { ScanRequest } from './workspace-scan.ts';

export async function workspaceProjects(request: Omit<ScanRequest, 'names'>): Promise<InferredServices> {
  const { workspaceRoot, definitionFiles, options, cacheFolder } = request;
  const since = Date.now();
  const file = join(cacheFolder, 'projects.json');
  const key: ProjectCacheKey = { definitionFiles, options, tools: TOOL_VERSIONS };
  const remembered = recallProjects(file, workspaceRoot, key);
  if (remembered?.stale.length === 0) return remembered;

  // Reading templates and sources takes a parser or two, which a warm start never loads.
  const { COMMON_PATHS, inferServices } = await import('./infer-services.ts');
  const inferred =
    remembered === undefined
      ? await inferServices(request)
      : await inferServices({
          ...request,
          definitionFiles: remembered.stale.flatMap(({ definitions }) => definitions),
          names: Object.fromEntries(remembered.stale.map(({ root, name }) => [root, name])),
        });
  const merged: InferredServices = {
    services: [...(remembered?.services ?? []), ...inferred.services].sort((a, b) => (a.file < b.file ? -1 : 1)),
    edges: remembered === undefined ? inferred.edges : distinctEdges([...remembered.edges, ...inferred.edges]),
  };
  rememberProjects(file, workspaceRoot, key, merged, COMMON_PATHS, since);
  return merged;
}

/** A file of two services has the same imports in both, so one of them may come from memory and the other not. */
function distinctEdges(edges: readonly FileEdge[]): readonly FileEdge[] {
  return [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
}
