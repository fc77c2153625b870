/** What a deployment needs, put together from this machine and AWS. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type AwsPorts, createAwsPorts } from '@nx-lambda/aws';
import {
  type AccountEntry,
  type ArtifactManifest,
  type BuiltArtifactsPort,
  type Clock,
  type DeployPorts,
  type KeptCodePort,
  type Result,
  roleSessionName,
  success,
} from '@nx-lambda/core';
import { identityIn, waitingPort } from '@nx-lambda/operations';
import {
  deploymentRecords,
  isProcessAlive,
  keptCode,
  type LoadedArtifact,
  loadArtifacts,
  physicalNames,
  runJournal,
  templateFiles,
} from '@nx-lambda/workspace';
import { userName } from './command-environment.ts';
import type { CommandWorkspace } from './project-services.ts';

/** `account`: where the environment in question belongs; every command that speaks to AWS gets its ports here. */
export function awsPorts(
  region: string | undefined,
  workspace: CommandWorkspace,
  account: AccountEntry | undefined,
): AwsPorts {
  const chosen = region ?? account?.region ?? workspace.options.region;
  const headroom = workspace.options.rateHeadroom / 100;
  const aws = createAwsPorts({
    headroom,
    ...(chosen !== undefined && { region: chosen }),
    ...(account?.profile !== undefined && { profile: account.profile }),
    ...(account?.roleArn !== undefined && {
      // CloudTrail shows who it was, whatever the environment is called.
      role: { arn: account.roleArn, sessionName: roleSessionName(userName() ?? 'unknown') },
    }),
  });
  return { ...aws, identity: identityIn(account, aws.identity) };
}

export function deployPorts(aws: AwsPorts, workspace: CommandWorkspace): DeployPorts {
  return {
    identity: aws.identity,
    lambda: aws.lambda,
    stacks: aws.stacks,
    objects: aws.objects,
    layers: aws.layers,
    artifacts: builtArtifacts(workspace),
    names: physicalNames(workspace.cacheFolder),
    records: deploymentRecords(workspace.cacheFolder),
    clock: systemClock,
    kept: keptCodePort(workspace),
    deployedCode: aws.deployedCode,
    waiting: waitingPort(aws.stackOperations, templateFiles(workspace.root)),
    journal: runJournal({ cacheFolder: workspace.cacheFolder, pid: process.pid, isAlive: isProcessAlive }),
  };
}

/** What deployments from here replaced. */
export function keptCodePort(workspace: CommandWorkspace): KeptCodePort {
  const { cacheFolder } = workspace;
  return keptCode({ cacheFolder, artifactFolder: (service) => artifactFolder(workspace, service) });
}

/** The absolute folder of a service's artifacts. */
export function artifactFolder(workspace: CommandWorkspace, service: string): string {
  return join(workspace.root, workspace.options.outputPath, service);
}

/** What was built for one function; undefined: nothing. */
export async function builtManifest(
  workspace: CommandWorkspace,
  service: string,
  logicalId: string,
): Promise<Result<ArtifactManifest | undefined>> {
  const artifact = await loadArtifact(workspace, service, logicalId);
  if (artifact.ok) return success(artifact.value.manifest);
  return artifact.failures[0].code === 'NXL-PACKAGE-MISSING' ? success(undefined) : artifact;
}

function builtArtifacts(workspace: CommandWorkspace): BuiltArtifactsPort {
  return {
    manifest: (service, logicalId) => builtManifest(workspace, service, logicalId),
    async zip(service, logicalId) {
      const artifact = await loadArtifact(workspace, service, logicalId);
      return artifact.ok ? artifact.value.readZip() : artifact;
    },
    async withZip(service, logicalId, use) {
      const artifact = await loadArtifact(workspace, service, logicalId);
      return artifact.ok ? artifact.value.withZip(use) : artifact;
    },
  };
}

async function loadArtifact(
  workspace: CommandWorkspace,
  service: string,
  logicalId: string,
): Promise<Result<LoadedArtifact>> {
  const [loaded] = await loadArtifacts(artifactFolder(workspace, service), [logicalId]);
  if (loaded === undefined) throw new Error('loadArtifacts answers for each logical id');
  return loaded.artifact;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
};
