/**
 * Build services: bundle and package every function, each to its own result. One function's failure stops no other,
 * and a service's result is told as soon as its last function is done.
 */
import {
  type BuildPorts,
  type BundleEntry,
  type BundleGroup,
  bundleGroups,
  type Emit,
  type Failure,
  type FunctionInputs,
  type LambdaFunction,
  type Service,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { buildFunction, type FunctionBuildResult } from './build-function.ts';

export interface BuildRequest {
  /** Whole services: stored artifacts of functions that a service does not have are removed. */
  readonly services: readonly Service[];
  /** What the graph declared. Functions that are listed here have their build proven against it. */
  readonly inputs?: readonly FunctionInputs[];
  /** How many functions are packaged at once. */
  readonly concurrency: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Called once for each service, as soon as it is done. */
  readonly onServiceBuilt?: (result: ServiceBuildResult) => void;
}

export interface ServiceBuildResult {
  readonly service: string;
  /** No function failed and the service itself has no failures. */
  readonly ok: boolean;
  /** Failures of the service as a whole. */
  readonly failures: readonly Failure[];
  readonly functions: readonly FunctionBuildResult[];
}

export interface BuildOutcome {
  readonly ok: boolean;
  readonly services: readonly ServiceBuildResult[];
  readonly built: number;
  readonly failed: number;
  /** Milliseconds. */
  readonly duration: number;
}

/**
 * Entry points in one call of the bundler: enough that shared files are parsed seldom, few enough that the output of
 * two calls, 2 MB of code and 4 MB of source map an entry at worst, stays within some hundred MB.
 */
const GROUP_SIZE = 64;

/** One call of the bundler uses every core by itself; a second one fills the gaps while the first one's output is packaged. */
const BUNDLE_CALLS_AT_ONCE = 2;

export async function buildServices(request: BuildRequest, ports: BuildPorts, emit: Emit): Promise<BuildOutcome> {
  const start = request.now();
  const functions = request.services.flatMap((service) =>
    service.functions.map((each) => ({ service, function: each })),
  );
  emit({ type: 'build-started', services: request.services.length, functions: functions.length });

  const declared = new Map(request.inputs?.map((inputs) => [functionKey(inputs.service, inputs.logicalId), inputs]));
  const groups = bundleGroups(
    functions.flatMap(({ service, function: fn }) => {
      return fn.source.kind === 'bundle' ? [{ service, function: { ...fn, source: fn.source } }] : [];
    }),
    GROUP_SIZE,
  );

  const settlement = settleServices(request, ports, emit);
  const packaging = pLimit(request.concurrency);
  const bundling = pLimit(BUNDLE_CALLS_AT_ONCE);
  const buildOne = async (service: Service, fn: LambdaFunction, bundled?: Parameters<typeof buildFunction>[3]) => {
    const inputs = declared.get(functionKey(service.name, fn.logicalId));
    const begin = request.now();
    const result = await packaging(() => buildFunction(service, fn, inputs, bundled, ports));
    await settlement.settle(service, result, request.now() - begin);
  };
  const buildEntry = async (entry: BundleEntry, bundled: Parameters<typeof buildFunction>[3]) => {
    await Promise.all(entry.functions.map((each) => buildOne(each.service, each.function, bundled)));
  };
  const buildGroup = async (group: BundleGroup) => {
    const entryPoints = group.entries.map((entry) => entry.entryPoint);
    const bundles = await ports.bundler.bundle({ entryPoints, options: group.options });
    await Promise.all(group.entries.map((entry, index) => buildEntry(entry, bundles[index])));
  };
  await Promise.all([
    ...request.services
      .filter((service) => service.functions.length === 0)
      .map((service) => settlement.finish(service)),
    ...groups.map((group) => bundling(() => buildGroup(group))),
    ...functions
      .filter((each) => each.function.source.kind !== 'bundle')
      .map((each) => buildOne(each.service, each.function)),
  ]);

  const services = settlement.results();
  const results = services.flatMap((service) => service.functions);
  const failed = results.filter((result) => result.kind === 'failed').length;
  const outcome: BuildOutcome = {
    ok: services.every((service) => service.ok),
    services,
    built: results.length - failed,
    failed,
    duration: request.now() - start,
  };
  emit({ type: 'build-finished', built: outcome.built, failed: outcome.failed, duration: outcome.duration });
  return outcome;
}

function functionKey(service: string, logicalId: string): string {
  return JSON.stringify([service, logicalId]);
}

/** Collects the functions' results, tells each, and finishes a service when its last function has settled. */
function settleServices(request: BuildRequest, ports: BuildPorts, emit: Emit) {
  const settled = new Map<Service, FunctionBuildResult[]>();
  const finished = new Map<Service, ServiceBuildResult>();

  const finish = async (service: Service): Promise<void> => {
    const results = settled.get(service) ?? [];
    const functions = service.functions.flatMap(
      (fn) => results.find((result) => result.logicalId === fn.logicalId) ?? [],
    );
    // A failed build leaves no artifact: an older one would be deployed as if it were this one's.
    const keep = functions.flatMap((result) => (result.kind === 'built' ? [result.logicalId] : []));
    const pruned = await ports.store.prune(service, keep);
    const failures = [...service.failures, ...(pruned.ok ? [] : pruned.failures)];
    if (failures.length > 0) emit({ type: 'service-failed', service: service.name, failures });
    const ok = failures.length === 0 && keep.length === service.functions.length;
    const result: ServiceBuildResult = { service: service.name, ok, failures, functions };
    finished.set(service, result);
    request.onServiceBuilt?.(result);
  };

  const settle = async (service: Service, result: FunctionBuildResult, duration: number): Promise<void> => {
    const results = settled.get(service) ?? [];
    settled.set(service, results);
    results.push(result);
    const subject = { service: service.name, logicalId: result.logicalId };
    if (result.kind === 'built') {
      const { codeSha256, zipSize } = result.manifest;
      emit({ type: 'function-built', ...subject, codeSha256, zipSize, duration });
    } else {
      emit({ type: 'function-build-failed', ...subject, failures: result.failures });
    }
    if (results.length === service.functions.length) await finish(service);
  };

  const results = () => request.services.flatMap((service) => finished.get(service) ?? []);
  return { settle, finish, results };
}
