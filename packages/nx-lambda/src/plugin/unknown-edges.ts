/**
 * The edges that Nx does not know from an earlier command. It keeps those of each file in its file map, for as long as
 * the file's content stays, and takes no others for a file that has some; of 1000 services 3,000 edges that it has
 * anyway cost it 60 ms to receive and to check.
 */
import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { FileEdge } from '@nx-lambda/core';

type FilesByProject = Readonly<Record<string, readonly { readonly file: string }[]>>;

/**
 * @param changed files whose content is not what it was when Nx wrote its file map.
 * @param othersKnown whether Nx was told of the edges of all others: see {@link nxKeptGraphSince}.
 */
export function unknownEdges(
  edges: () => readonly FileEdge[],
  changed: FilesByProject,
  othersKnown: boolean,
): readonly FileEdge[] {
  if (!othersKnown) return edges();
  const files = new Set(Object.values(changed).flatMap((ofProject) => ofProject.map(({ file }) => file)));
  return files.size === 0 ? [] : edges().filter(({ from }) => files.has(from));
}

/**
 * Whether Nx has kept a whole graph after the file was written that remembers what was inferred. The command that writes
 * it tells Nx all edges, and so does every later one until a graph was kept: one with errors is not.
 */
export function nxKeptGraphSince(
  rememberedFile: string,
  workspaceRoot: string,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const folder =
    environment.NX_WORKSPACE_DATA_DIRECTORY ??
    environment.NX_PROJECT_GRAPH_CACHE_DIRECTORY ??
    join('.nx', 'workspace-data');
  const fileMap = join(isAbsolute(folder) ? folder : join(workspaceRoot, folder), 'file-map.json');
  const [remembered, kept] = [rememberedFile, fileMap].map(modifiedAt);
  return remembered !== undefined && kept !== undefined && kept > remembered;
}

function modifiedAt(file: string): number | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  } catch {
    return undefined;
  }
}
