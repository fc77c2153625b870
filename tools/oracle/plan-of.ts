/** What a deployment would do with a service's artifacts, decided by the product's own plan. */
import {
  type ArtifactManifest,
  type DeployTarget,
  type FunctionFacts,
  planDeployment,
  type Service,
} from '@nx-lambda/core';
import { type Artifacts, functionKey } from './truth.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const TARGET: DeployTarget = {
  environment: { name: 'ann', origin: '--environment' },
  accountId: ACCOUNT,
  region: REGION,
  accounts: [],
  protect: [],
  hasArtifactBucket: false,
};

/** What a stack deployment left behind where nothing was deployed since. */
export const FIRST_CODE = 'Zmlyc3Q=';

/** Logical ids that would be updated. `deployed` is codeSha256 by function key. */
export function plannedUpdates(
  service: Service,
  artifacts: Artifacts,
  deployed: ReadonlyMap<string, string>,
): readonly string[] {
  const plan = planDeployment({
    target: TARGET,
    notCompared: 0,
    functions: service.functions.map(({ logicalId }) =>
      factsOf(
        service.name,
        logicalId,
        artifacts.get(logicalId),
        deployed.get(functionKey(service.name, logicalId)) ?? FIRST_CODE,
      ),
    ),
  });
  return plan.actions.flatMap((action) => {
    if (action.kind === 'refuse' || action.kind === 'fail') throw new Error(action.failure.message);
    return action.kind === 'update' ? [action.logicalId] : [];
  });
}

function factsOf(
  service: string,
  logicalId: string,
  manifest: ArtifactManifest | undefined,
  codeSha256: string,
): FunctionFacts {
  if (manifest === undefined)
    return { service, logicalId, artifact: { kind: 'missing' }, deployed: { kind: 'not-read' } };
  const physicalName = `${service}-ann-${logicalId}`;
  const stackName = `${service}-ann`;
  return {
    service,
    logicalId,
    stackName,
    artifact: { kind: 'built', manifest },
    deployed: {
      kind: 'found',
      function: {
        physicalName,
        arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${physicalName}`,
        accountId: ACCOUNT,
        region: REGION,
        codeSha256,
        codeSize: 1,
        revisionId: '1',
        runtime: manifest.runtime,
        handler: manifest.handler,
        architectures: [manifest.architecture],
        packageType: 'Zip',
        state: 'Active',
        lastUpdateStatus: 'Successful',
        tags: { kind: 'read', tags: { 'nx-lambda:environment': 'ann' } },
      },
    },
  };
}
