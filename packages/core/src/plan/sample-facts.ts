/** Facts of a healthy function in a feature environment, for tests to change one thing of. */
import type { ArtifactManifest } from '../artifact/manifest.ts';
import { ENVIRONMENT_TAG } from '../environment/environment.ts';
import type { DeployedFunction } from './deployed-function.ts';
import type { DeployTarget, FunctionFacts } from './plan-facts.ts';
import { LOGICAL_ID_TAG, STACK_NAME_TAG } from './stack-owner.ts';

export const OLD_CODE = 'b2xkIGNvZGUgb2xkIGNvZGUgb2xkIGNvZGUgb2xkIGM=';
export const NEW_CODE = 'bmV3IGNvZGUgbmV3IGNvZGUgbmV3IGNvZGUgbmV3IGM=';
export const OTHER_CODE = 'b3RoZXIgY29kZSBvdGhlciBjb2RlIG90aGVyIGNvZGU=';

export const sampleTags = {
  [ENVIRONMENT_TAG]: 'anna',
  [STACK_NAME_TAG]: 'orders-anna',
  [LOGICAL_ID_TAG]: 'ApiFunction',
};

export function sampleDeployed(change: Partial<DeployedFunction> = {}): DeployedFunction {
  return {
    physicalName: 'orders-anna-api',
    arn: 'arn:aws:lambda:eu-central-1:111122223333:function:orders-anna-api',
    accountId: '111122223333',
    region: 'eu-central-1',
    codeSha256: OLD_CODE,
    codeSize: 1000,
    revisionId: 'revision-1',
    runtime: 'nodejs22.x',
    handler: 'src/app.handler',
    architectures: ['x86_64'],
    packageType: 'Zip',
    state: 'Active',
    lastUpdateStatus: 'Successful',
    lastModified: '2026-11-20T08:00:00.000+0000',
    tags: { kind: 'read', tags: sampleTags },
    ...change,
  };
}

export function sampleManifest(change: Partial<ArtifactManifest> = {}): ArtifactManifest {
  return {
    schema: 1,
    service: 'orders',
    function: 'ApiFunction',
    codeSha256: NEW_CODE,
    zipSize: 2000,
    unzippedSize: 5000,
    runtime: 'nodejs22.x',
    handler: 'src/app.handler',
    architecture: 'x86_64',
    inputs: [{ path: 'services/orders/src/app.ts', sha256: 'aa' }],
    packages: [],
    externals: [],
    tools: { esbuild: '0.28.2' },
    sourceMaps: [],
    ...change,
  };
}

export function sampleTarget(change: Partial<DeployTarget> = {}): DeployTarget {
  return {
    environment: { name: 'anna', origin: '--environment' },
    accountId: '111122223333',
    region: 'eu-central-1',
    accounts: [],
    protect: [],
    hasArtifactBucket: false,
    ...change,
  };
}

export function sampleFacts(
  change: Partial<FunctionFacts> & {
    readonly function?: Partial<DeployedFunction>;
    readonly manifest?: Partial<ArtifactManifest>;
  } = {},
): FunctionFacts {
  const { function: deployed, manifest, ...facts } = change;
  return {
    service: 'orders',
    logicalId: 'ApiFunction',
    stackName: 'orders-anna',
    owner: { stackName: 'orders-anna', logicalId: 'ApiFunction' },
    artifact: { kind: 'built', manifest: sampleManifest(manifest) },
    deployed: { kind: 'found', function: sampleDeployed(deployed) },
    ...facts,
  };
}
