/** Keeps what was deployed from here, so that `--why` can name what changed since. Never more than a hint. */
import type {
  ArtifactManifest,
  DeployedState,
  DeploymentRecord,
  DeployPlan,
  DeployPorts,
  DeployTarget,
  FunctionFacts,
  Notice,
  UpdateAction,
} from '@nx-lambda/core';

/** One answer for each function, in the same order. A record that can't be read counts as none. */
export async function recallDeployments(
  functions: readonly FunctionFacts[],
  { accountId, region, environment }: DeployTarget,
  { records }: DeployPorts,
): Promise<readonly (DeploymentRecord | undefined)[]> {
  const place = { accountId, region, environment: environment.name };
  return Promise.all(
    functions.map(async ({ service, logicalId, deployed }) => {
      if (!isFound(deployed)) return undefined;
      const record = await records.recall({ ...place, service, logicalId });
      return record.ok ? record.value : undefined;
    }),
  );
}

/** Answers with notices where the record could not be kept. */
export async function recordDeployment(
  { service, logicalId, physicalName }: UpdateAction,
  manifest: ArtifactManifest,
  { accountId, region, environment }: DeployPlan,
  { records }: DeployPorts,
): Promise<readonly Notice[]> {
  const subject = { accountId, region, environment, service, logicalId };
  const kept = await records.remember({ schema: 1, ...subject, physicalName, manifest });
  return kept.ok ? [] : kept.failures;
}

function isFound(deployed: DeployedState): boolean {
  return deployed.kind === 'found';
}
