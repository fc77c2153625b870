/** One round of a watch: build the functions that were touched, and deploy those whose bytes differ. */
import {
  type BuildPorts,
  type DeployReport,
  type Emit,
  type Failure,
  type FunctionOutcome,
  type FunctionSubject,
  haltsRun,
  isPassing,
  type Service,
  selectsFunction,
  withLayerUnits,
} from '@nx-lambda/core';
import { type BuildOutcome, buildServices } from './build.ts';
import { deployServices } from './deploy.ts';
import type { WatchPorts, WatchRequest } from './watch-request.ts';
import { keyOf, type WatchState } from './watch-state.ts';

export interface Round {
  readonly units: readonly FunctionSubject[];
  readonly isFirst: boolean;
}

export interface RoundResult {
  readonly updated: readonly FunctionSubject[];
  /** Functions of the round that are not deployed. */
  readonly left: number;
  /** What kept functions from being deployed that may be gone by itself, or by what the user does elsewhere. */
  readonly passing?: Failure;
  /** To be tried again. */
  readonly again: readonly FunctionSubject[];
  /** Nothing could be told about any function. */
  readonly failure?: Failure;
}

export async function carryOutRound(
  { units, isFirst }: Round,
  request: WatchRequest,
  state: WatchState,
  ports: WatchPorts,
  emit: Emit,
  signal: AbortSignal,
): Promise<RoundResult> {
  const chosen = new Set(units.map(keyOf));
  const built = await buildChosen(chosen, isFirst, state, ports, emit);
  const results = built.services.flatMap(({ service, functions }) => functions.map((each) => ({ service, ...each })));
  const broken = results.flatMap((each) => (each.kind === 'failed' ? [each] : []));
  for (const { service, logicalId, failures } of broken) state.leave({ service, logicalId }, failures[0]);

  const ready = new Set(results.flatMap((each) => (each.kind === 'built' ? [keyOf(each)] : [])));
  const services = state.services.map((service) => deployedPart(service, ready, isFirst));
  const functions = services.flatMap(({ name, functions: own }) =>
    own.map(({ logicalId }) => ({ service: name, logicalId })),
  );
  const refusal = request.refuse?.();
  const none = { updated: [], again: [] };
  if (refusal !== undefined) {
    emit({ type: 'notice', notice: refusal });
    for (const each of functions) state.leave(each, refusal);
    return { ...none, left: chosen.size };
  }
  if (functions.length === 0 || signal.aborted) return { ...none, left: broken.length + functions.length };
  const deployed = await deployServices(
    {
      environment: request.environment,
      services,
      options: request.options,
      ...(request.functionPattern !== undefined && { functionPattern: request.functionPattern }),
      dryRun: false,
      why: false,
      notCompared: 0,
      timeout: request.timeout,
      ...(request.inactiveTimeout !== undefined && { inactiveTimeout: request.inactiveTimeout }),
      ...commitOf(request),
      runId: request.runId(),
    },
    ports.deploy,
    emit,
    signal,
  );
  if (!deployed.ok) {
    const [failure] = deployed.failures;
    for (const each of functions) state.leave(each, failure);
    const passing = mayPass(failure) && { passing: failure };
    return {
      updated: [],
      left: broken.length + functions.length,
      again: passing ? functions : [],
      ...passing,
      failure,
    };
  }
  return settled(deployed.value, broken.length, state);
}

async function buildChosen(
  chosen: ReadonlySet<string>,
  isFirst: boolean,
  state: WatchState,
  ports: WatchPorts,
  emit: Emit,
): Promise<BuildOutcome> {
  const services = state.services.map(withLayerUnits).flatMap((service) => {
    const functions = service.functions.filter(({ logicalId }) =>
      chosen.has(keyOf({ service: service.name, logicalId })),
    );
    return functions.length === 0 ? [] : [{ ...service, functions, failures: [], notices: [] }];
  });
  // A definition that changed is read anew: what that means for a function is known, function by function.
  const inputs = await ports.scan(services.map((service) => ({ ...service, definitionFiles: [] })));
  const outcome = await buildServices(
    {
      services,
      inputs,
      concurrency: 4,
      now: () => ports.clock.now(),
    },
    keepingOthers(ports.build(isFirst), state, chosen),
    emit,
  );
  const failed = new Set(
    outcome.services.flatMap(({ service, functions }) =>
      functions.flatMap(({ kind, logicalId }) => (kind === 'failed' ? [keyOf({ service, logicalId })] : [])),
    ),
  );
  for (const each of inputs) state.learn(each, failed.has(keyOf(each)));
  return outcome;
}

/** Artifacts of functions that are not part of this round stay. */
function keepingOthers(ports: BuildPorts, state: WatchState, chosen: ReadonlySet<string>): BuildPorts {
  return {
    ...ports,
    store: {
      write: (service, artifact) => ports.store.write(service, artifact),
      prune(service, keep) {
        const whole = state.services.find(({ name }) => name === service.name) ?? service;
        const others = withLayerUnits(whole)
          .functions.map(({ logicalId }) => logicalId)
          .filter((logicalId) => !chosen.has(keyOf({ service: service.name, logicalId })));
        return ports.store.prune(service, [...keep, ...others]);
      },
    },
  };
}

/** Functions that were built, and those whose layers were. */
function deployedPart(service: Service, ready: ReadonlySet<string>, isFirst: boolean): Service {
  const isReady = (logicalId: string) => ready.has(keyOf({ service: service.name, logicalId }));
  return {
    ...service,
    functions: service.functions.filter(({ logicalId, layers = [] }) => isReady(logicalId) || layers.some(isReady)),
    undeployable: isFirst ? service.undeployable : [],
  };
}

function commitOf({ commit }: WatchRequest): { readonly commit?: string } {
  const found = commit();
  return found === undefined ? {} : { commit: found };
}

function settled({ outcomes }: DeployReport, broken: number, state: WatchState): RoundResult {
  const updated: FunctionSubject[] = [];
  const again: FunctionSubject[] = [];
  let passing: Failure | undefined;
  let left = broken;
  for (const outcome of outcomes) {
    const { service, logicalId, physicalName } = outcome;
    if (outcome.kind === 'updated') {
      updated.push({ service, logicalId, ...(physicalName === undefined ? {} : { physicalName }) });
    }
    const failure = failureOf(outcome);
    if (failure === undefined) {
      state.deployed(outcome);
      continue;
    }
    left += 1;
    state.leave(outcome, failure);
    if (!mayPass(failure)) continue;
    passing ??= failure;
    again.push({ service, logicalId });
  }
  return { updated, again, left, ...(passing && { passing }) };
}

function failureOf(outcome: FunctionOutcome): Failure | undefined {
  return outcome.kind === 'failed' || outcome.kind === 'refused' ? outcome.failure : undefined;
}

/** Networks come back, and who watches signs in elsewhere. */
function mayPass(failure: Failure): boolean {
  return isPassing(failure) || haltsRun(failure) || failure.code === 'NXL-DEPLOY-HALTED';
}

/** Whether `--function` leaves it in. */
export function isAsked({ logicalId }: FunctionSubject, { functionPattern }: WatchRequest): boolean {
  return functionPattern === undefined || selectsFunction(functionPattern, logicalId);
}
