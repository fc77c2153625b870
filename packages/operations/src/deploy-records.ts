/**
 * Keeps what was proven to be deployed, so that `--why` can name what changed since and so that a list is enough to see
 * that nothing did.
 */
import {
  type ArtifactManifest,
  type DeploymentRecord,
  type DeployPlan,
  type DeployPorts,
  type DeployTarget,
  type FunctionFacts,
  type FunctionSubject,
  type Notice,
  type PlannedAction,
  SAME_CODE,
} from '@nx-lambda/core';
import pLimit from 'p-limit';

/** A record that can't be read counts as none. */
export async function recallDeployment(
  { service, logicalId }: FunctionSubject,
  { accountId, region, environment }: DeployTarget,
  { records }: Pick<DeployPorts, 'records'>,
): Promise<DeploymentRecord | undefined> {
  const record = await records.recall({ accountId, region, environment: environment.name, service, logicalId });
  return record.ok ? record.value : undefined;
}

/** Answers with notices where the record could not be kept. */
export async function recordDeployment(
  { service, logicalId, physicalName }: FunctionSubject & { readonly physicalName: string },
  manifest: ArtifactManifest,
  { accountId, region, environment }: Pick<DeployPlan, 'accountId' | 'region' | 'environment'>,
  { records }: Pick<DeployPorts, 'records'>,
  /** The git commit that was checked out, where this run deployed the code. */
  commit?: string,
  restoredAt?: string,
): Promise<readonly Notice[]> {
  const subject = { accountId, region, environment, service, logicalId };
  const known = { ...(commit !== undefined && { commit }), ...(restoredAt !== undefined && { restoredAt }) };
  const kept = await records.remember({ schema: 1, ...subject, physicalName, manifest, ...known });
  return kept.ok ? [] : kept.failures;
}

const FILES_AT_ONCE = 16;

/** The records with which `--why` compares: code that was built here and kept is known, whoever deployed it last. */
export async function explainedRecords(
  functions: readonly FunctionFacts[],
  records: readonly (DeploymentRecord | undefined)[],
  { environment, accountId, region }: DeployTarget,
  { kept }: Pick<DeployPorts, 'kept'>,
): Promise<readonly (DeploymentRecord | undefined)[]> {
  const limit = pLimit(FILES_AT_ONCE);
  return Promise.all(
    functions.map(async ({ service, logicalId, deployed }, index) => {
      const record = records[index];
      if (kept === undefined || deployed.kind !== 'found') return record;
      const { codeSha256, physicalName } = deployed.function;
      if (record?.manifest.codeSha256 === codeSha256 && record.manifest.inputs.length > 0) return record;
      const subject = { accountId, region, environment: environment.name, service, logicalId };
      const manifest = await limit(() => kept.manifest(subject, codeSha256));
      if (!manifest.ok || manifest.value === undefined || manifest.value.inputs.length === 0) return record;
      return { schema: 1, ...subject, physicalName, manifest: manifest.value } as const;
    }),
  );
}

/** Records what GetFunction proved to be deployed already and is not recorded as such. */
export async function recordProven(
  plan: DeployPlan,
  functions: readonly FunctionFacts[],
  records: readonly (DeploymentRecord | undefined)[],
  ports: DeployPorts,
): Promise<readonly Notice[]> {
  const limit = pLimit(FILES_AT_ONCE);
  const kept = await Promise.all(
    plan.actions.map(async (action, index) => {
      const facts = functions[index];
      if (facts === undefined || !isProven(action, facts) || facts.artifact.kind !== 'built') return [];
      const { manifest } = facts.artifact;
      const { service, logicalId, physicalName } = action;
      const record = records[index];
      if (physicalName === undefined || isRecorded(record, physicalName, manifest)) return [];
      return limit(() => recordDeployment({ service, logicalId, physicalName }, manifest, plan, ports));
    }),
  );
  return kept.flat();
}

function isProven(action: PlannedAction, { deployed }: FunctionFacts): boolean {
  if (action.kind !== 'skip' || action.reason !== SAME_CODE || deployed.kind !== 'found') return false;
  return deployed.function.lastUpdateStatus === 'Successful';
}

function isRecorded(record: DeploymentRecord | undefined, physicalName: string, manifest: ArtifactManifest): boolean {
  return record?.physicalName === physicalName && record.manifest.codeSha256 === manifest.codeSha256;
}
