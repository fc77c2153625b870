/**
 * Bring back the code that deployments from here replaced: find what is deployed, choose what each function gets (in
 * core), and carry it out as a deployment of the kept zips, with the same plan, guards and proof. Only code is brought
 * back; where the deployed configuration does not fit it, the function is refused.
 */
import {
  type ArtifactState,
  bytesBody,
  type CodeFacts,
  chooseUndo,
  type DeployPorts,
  type DeployReport,
  type DeployTarget,
  type Emit,
  type FunctionHistory,
  type FunctionSubject,
  failed,
  type HistoryReport,
  type KeptCodePort,
  manifestOfCode,
  pastDeployments,
  type Result,
  shortCode,
  success,
  type UndoChoice,
  type UndoTo,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { deployServices } from './deploy.ts';
import { readState } from './deploy-read.ts';
import type { ChosenCode, DeployRequest, FoundFunction } from './deploy-request.ts';

export type RollbackRequest = Omit<DeployRequest, 'undo' | 'commit' | 'graphOf' | 'why'> & { readonly to: UndoTo };

export type RollbackPorts = DeployPorts & { readonly kept: KeptCodePort };

const FILES_AT_ONCE = 16;

/** Fails where nothing can be told about any function, and where there is nothing to go back to. */
export async function rollbackServices(
  request: RollbackRequest,
  ports: RollbackPorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<DeployReport>> {
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const place = { ...identity.value, environment: request.environment.name };
  const choices = new Map<string, UndoChoice>();
  const chosen = ({ service, logicalId }: FunctionSubject): (UndoChoice & { kind: 'restore' }) | undefined => {
    const choice = choices.get(nameOf({ service, logicalId }));
    return choice?.kind === 'restore' ? choice : undefined;
  };
  const { to, ...deployment } = request;

  async function choose(found: readonly FoundFunction[]): Promise<Result<readonly ChosenCode[]>> {
    const histories = await readHistories(found, place, ports.kept);
    if (!histories.ok) return histories;
    const made = chooseUndo(histories.value, to);
    if (!made.ok) return made;
    const limit = pLimit(FILES_AT_ONCE);
    const codes = found.map(async (fn, index): Promise<ChosenCode> => {
      const choice = made.value[index];
      if (choice === undefined) throw new Error('there is a choice for each function');
      choices.set(nameOf(fn), choice);
      return limit(() => codeOf(choice, fn, place, ports.kept));
    });
    return success(await Promise.all(codes));
  }

  const zip = async (service: string, logicalId: string): Promise<Result<Uint8Array>> => {
    const choice = chosen({ service, logicalId });
    if (choice === undefined) throw new Error('only what was chosen is sent');
    return ports.kept.zip(choice.code.codeSha256);
  };
  const artifacts: DeployPorts['artifacts'] = {
    // Never asked: what each function gets is chosen.
    manifest: async () => success(undefined),
    zip,
    withZip: async (service, logicalId, use) => {
      const bytes = await zip(service, logicalId);
      if (!bytes.ok) return bytes;
      return use(bytesBody(bytes.value));
    },
  };
  return deployServices(
    {
      ...deployment,
      why: false,
      undo: {
        choose,
        commitOf: (subject) => chosen(subject)?.code.commit,
        undoes: (subject) => chosen(subject)?.undoes,
      },
    },
    { ...ports, artifacts, identity: { callerIdentity: async () => identity } },
    emit,
    signal,
  );
}

/** What was deployed from here, and what of it can be brought back. Writes nothing. */
export async function listDeployments(
  request: Omit<RollbackRequest, 'to'>,
  ports: RollbackPorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<HistoryReport>> {
  const started = ports.clock.now();
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const { accountId, region } = identity.value;
  const environment = request.environment.name;
  const { accounts, protect } = request.options;
  const target: DeployTarget = {
    environment: request.environment,
    accountId,
    region,
    accounts,
    protect,
    hasArtifactBucket: false,
  };
  let histories: readonly FunctionHistory[] = [];
  const choose = async (found: readonly FoundFunction[]): Promise<Result<readonly ChosenCode[]>> => {
    const read = await readHistories(found, { accountId, region, environment }, ports.kept);
    if (!read.ok) return read;
    histories = read.value;
    return success(found.map(() => ({ artifact: { kind: 'not-meant', reason: 'only listed' } })));
  };
  const undo = { choose, commitOf: () => undefined, undoes: () => undefined };
  const state = await readState({ ...request, why: false, undo }, target, ports, signal);
  if (!state.ok) return state;
  const deployments = pastDeployments(histories);
  const codes = new Set(deployments.flatMap(({ functions }) => functions.map((fn) => fn.previousCodeSha256)));
  const kept = await Promise.all([...codes].map(async (code) => ((await ports.kept.has(code)) ? [code] : [])));
  const report: HistoryReport = {
    schema: 1,
    command: 'rollback-feature',
    environment,
    accountId,
    callerArn: identity.value.arn,
    region,
    deployments,
    kept: kept.flat().toSorted(),
    notices: state.value.notices,
    duration: ports.clock.now() - started,
  };
  emit({ type: 'history-finished', report });
  return success(report);
}

interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly environment: string;
}

async function readHistories(
  found: readonly FoundFunction[],
  { accountId, region, environment }: Place,
  kept: KeptCodePort,
): Promise<Result<readonly FunctionHistory[]>> {
  const limit = pLimit(FILES_AT_ONCE);
  const read = await Promise.all(
    found.map(({ service, logicalId, deployed }) =>
      limit(async (): Promise<Result<FunctionHistory>> => {
        const history = await kept.history({ accountId, region, environment, service, logicalId });
        if (!history.ok) return history;
        const now = deployed.kind === 'found' ? { deployedCodeSha256: deployed.function.codeSha256 } : {};
        return success({ service, logicalId, replacements: history.value, ...now });
      }),
    ),
  );
  const failure = read.find((one) => !one.ok);
  if (failure !== undefined && !failure.ok) return failed(...failure.failures);
  return success(read.flatMap((one) => (one.ok ? [one.value] : [])));
}

/** What is damaged or gone fails its function before anything is written to it. */
async function codeOf(
  choice: UndoChoice,
  { service, logicalId, deployed }: FoundFunction,
  { accountId, region, environment }: Place,
  kept: KeptCodePort,
): Promise<ChosenCode> {
  if (choice.kind === 'leave') return { artifact: { kind: 'not-meant', reason: choice.reason } };
  if (choice.kind === 'refuse') return { artifact: { kind: 'failed', failures: [choice.failure] } };
  const { code, replaces } = choice;
  const undo = { reason: reasonOf(choice), ...(replaces !== undefined && { replaces }) };
  const subject = { accountId, region, environment, service, logicalId };
  const manifest = await kept.manifest(subject, code.codeSha256);
  const known = (manifest.ok ? manifest.value : undefined) ?? manifestOfCode(subject, code);
  if (known === undefined) return { artifact: { kind: 'not-meant', reason: `was on ${code.architecture}` }, undo };
  const there = deployed.kind === 'found' && deployed.function.codeSha256 === code.codeSha256;
  const zip = there ? undefined : await kept.zip(code.codeSha256);
  const artifact: ArtifactState =
    zip === undefined || zip.ok ? { kind: 'built', manifest: known } : { kind: 'failed', failures: zip.failures };
  return { artifact, undo };
}

/** `back to Ih2nFv6VfauF (e13d3f5a5b, deployed at 2026-11-22T05:12:07.000Z)`. */
function reasonOf({ code, deployedAt }: { readonly code: CodeFacts; readonly deployedAt?: string }): string {
  const facts = [
    ...(code.commit === undefined ? [] : [code.commit.slice(0, 10)]),
    ...(deployedAt === undefined ? [] : [`deployed at ${deployedAt}`]),
  ];
  return `back to ${shortCode(code.codeSha256)}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}

function nameOf({ service, logicalId }: FunctionSubject): string {
  return JSON.stringify([service, logicalId]);
}
