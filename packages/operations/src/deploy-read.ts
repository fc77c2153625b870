/** Reads all that a plan is made from: what is built, what is deployed, and under which name. */
import {
  type ArtifactState,
  type DeployedState,
  type DeploymentRecord,
  type DeployPorts,
  type DeployTarget,
  type ExpectedFunction,
  expectFunction,
  type FunctionAlias,
  type FunctionFacts,
  interruptedRead,
  type LambdaFunction,
  type ListedFunction,
  type NameFacts,
  type Notice,
  protectedName,
  type Result,
  type Service,
  selectsFunction,
  success,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { readAliases } from './deploy-aliases.ts';
import { listFunctions, provenBefore } from './deploy-list.ts';
import { createFunctionLocator, type FunctionLocator } from './deploy-locate.ts';
import { recallDeployment } from './deploy-records.ts';
import type { DeployRequest, UndoRequest } from './deploy-request.ts';

/** GetFunction has a limit of its own, 100 a second; more at once would only queue there. */
const READS_AT_ONCE = 32;

export interface ReadState {
  /** By the clock: when functions began to be read by themselves. What is to be written is never known from a list. */
  readonly readAt: number;
  /** In the order of the request; functions that can't be deployed come after the others of their service. */
  readonly functions: readonly FunctionFacts[];
  /** What was recorded of each function, in the same order. */
  readonly records: readonly (DeploymentRecord | undefined)[];
  readonly notices: readonly Notice[];
}

/** Which code a rollback brings back is chosen once it is known what is deployed. */
const UNCHOSEN: ArtifactState = { kind: 'not-meant', reason: 'not chosen' };

/** What can be known of a function without asking AWS. */
interface Prepared {
  readonly facts: Omit<FunctionFacts, 'deployed'>;
  /** Absent where AWS need not be asked. */
  readonly expected?: Result<ExpectedFunction>;
  readonly record?: DeploymentRecord;
  /** Where the template declares aliases. */
  readonly published?: Published;
  /** It has layers that are built here: a list does not settle it. */
  readonly layered?: boolean;
}

interface Published {
  readonly aliases: readonly FunctionAlias[];
  readonly names: NameFacts;
}

export async function readState(
  request: DeployRequest,
  target: DeployTarget,
  ports: DeployPorts,
  signal?: AbortSignal,
): Promise<Result<ReadState>> {
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
  const readAt = ports.clock.now();
  const locator = createFunctionLocator(target, ports, signal);
  const limit = pLimit(READS_AT_ONCE);
  const functions = await Promise.all(
    prepared.map(async (one): Promise<FunctionFacts> => {
      const deployed = listedState(one, listed) ?? (await limit(() => locate(one, locator, signal)));
      const known = { ...one.facts, deployed, ...restoredCode(one.record) };
      return request.undo === undefined ? limit(() => withAliases(known, one, ports, signal)) : known;
    }),
  );
  const chosen = request.undo === undefined ? success(functions) : await chooseCodes(functions, request.undo, request);
  if (!chosen.ok) return chosen;
  // Which versions matter to aliases depends on the code that was chosen.
  const complete = await Promise.all(
    chosen.value.map(async (facts, index) => {
      const one = prepared[index];
      return request.undo === undefined || one === undefined
        ? facts
        : limit(() => withAliases(facts, one, ports, signal));
    }),
  );
  const records = prepared.map(({ record }) => record);
  return success({ readAt, functions: complete, records, notices: locator.notices });
}

function restoredCode(record: DeploymentRecord | undefined): Pick<FunctionFacts, 'restored'> {
  if (record?.restoredAt === undefined) return {};
  return { restored: { codeSha256: record.manifest.codeSha256, at: record.restoredAt } };
}

/** What cannot be deployed at all, or was not asked for, stays as it is. */
async function chooseCodes(
  functions: readonly FunctionFacts[],
  { choose }: UndoRequest,
  { functionPattern }: DeployRequest,
): Promise<Result<readonly FunctionFacts[]>> {
  const open = functions.filter(({ artifact, logicalId }) => {
    if (artifact.kind === 'undeployable') return false;
    return functionPattern === undefined || selectsFunction(functionPattern, logicalId);
  });
  const chosen = await choose(open);
  if (!chosen.ok) return chosen;
  const byFunction = new Map(open.map((fn, index) => [fn, chosen.value[index]]));
  return success(functions.map((fn) => ({ ...fn, ...byFunction.get(fn) })));
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
  const artifact = request.undo === undefined ? await readArtifact(subject, ports) : UNCHOSEN;
  if (!expected.ok) return { facts: { ...subject, artifact }, expected };

  const { stackName, owner } = expected.value;
  const { condition } = fn;
  const facts = {
    ...subject,
    stackName,
    ...(owner && { owner }),
    ...(condition !== undefined && { condition }),
    ...(fn.snapStart && { snapStart: true }),
    artifact,
  };
  if ((artifact.kind !== 'built' && artifact !== UNCHOSEN) || protectedName(stackName, undefined, target) !== undefined)
    return { facts };
  const record = await recallDeployment(subject, target, ports);
  const { aliases = [] } = fn;
  const published = { aliases, names: { ...place, service: service.name, stackName } };
  const layered = fn.layers !== undefined && ports.layers !== undefined && { layered: true };
  return { facts, expected, ...(record && { record }), ...(aliases.length > 0 && { published }), ...layered };
}

/** With nothing added where the function is invoked without an alias, or there is nothing to ask about. */
async function withAliases(
  facts: FunctionFacts,
  { published }: Prepared,
  ports: DeployPorts,
  signal: AbortSignal | undefined,
): Promise<FunctionFacts> {
  const { deployed, artifact } = facts;
  if (published === undefined || deployed.kind !== 'found' || artifact.kind !== 'built') return facts;
  const { physicalName } = deployed.function;
  const { codeSha256 } = artifact.manifest;
  return { ...facts, aliases: await readAliases({ ...published, physicalName, codeSha256 }, ports, signal) };
}

/** A list tells nothing about aliases, nor what is in layers. */
function provenIn({ facts, expected, record, layered, published }: Prepared) {
  if (layered === true || published !== undefined) return [];
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
