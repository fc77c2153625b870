/** `--why`: for each function, why it is in or out, as data. Printers only format it. */
import { withChains } from '../change/with-chains.ts';
import type { ModuleGraph } from '../graph/module-graph.ts';
import type { PlannedAction } from './deploy-plan.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import type { ChangeKnowledge, FunctionExplanation } from './explanation.ts';
import { manifestDifference } from './manifest-difference.ts';
import type { FunctionFacts } from './plan-facts.ts';

/** How the function's files hang together now. */
export interface FunctionModules {
  readonly graph: ModuleGraph;
  /** The function's entry point first, then what is injected into its bundle. */
  readonly entryPoints: readonly string[];
}

/** With `modules`, changes are told with the imports through which they reach the function. */
export function explainFunction(
  facts: FunctionFacts,
  action: PlannedAction,
  record: DeploymentRecord | undefined,
  modules?: FunctionModules,
): FunctionExplanation {
  const { service, logicalId, physicalName } = action;
  const deployed = 'function' in facts.deployed ? facts.deployed.function : undefined;
  const built = facts.artifact.kind === 'built' ? facts.artifact.manifest : undefined;
  const differs = deployed !== undefined && built !== undefined && deployed.codeSha256 !== built.codeSha256;
  return {
    service,
    logicalId,
    ...(physicalName !== undefined && { physicalName }),
    decision: action.kind,
    ...('failure' in action
      ? { reason: action.failure.message, code: action.failure.code }
      : { reason: action.reason }),
    ...(deployed && { deployedCodeSha256: deployed.codeSha256 }),
    ...(deployed?.lastModified !== undefined && { deployedAt: deployed.lastModified }),
    ...(built && { builtCodeSha256: built.codeSha256 }),
    ...(differs && { changes: changeKnowledge(record, deployed.codeSha256, built, modules) }),
  };
}

/** What changed between what is deployed, of a function or a layer, and what is built. */
export function changeKnowledge(
  record: DeploymentRecord | undefined,
  deployedCodeSha256: string,
  built: DeploymentRecord['manifest'],
  modules?: FunctionModules,
): ChangeKnowledge {
  if (record === undefined) return { kind: 'not-recorded' };
  if (record.manifest.codeSha256 !== deployedCodeSha256) return { kind: 'deployed-elsewhere' };
  // A rollback records code of somebody else too, and then only what AWS says of it.
  if (record.manifest.inputs.length === 0) return { kind: 'not-recorded' };
  const changes = manifestDifference(record.manifest, built);
  return {
    kind: 'known',
    changes: modules === undefined ? changes : withChains(changes, modules.graph, modules.entryPoints),
  };
}
