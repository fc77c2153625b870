/** Why does a function contain a file? Breadth-first over the graph, so that the answer is a shortest chain. */
import type { ModuleGraph, ModuleImport } from './module-graph.ts';

/** One step of a chain: `file` was reached through `through`, an import written in the step before. */
export interface ChainLink {
  readonly file: string;
  /** Absent on the entry point. */
  readonly through?: ModuleImport;
}

/** From the entry point to the file, both included; undefined when the entry point does not reach it. */
export function importChain(graph: ModuleGraph, entryPoint: string, file: string): readonly ChainLink[] | undefined {
  return chainTo(graph, [entryPoint], (path) => path === file);
}

/** From the entry point to the file that imports the package first. The last link's `through` is that import. */
export function packageChain(
  graph: ModuleGraph,
  entryPoint: string,
  packageName: string,
): readonly ChainLink[] | undefined {
  const imports = (path: string) =>
    graph.nodes.get(path)?.imports.find(({ target }) => target.kind === 'package' && target.name === packageName);
  const chain = chainTo(graph, [entryPoint], (path) => imports(path) !== undefined);
  const last = chain?.at(-1);
  const through = last === undefined ? undefined : imports(last.file);
  return chain === undefined || through === undefined ? undefined : [...chain, { file: packageName, through }];
}

/** All files that the entry points reach, themselves included, sorted. An entry point without a node counts too. */
export function closureOf(graph: ModuleGraph, entryPoints: readonly string[]): readonly string[] {
  const reached = new Set(entryPoints);
  for (const path of reached) {
    for (const { target } of graph.nodes.get(path)?.imports ?? []) {
      if (target.kind === 'file') reached.add(target.path);
    }
  }
  return [...reached].sort();
}

function chainTo(
  graph: ModuleGraph,
  entryPoints: readonly string[],
  found: (path: string) => boolean,
): readonly ChainLink[] | undefined {
  const origins = new Map<string, { readonly from: string; readonly through: ModuleImport } | undefined>(
    entryPoints.map((path) => [path, undefined]),
  );
  for (const path of origins.keys()) {
    if (found(path)) return walkBack(origins, path);
    for (const through of graph.nodes.get(path)?.imports ?? []) {
      if (through.target.kind === 'file' && !origins.has(through.target.path)) {
        origins.set(through.target.path, { from: path, through });
      }
    }
  }
  return undefined;
}

function walkBack(
  origins: ReadonlyMap<string, { readonly from: string; readonly through: ModuleImport } | undefined>,
  file: string,
): readonly ChainLink[] {
  const chain: ChainLink[] = [];
  for (let path: string | undefined = file; path !== undefined; ) {
    const origin = origins.get(path);
    chain.push(origin === undefined ? { file: path } : { file: path, through: origin.through });
    path = origin?.from;
  }
  return chain.reverse();
}
