/** Edges between projects, made from edges between files. */
import type { FileEdge } from './module-graph.ts';

export interface ProjectEdge {
  /** The importing project. */
  readonly source: string;
  readonly target:
    | { readonly kind: 'project'; readonly name: string }
    | { readonly kind: 'package'; readonly name: string };
  /** The file whose import makes the edge. */
  readonly file: string;
}

/**
 * Maps each file to the project with the longest root that holds it; edges inside one project and files of no project
 * make none. Each importing file has its own: Nx keeps the edges of a file for as long as its content stays. Sorted by file.
 *
 * @param projectRoots project name by root: workspace-relative with `/`, `.` or `` for the workspace's own folder.
 */
export function projectEdges(
  edges: readonly FileEdge[],
  projectRoots: ReadonlyMap<string, string>,
): readonly ProjectEdge[] {
  const ownerOf = ownerLookup(projectRoots);
  const found = new Map<string, ProjectEdge>();
  for (const { from, to } of edges) {
    const source = ownerOf(from);
    if (source === undefined) continue;
    const name = to.kind === 'file' ? ownerOf(to.path) : to.name;
    if (name === undefined || (to.kind === 'file' && name === source)) continue;
    const { kind } = to;
    found.set(`${from}\0${kind}\0${name}`, {
      source,
      target: { kind: kind === 'file' ? 'project' : 'package', name },
      file: from,
    });
  }
  return [...found.keys()].sort().flatMap((key) => found.get(key) ?? []);
}

function ownerLookup(projectRoots: ReadonlyMap<string, string>): (path: string) => string | undefined {
  const names = new Map([...projectRoots].map(([root, name]) => [root === '.' ? '' : root, name]));
  const known = new Map<string, string | undefined>();
  const ownerOfFolder = (folder: string): string | undefined => {
    if (known.has(folder)) return known.get(folder);
    const owner = names.get(folder) ?? (folder === '' ? undefined : ownerOfFolder(parentOf(folder)));
    known.set(folder, owner);
    return owner;
  };
  return (path) => ownerOfFolder(parentOf(path));
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
