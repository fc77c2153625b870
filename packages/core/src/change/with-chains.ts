/** Through which imports each change reaches a function. */
import { importChain, packageChain } from '../graph/import-chain.ts';
import type { ModuleGraph } from '../graph/module-graph.ts';
import type { BuildChange } from './build-change.ts';

/** `entryPoints`: the function's entry point first, then what is injected into its bundle. */
export function withChains(
  changes: readonly BuildChange[],
  graph: ModuleGraph,
  entryPoints: readonly string[],
): readonly BuildChange[] {
  return changes.map((change) => {
    switch (change.kind) {
      case 'input-changed':
      case 'input-added':
      case 'input-removed': {
        const chain = firstOf(entryPoints, (entryPoint) => importChain(graph, entryPoint, change.path));
        return chain === undefined ? change : { ...change, chain };
      }
      case 'package':
      case 'package-edited': {
        const chain = firstOf(entryPoints, (entryPoint) => packageChain(graph, entryPoint, change.name)?.slice(0, -1));
        return chain === undefined ? change : { ...change, chain };
      }
      default:
        return change;
    }
  });
}

function firstOf(
  entryPoints: readonly string[],
  chainFrom: (entryPoint: string) => readonly { readonly file: string }[] | undefined,
): readonly string[] | undefined {
  for (const entryPoint of entryPoints) {
    const chain = chainFrom(entryPoint);
    if (chain !== undefined) return chain.map(({ file }) => file);
  }
  return undefined;
}
