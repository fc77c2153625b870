/** Reads all that a plan is made from: what is built, what is deployed, and under which name. */
import {
  type ArtifactState,
  type DeployedState,
  type DeployPorts,
  type DeployTarget,
  expectFunction,
  type FunctionFacts,
  type LambdaFunction,
  type Notice,
  protectedName,
  type Service,
  selectsFunction,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { createFunctionLocator, type FunctionLocator } from './deploy-locate.ts';
import type { DeployRequest } from './deploy-request.ts';

/** GetFunction has a limit of its own, 100 a second; more at once would only queue there. */
const READS_AT_ONCE = 32;

export interface ReadState {
  /** In the order of the request; functions that can't be deployed come after the others of their service. */
  readonly functions: readonly FunctionFacts[];
  readonly notices: readonly Notice[];
}

export async function readState(
  request: DeployRequest,
  target: DeployTarget,
  ports: DeployPorts,
  signal?: AbortSignal,
): Promise<ReadState> {
  const limit = pLimit(READS_AT_ONCE);
  const locator = createFunctionLocator(target, ports, signal);
  const pending = request.services.flatMap((service) => [
    ...service.functions.map((fn) => limit(() => readFunction(service, fn, request, target, ports, locator))),
    ...service.undeployable.map(async ({ logicalId, reason }): Promise<FunctionFacts> => {
      return { service: service.name, logicalId, artifact: { kind: 'undeployable', reason }, deployed: notRead };
    }),
  ]);
  return { functions: await Promise.all(pending), notices: locator.notices };
}

const notRead: DeployedState = { kind: 'not-read' };

async function readFunction(
  service: Service,
  fn: LambdaFunction,
  request: DeployRequest,
  target: DeployTarget,
  ports: DeployPorts,
  locator: FunctionLocator,
): Promise<FunctionFacts> {
  const subject = { service: service.name, logicalId: fn.logicalId };
  const { functionPattern } = request;
  if (functionPattern !== undefined && !selectsFunction(functionPattern, fn.logicalId)) {
    return { ...subject, artifact: { kind: 'missing' }, deployed: notRead };
  }
  const { accountId, region } = target;
  const place = {
    environment: request.environment.name,
    accountId,
    region,
    stackNameOption: request.options.stackName,
  };
  const expected = expectFunction(service, fn, place);
  const artifact = await readArtifact(subject, ports);
  if (!expected.ok) return { ...subject, artifact, deployed: { kind: 'unreadable', failure: expected.failures[0] } };

  const { stackName, owner } = expected.value;
  const facts = { ...subject, stackName, ...(owner && { owner }), artifact };
  const undecided = artifact.kind === 'built' && protectedName(stackName, undefined, target) === undefined;
  return { ...facts, deployed: undecided ? await locator.locate(expected.value) : notRead };
}

async function readArtifact(
  { service, logicalId }: { readonly service: string; readonly logicalId: string },
  { artifacts }: DeployPorts,
): Promise<ArtifactState> {
  const manifest = await artifacts.manifest(service, logicalId);
  if (!manifest.ok) return { kind: 'failed', failures: manifest.failures };
  return manifest.value === undefined ? { kind: 'missing' } : { kind: 'built', manifest: manifest.value };
}
