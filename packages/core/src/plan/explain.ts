/** `--why`: for each function, why it is in or out, as data. Printers only format it. */
import type { PlannedAction } from './deploy-plan.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import type { ChangeKnowledge, FunctionExplanation } from './explanation.ts';
import { manifestDifference } from './manifest-difference.ts';
import type { FunctionFacts } from './plan-facts.ts';

export function explainFunction(
  facts: FunctionFacts,
  action: PlannedAction,
  record: DeploymentRecord | undefined,
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
    ...(differs && { changes: changeKnowledge(record, deployed.codeSha256, built) }),
  };
}

function changeKnowledge(
  record: DeploymentRecord | undefined,
  deployedCodeSha256: string,
  built: DeploymentRecord['manifest'],
): ChangeKnowledge {
  if (record === undefined) return { kind: 'not-recorded' };
  if (record.manifest.codeSha256 !== deployedCodeSha256) return { kind: 'deployed-elsewhere' };
  return { kind: 'known', changes: manifestDifference(record.manifest, built) };
}
