/**
 * Deploy services to a feature environment: read state, make the plan for all of them, carry it out, tell. What is
 * decided is decided in core/plan and core/deploy; one function's failure stops no other.
 */
import {
  bucketName,
  type CallerIdentity,
  countOutcomes,
  type DeploymentRecord,
  type DeployPlan,
  type DeployPorts,
  type DeployReport,
  type DeployTarget,
  dryRunOutcome,
  type Emit,
  entryPointsOf,
  explainFunction,
  type Failure,
  type FunctionFacts,
  type FunctionModules,
  type FunctionOutcome,
  type FunctionSubject,
  failed,
  haltsRun,
  type LayerOutcome,
  type LayerTarget,
  layersNotRestored,
  type Notice,
  outcomeWithoutWriting,
  planDeployment,
  type Result,
  success,
  USUAL_SNAPSHOT_TIME,
  USUAL_UPDATE_TIME,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { beginRun, tellUnfinished } from './deploy-journal.ts';
import { createKeeper } from './deploy-keep.ts';
import { createLayerPublisher, type LayerPublisher } from './deploy-layers-publish.ts';
import { readLayers } from './deploy-layers-read.ts';
import { removeOldVersions } from './deploy-layers-remove.ts';
import { recordLayers, withLayerChanges } from './deploy-layers-why.ts';
import { withProgress } from './deploy-progress.ts';
import { type ReadState, readState } from './deploy-read.ts';
import { explainedRecords, recordDeployment, recordProven } from './deploy-records.ts';
import type { DeployRequest } from './deploy-request.ts';
import type { UpdateRun } from './deploy-run.ts';
import { carryOut } from './deploy-update.ts';
import { type ArtifactBucket, createCodeWriter } from './deploy-write.ts';
import { askForInfrastructure } from './waiting-infrastructure.ts';

/** Fails only where nothing can be told about any function: no region, no valid credentials. */
export async function deployServices(
  request: DeployRequest,
  ports: DeployPorts,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Result<DeployReport>> {
  const { clock } = ports;
  const started = clock.now();
  const functions = request.services.reduce((sum, { functions, undeployable }) => {
    return sum + functions.length + undeployable.length;
  }, 0);
  emit({ type: 'deploy-started', environment: request.environment.name, functions });
  const identity = await ports.identity.callerIdentity(signal);
  if (!identity.ok) return identity;
  const { accountId, region } = identity.value;
  const target = deployTarget(request, identity.value);
  const read = await readState(request, target, ports, signal);
  if (!read.ok) return read;
  const state = await withLayers(request, read.value, target, ports, signal);

  const unusable = state.functions.map(haltingFailure).find((failure) => failure !== undefined);
  if (unusable !== undefined) return failed(unusable);

  const records = request.why ? await explainedRecords(state.functions, state.records, target, ports) : [];
  const made = makePlan(request, target, state, records);
  const why = made.why && (await withLayerChanges(made.why, state.functions, target, ports));
  const plan: DeployPlan = { ...made, ...(why && { why }) };
  emit({ type: 'plan-made', plan, dryRun: request.dryRun });

  const { services, undo } = request;
  const infrastructure = askForInfrastructure(plan.actions, undo === undefined ? state.functions : [], services, ports);
  const unkept = request.dryRun ? [] : await recordProven(plan, state.functions, state.records, ports);
  const place = { accountId, region, environment: request.environment.name };
  const earlier = await tellUnfinished(place, ports);
  const notices: Notice[] = [
    ...earlier.notices,
    ...plan.notices,
    ...state.notices,
    ...unkept,
    ...layersLeft(request, plan),
  ];
  const command = request.undo === undefined ? 'deploy-feature' : 'rollback-feature';
  const runId = request.runId ?? `${started}`;
  const keeper = request.dryRun ? undefined : createKeeper({ ...request, runId }, target, state, ports);
  keeper?.foresee(plan.actions.filter((action) => action.kind === 'update'));
  const journaled = { runId, command, at: new Date(started).toISOString() } as const;
  const entry = request.dryRun ? undefined : await beginRun(plan, journaled, ports);
  const publisher = createLayerPublisher(ports, plan.environment, artifactBucket(plan, request), emit);
  const run: Omit<UpdateRun, 'writer'> = {
    target,
    ports,
    limit: pLimit(Math.max(1, request.options.concurrency)),
    readAt: state.readAt,
    timeout: request.timeout,
    inactiveTimeout: request.inactiveTimeout ?? request.timeout,
    force: request.force === true,
    signal,
    experience: { updateTime: USUAL_UPDATE_TIME, snapshotTime: USUAL_SNAPSHOT_TIME, functions },
    halt: { cause: undefined },
    ...(keeper && { keeper }),
    ...(publisher && { layers: publisher }),
    onFirstWrite: ({ service, logicalId, zipSize }) => {
      emit({ type: 'update-started', service, logicalId, zipSize });
    },
    onNotice: (notice) => notices.push(notice),
  };
  const outcomes = request.dryRun
    ? plan.actions.map(dryRunOutcome)
    : await carryOutPlan(plan, state.functions, request, run, ports, emit, notices);

  notices.push(...((await keeper?.finish()) ?? []));
  notices.push(...(await infrastructure()));
  // What an interruption left is told once more by the next command: nobody may have seen it now.
  if (!outcomes.some(isCutOff)) await entry?.end();
  if (!request.dryRun) await Promise.all(earlier.runs.map((run) => run.forget()));

  const layers = await settleLayers(plan, publisher, request, ports, notices);
  if (layers !== undefined && !request.dryRun) notices.push(...(await recordLayers(layers, target, ports)));

  const report: DeployReport = {
    schema: 1,
    command,
    environment: plan.environment,
    accountId,
    region,
    dryRun: request.dryRun,
    outcomes,
    ...(layers && { layers }),
    counts: countOutcomes(outcomes),
    notCompared: plan.notCompared,
    notices,
    ...(plan.why && { why: plan.why }),
    duration: clock.now() - started,
  };
  emit({ type: 'deploy-finished', report });
  return success(report);
}

function isCutOff(outcome: FunctionOutcome): boolean {
  return outcome.kind === 'failed' && outcome.failure.code === 'NXL-DEPLOY-INTERRUPTED';
}

/** What fails every call alike is told once, as the failure of the run: nothing was written yet. */
function haltingFailure({ deployed }: FunctionFacts): Failure | undefined {
  return deployed.kind === 'unreadable' && haltsRun(deployed.failure) ? deployed.failure : undefined;
}

function deployTarget(
  { environment, options }: DeployRequest,
  { accountId, arn: callerArn, region }: CallerIdentity,
): DeployTarget {
  const { accounts, protect, artifactBucket, storage = 'copy' } = options;
  const hasArtifactBucket = artifactBucket !== undefined;
  return { environment, accountId, callerArn, region, accounts, protect, hasArtifactBucket, storage };
}

interface LayeredState extends ReadState {
  readonly layers: readonly LayerTarget[];
}

/** What is undone is code alone. */
async function withLayers(
  { services, undo }: DeployRequest,
  state: ReadState,
  target: DeployTarget,
  ports: DeployPorts,
  signal: AbortSignal | undefined,
): Promise<LayeredState> {
  const { layers } = ports;
  if (layers === undefined || undo !== undefined || signal?.aborted) return { ...state, layers: [] };
  const read = await readLayers(services, state.functions, target, { ...ports, layers }, signal);
  const notices = [...state.notices, ...read.notices];
  return { ...state, functions: read.functions, notices, layers: read.targets };
}

/** A rollback brings back code alone. */
function layersLeft({ undo, services }: DeployRequest, { actions }: DeployPlan): readonly Notice[] {
  if (undo === undefined) return [];
  const layered = services.flatMap(({ name, functions }) =>
    functions.filter(({ layers = [] }) => layers.length > 0).map(({ logicalId }) => JSON.stringify([name, logicalId])),
  );
  const restored = actions.filter(
    ({ kind, service, logicalId }) => kind === 'update' && layered.includes(JSON.stringify([service, logicalId])),
  );
  return restored.length === 0 ? [] : [layersNotRestored(restored.map(({ logicalId }) => logicalId))];
}

/** What was planned of the layers, with what became of it. */
async function settleLayers(
  { layers }: DeployPlan,
  publisher: LayerPublisher | undefined,
  request: DeployRequest,
  ports: DeployPorts,
  notices: Notice[],
): Promise<readonly LayerOutcome[] | undefined> {
  if (layers === undefined) return undefined;
  const remove = request.removeOldLayerVersions === true && !request.dryRun && ports.layers !== undefined;
  const old = remove
    ? await removeOldVersions(layers, request.environment.name, { ...ports, layers: ports.layers })
    : undefined;
  notices.push(...(old?.notices ?? []));
  return layers.map((action): LayerOutcome => {
    const arn = publisher?.published(action);
    const removedVersions = old?.removed.get(action);
    const published = arn !== undefined && { arn, published: true };
    return { ...action, ...published, ...(removedVersions && { removedVersions }) };
  });
}

function makePlan(
  request: DeployRequest,
  target: DeployTarget,
  { functions, layers }: LayeredState,
  records: readonly (DeploymentRecord | undefined)[],
): DeployPlan {
  const { functionPattern, notCompared } = request;
  const plan = planDeployment({
    target,
    functions,
    ...(layers.length > 0 && { layers }),
    notCompared,
    ...(functionPattern !== undefined && { functionPattern }),
  });
  if (!request.why) return plan;
  const why = plan.actions.flatMap((action, index) => {
    const facts = functions[index];
    return facts === undefined ? [] : explainFunction(facts, action, records[index], modulesOf(request, action));
  });
  return { ...plan, why };
}

function modulesOf(
  { services, graphOf }: DeployRequest,
  { service, logicalId }: FunctionSubject,
): FunctionModules | undefined {
  const graph = graphOf?.(service, logicalId);
  const fn = services.find(({ name }) => name === service)?.functions.find((each) => each.logicalId === logicalId);
  return graph === undefined || fn === undefined ? undefined : { graph, entryPoints: entryPointsOf(fn) };
}

function artifactBucket({ accountId, region }: DeployPlan, { options }: DeployRequest): ArtifactBucket | undefined {
  const { artifactBucket: name, artifactPrefix: prefix, storage = 'copy' } = options;
  if (name === undefined) return undefined;
  return { name: bucketName(name, { accountId, region }), prefix, owner: accountId, storage };
}

/** Outcomes are in the order of the plan, whatever the order in which they come. */
async function carryOutPlan(
  plan: DeployPlan,
  functions: readonly FunctionFacts[],
  request: DeployRequest,
  run: Omit<UpdateRun, 'writer'>,
  ports: DeployPorts,
  emit: Emit,
  notices: Notice[],
): Promise<readonly FunctionOutcome[]> {
  const bucket = artifactBucket(plan, request);
  const writer = createCodeWriter(ports, bucket, emit);
  let settled = 0;
  const tell = (outcome: FunctionOutcome): FunctionOutcome => {
    settled += 1;
    emit({ type: 'function-settled', outcome });
    return outcome;
  };
  const total = plan.actions.length;
  const tellProgress = () => emit({ type: 'deploy-progress', settled, total });

  const quiet = plan.actions.map((action) =>
    action.kind === 'update' ? undefined : tell(outcomeWithoutWriting(action)),
  );
  return withProgress(ports.clock, tellProgress, () =>
    Promise.all(
      plan.actions.map(async (action, index) => {
        const facts = functions[index];
        const known = quiet[index];
        if (known !== undefined) return known;
        if (action.kind !== 'update' || facts?.artifact.kind !== 'built') throw new Error('a plan without its facts');
        const { manifest } = facts.artifact;
        const task = { action, facts, manifest };
        const outcome = await carryOut(task, { ...run, writer });
        if (outcome.kind === 'updated') {
          const { undo } = request;
          const commit = undo === undefined ? request.commit : undo.commitOf(action);
          const restoredAt = undo === undefined ? undefined : new Date(ports.clock.now()).toISOString();
          notices.push(...(await recordDeployment(action, manifest, plan, ports, commit, restoredAt)));
          await run.keeper?.afterProof(task);
        }
        return tell(outcome);
      }),
    ),
  );
}
