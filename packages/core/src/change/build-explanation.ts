/** `build --why`: for each function, what made it another one since its last build on this machine. */
import type { ModuleGraph } from '../graph/module-graph.ts';
import type { LambdaFunction } from '../service/service.ts';
import type { BuildChange } from './build-change.ts';
import type { FunctionFingerprint } from './fingerprint.ts';
import { fingerprintDifference } from './fingerprint-difference.ts';
import { withChains } from './with-chains.ts';

export type BuildKnowledge =
  /** Empty where nothing changed. */
  | { readonly kind: 'known'; readonly changes: readonly BuildChange[] }
  /** No build of it is recorded here. */
  | { readonly kind: 'not-recorded' };

/** @param graph the function's own; absent for what is not bundled. */
export function explainBuild(
  fn: LambdaFunction,
  before: FunctionFingerprint | undefined,
  after: FunctionFingerprint,
  graph: ModuleGraph | undefined,
): BuildKnowledge {
  if (before === undefined) return { kind: 'not-recorded' };
  const changes = fingerprintDifference(before, after);
  return { kind: 'known', changes: graph === undefined ? changes : withChains(changes, graph, entryPointsOf(fn)) };
}

/** Where the imports of a bundle start. */
export function entryPointsOf({ source }: LambdaFunction): readonly string[] {
  return source.kind === 'bundle' ? [source.entryPoint, ...source.bundle.inject] : [];
}
