import type { FileEdge, ModuleGraph } from '@nx-lambda/core';

/** Every import of a local file or a package, once, sorted by the importing file, then as written. Builtins and externals make none. */
export function fileEdges(graphs: readonly ModuleGraph[]): readonly FileEdge[] {
  const froms = [...new Set(graphs.flatMap(({ nodes }) => [...nodes.keys()]))].sort();
  return froms.flatMap((from) => edgesFrom(from, graphs));
}

function edgesFrom(from: string, graphs: readonly ModuleGraph[]): readonly FileEdge[] {
  const files = new Set<string>();
  const names = new Set<string>();
  for (const { nodes } of graphs) {
    const node = nodes.get(from);
    for (const { target } of node?.imports ?? []) {
      if (target.kind === 'file') files.add(target.path);
      else if (target.kind === 'package') names.add(target.name);
    }
    for (const { name } of node?.packages ?? []) names.add(name);
  }
  return [
    ...Array.from(files, (path): FileEdge => ({ from, to: { kind: 'file', path } })),
    ...Array.from(names, (name): FileEdge => ({ from, to: { kind: 'package', name } })),
  ];
}
