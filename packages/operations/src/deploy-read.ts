/** Reads all that a plan is made from: what is built, what is deployed, and under which name. */
import {
  type ArtifactState,
  type DeployedState,
  type DeploymentRecord,
  type DeployPorts,
  type DeployTarget,
  type ExpectedFunction,
  expectFunction,
  type FunctionFacts,
  interruptedRead,
  type LambdaFunction,
  type ListedFunction,
  type Notice,
  protectedName,
  type Result,
  type Service,
  selectsFunction,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { listFunctions, provenBefore } from './deploy-list.ts';
import { createFunctionLocator, type FunctionLocator } from './deploy-locate.ts';
import { recallDeployment } from './deploy-records.ts';
import type { DeployRequest } from './deploy-request.ts';

/** GetFunction has a limit of its own, 100 a second; more at once would only queue there. */
const READS_AT_ONCE = 32;

export interface ReadState {
  /** In the order of the request; functions that can't be deployed come after the others of their service. */
  readonly functions: readonly FunctionFacts[];
  /** What was recorded of each function, in the same order. */
  readonly records: readonly (DeploymentRecord | undefined)[];
  readonly notices: readonly Notice[];
}

/** What can be known of a function without asking AWS. */
interface Prepared {
  readonly facts: Omit<FunctionFacts, 'deployed'>;
  /** Absent where AWS need not be asked. */
  readonly expected?: Result<ExpectedFunction>;
  readonly record?: DeploymentRecord;
}

export async function readState(
  request: DeployRequest,
  target: DeployTarget,
  ports: DeployPorts,
  signal?: AbortSignal,
): Promise<ReadState> {
  const files = pLimit(READS_AT_ONCE);
  const prepared = await Promise.all(
    request.services.flatMap((service) => [
      ...service.functions.map((fn) => files(() => prepare(service, fn, request, target, ports))),
      ...service.undeployable.map(async ({ logicalId, reason }): Promise<Prepared> => {
        return { facts: { service: service.name, logicalId, artifact: { kind: 'undeployable', reason } } };
      }),
    ]),
  );
  const listed = await listFunctions(prepared.flatMap(provenIn), ports, signal);
  const locator = createFunctionLocator(target, ports, signal);
  const limit = pLimit(READS_AT_ONCE);
  const functions = await Promise.all(
    prepared.map(async (one): Promise<FunctionFacts> => {
      return { ...one.facts, deployed: listedState(one, listed) ?? (await limit(() => locate(one, locator, signal))) };
    }),
  );
  return { functions, records: prepared.map(({ record }) => record), notices: locator.notices };
}

async function prepare(
  service: Service,
  fn: LambdaFunction,
  request: DeployRequest,
  target: DeployTarget,
  ports: DeployPorts,
): Promise<Prepared> {
  const subject = { service: service.name, logicalId: fn.logicalId };
  const { functionPattern } = request;
  if (functionPattern !== undefined && !selectsFunction(functionPattern, fn.logicalId)) {
    return { facts: { ...subject, artifact: { kind: 'missing' } } };
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
  if (!expected.ok) return { facts: { ...subject, artifact }, expected };

  const { stackName, owner } = expected.value;
  const { condition } = fn;
  const facts = {
    ...subject,
    stackName,
    ...(owner && { owner }),
    ...(condition !== undefined && { condition }),
    artifact,
  };
  if (artifact.kind !== 'built' || protectedName(stackName, undefined, target) !== undefined) return { facts };
  const record = await recallDeployment(subject, target, ports);
  return { facts, expected, ...(record && { record }) };
}

function provenIn({ facts, expected, record }: Prepared) {
  return expected?.ok ? (provenBefore(expected.value, facts.artifact, record) ?? []) : [];
}

/** Undefined: the list does not settle it. */
function listedState(one: Prepared, listed: ReadonlyMap<string, ListedFunction>): DeployedState | undefined {
  const [proven] = [provenIn(one)].flat();
  const found = proven && listed.get(proven.physicalName);
  return found?.codeSha256 === proven?.codeSha256 && found !== undefined
    ? { kind: 'listed', function: found }
    : undefined;
}

async function locate(
  { expected }: Prepared,
  locator: FunctionLocator,
  signal: AbortSignal | undefined,
): Promise<DeployedState> {
  if (expected === undefined) return { kind: 'not-read' };
  if (!expected.ok) return { kind: 'unreadable', failure: expected.failures[0] };
  if (signal?.aborted) return { kind: 'unreadable', failure: interruptedRead() };
  return locator.locate(expected.value);
}

async function readArtifact(
  { service, logicalId }: { readonly service: string; readonly logicalId: string },
  { artifacts }: DeployPorts,
): Promise<ArtifactState> {
  const manifest = await artifacts.manifest(service, logicalId);
  if (!manifest.ok) return { kind: 'failed', failures: manifest.failures };
  return manifest.value === undefined ? { kind: 'missing' } : { kind: 'built', manifest: manifest.value };
}
