/**
 * Watch services: bring everything up to date, then build and deploy what each save changed, until the signal. When a
 * round begins is decided in core/watch; what is deployed in core/plan, as for any deployment.
 */
import {
  beginRound,
  type Emit,
  endRound,
  type FunctionSubject,
  failed,
  type LambdaEvent,
  NO_ROUND,
  nextRoundAt,
  type Result,
  type RoundState,
  saved,
  success,
  type WatchReport,
} from '@nx-lambda/core';
import type { WatchPorts, WatchRequest } from './watch-request.ts';
import { carryOutRound, isAsked, type RoundResult } from './watch-round.ts';
import { keyOf, WatchState } from './watch-state.ts';

/** Fails only where the first round can tell nothing about any function: no region, no valid credentials. */
export async function watchServices(
  request: WatchRequest,
  ports: WatchPorts,
  emit: Emit,
  signal: AbortSignal,
): Promise<Result<WatchReport>> {
  const { clock } = ports;
  const started = clock.now();
  const state = new WatchState(request, ports);
  await state.start();
  const watched = watchedUnits(state, request);
  const services = request.services.map(({ name }) => name);
  emit({ type: 'watch-started', environment: request.environment.name, services, functions: watched.length });

  const session: Session = { request, ports, state, emit, signal, invocations: new Set(), rounds: 0, updates: 0 };
  let rounds: RoundState = NO_ROUND;
  const bell = alarm(signal);
  const watch = ports.watchPaths((paths) => {
    rounds = saved(rounds, paths, clock.now());
    bell.ring();
  });
  const rewatch: Rewatch = (paths, since) => watch.watch(paths, since);
  try {
    const first = await round(session, { paths: [], units: watched, isFirst: true }, rewatch);
    if (first.failure !== undefined) return failed(first.failure);
    let again = first.again;
    rounds = endRound(rounds, again.length > 0, clock.now());
    while (!signal.aborted) {
      const at = nextRoundAt(rounds);
      const delay = at === undefined ? undefined : at - clock.now();
      if (delay === undefined || delay > 0) {
        await bell.wait(clock, delay);
        continue;
      }
      const later = ports.isCheckingOut() ? nextRoundAt(saved(rounds, [], clock.now())) : undefined;
      if (later !== undefined && later > clock.now()) {
        rounds = saved(rounds, [], clock.now());
        continue;
      }
      const begun = beginRound(rounds);
      rounds = begun.state;
      const done = await savedRound(session, begun.paths, again, rewatch);
      again = done.again;
      rounds = endRound(rounds, again.length > 0, clock.now());
    }
  } finally {
    watch.close();
    await Promise.all(session.invocations);
  }
  const report: WatchReport = {
    schema: 1,
    command: 'watch-feature',
    environment: request.environment.name,
    services,
    rounds: session.rounds,
    updates: session.updates,
    left: state.left.filter((each) => isAsked(each, request)),
    duration: clock.now() - started,
  };
  emit({ type: 'watch-finished', report });
  return success(report);
}

interface Session {
  readonly request: WatchRequest;
  readonly ports: WatchPorts;
  readonly state: WatchState;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly invocations: Set<Promise<void>>;
  rounds: number;
  updates: number;
}

interface RoundPlan {
  readonly paths: readonly string[];
  readonly units: readonly FunctionSubject[];
  readonly isFirst: boolean;
}

type Rewatch = ReturnType<WatchPorts['watchPaths']>['watch'];

function watchedUnits(state: WatchState, request: WatchRequest): readonly FunctionSubject[] {
  return state.all().filter((each) => isAsked(each, request) || isLayer(state, each));
}

function isLayer(state: WatchState, { service, logicalId }: FunctionSubject): boolean {
  const found = state.services.find(({ name }) => name === service);
  return found?.layers?.some((layer) => layer.logicalId === logicalId) === true;
}

/** A round for what was saved, with what an earlier one left. */
async function savedRound(
  session: Session,
  paths: ReadonlySet<string>,
  again: readonly FunctionSubject[],
  rewatch: Rewatch,
): Promise<RoundResult> {
  const { request, ports, state, emit } = session;
  const since = ports.clock.now();
  const touched = new Map(again.map((each) => [keyOf(each), each]));
  const isDefinition = state.isDefinition(paths);
  if (isDefinition) {
    const { changed, broken, notices } = await state.readDefinitions();
    for (const { name, failures } of broken) emit({ type: 'service-failed', service: name, failures });
    for (const notice of notices) emit({ type: 'notice', ...notice });
    for (const each of changed) touched.set(keyOf(each), each);
  }
  const matchesAny = ports.build(false).matchesAny;
  for (const each of state.touchedBy(paths, matchesAny)) touched.set(keyOf(each), each);
  const wanted = new Set(watchedUnits(state, request).map(keyOf));
  const units = [...touched.values()].filter((each) => wanted.has(keyOf(each)));
  if (units.length > 0) return round(session, { paths: [...paths].sort(), units, isFirst: false }, rewatch);
  if (isDefinition) rewatch(state.watched(), since);
  return { updated: [], again: [], left: 0 };
}

async function round(session: Session, plan: RoundPlan, rewatch: Rewatch): Promise<RoundResult> {
  const { request, ports, state, signal } = session;
  const since = ports.clock.now();
  session.rounds += 1;
  // Of tries that end as the one before did nothing is told.
  const isRetry = !plan.isFirst && plan.paths.length === 0;
  const held: LambdaEvent[] = [];
  const emit: Emit = isRetry ? (event) => held.push(event) : session.emit;
  const { rounds } = session;
  emit({ type: 'round-started', round: rounds, paths: plan.paths, functions: plan.units });
  const result = await carryOutRound(plan, request, state, ports, emit, signal);
  const watched = state.watched();
  rewatch(watched, since);
  session.updates += result.updated.length;
  const { updated, left, passing, failure } = result;
  const counts = { updated: updated.length, left, watched: watched.present.size };
  if (failure !== undefined && passing === undefined) {
    for (const { name } of state.services.slice(0, 1))
      emit({ type: 'service-failed', service: name, failures: [failure] });
  }
  emit({ type: 'round-finished', round: rounds, ...counts, duration: ports.clock.now() - since });
  if (passing === undefined || updated.length > 0) for (const event of held) session.emit(event);
  else if (!isRetry) session.emit({ type: 'watch-retrying', failure: passing });
  for (const subject of updated) invokeLater(session, subject);
  return result;
}

function invokeLater({ request, invocations }: Session, subject: FunctionSubject): void {
  const work = request.afterUpdate?.(subject).finally(() => invocations.delete(work ?? Promise.resolve()));
  if (work !== undefined) invocations.add(work);
}

/** Waits that end early when somebody rings, or the signal comes. */
function alarm(signal: AbortSignal) {
  let waiting: AbortController | undefined;
  let rang = false;
  const ring = () => {
    rang = true;
    waiting?.abort();
  };
  signal.addEventListener('abort', ring, { once: true });
  return {
    ring,
    /** @param ms undefined: until it rings. */
    async wait(clock: WatchPorts['clock'], ms: number | undefined): Promise<void> {
      if (!rang) {
        const controller = new AbortController();
        waiting = controller;
        if (ms === undefined) {
          await new Promise<void>((resolve) =>
            controller.signal.addEventListener('abort', () => resolve(), { once: true }),
          );
        } else {
          await clock.wait(ms, controller.signal);
          // A busy process hears of the rest of a burst only now.
          await clock.wait(0);
        }
        waiting = undefined;
      }
      rang = false;
    },
  };
}
