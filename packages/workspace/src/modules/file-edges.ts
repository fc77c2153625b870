import type { FileEdge, ModuleGraph } from '@nx-lambda/core';

/** Every import of a local file or a package, once, sorted by the importing file. Builtins and externals make none. */
export function fileEdges(graphs: readonly ModuleGraph[]): readonly FileEdge[] {
  const edges = new Map<string, FileEdge>();
  for (const graph of graphs) {
    for (const [from, { imports, packages = [] }] of graph.nodes) {
      for (const { target } of imports) {
        if (target.kind === 'file') edges.set(`${from}\0f${target.path}`, { from, to: target });
        else if (target.kind === 'package') addPackage(edges, from, target.name);
      }
      for (const { name } of packages) addPackage(edges, from, name);
    }
  }
  return [...edges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}

function addPackage(edges: Map<string, FileEdge>, from: string, name: string): void {
  edges.set(`${from}\0p${name}`, { from, to: { kind: 'package', name } });
}
