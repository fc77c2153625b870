/**
 * Build services: bundle and package every function, each to its own result. A function whose inputs are those of an
 * earlier build takes that build's artifact. One function's failure stops no other, and a service's result is told as
 * soon as its last function is done.
 */
import {
  type BuildPorts,
  type Bundle,
  type BundledFunction,
  type BundleGroup,
  type BundleOptions,
  bundleQueue,
  type Emit,
  type FunctionInputs,
  type LambdaFunction,
  type ModuleGraph,
  type Notice,
  type Result,
  type Service,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { buildFunction, type FunctionBuildResult } from './build-function.ts';
import { type ServiceBuildResult, settleServices } from './build-settlement.ts';
import { buildState, type FunctionState } from './build-state.ts';
import { callSizes, turns } from './bundle-calls.ts';
import { earlyBundles } from './early-bundles.ts';

export type { ServiceBuildResult } from './build-settlement.ts';

export interface BuildRequest {
  /** Whole services: stored artifacts of functions that a service does not have are removed. */
  readonly services: readonly Service[];
  /** Further ones: asked for once, while functions of the first ones are bundled. Nothing is told before. */
  readonly further?: () => Promise<readonly Service[]>;
  /** What the graph declared. Functions that are listed here have their build proven against it, and can be reused. */
  readonly inputs?: readonly FunctionInputs[];
  /**
   * Tells the inputs of further services, just before their functions are built: so the graph of some is read while
   * others are bundled. Asked once a service.
   */
  readonly scan?: (services: readonly Service[]) => Promise<readonly FunctionInputs[]>;
  /** The graph as one function's options make it. */
  readonly graphOf?: (service: string, logicalId: string) => ModuleGraph | undefined;
  /** Explain what changed in each function since its last build here. */
  readonly why?: boolean;
  /** Build every function, also where an artifact of equal inputs is kept. */
  readonly fresh?: boolean;
  /** How many functions are packaged at once. */
  readonly concurrency: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Called once for each service, as soon as it is done. */
  readonly onServiceBuilt?: (result: ServiceBuildResult) => void;
}

export interface BuildOutcome {
  readonly ok: boolean;
  readonly services: readonly ServiceBuildResult[];
  /** With those that were reused. */
  readonly built: number;
  readonly reused: number;
  readonly failed: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** An entry point, and the functions of it that no earlier artifact was found for. */
interface StaleEntry {
  readonly entryPoint: string;
  readonly functions: readonly (BundledFunction & { readonly before: FunctionState })[];
}

/** One call of the bundler uses every core by itself; a second one fills the gaps while its output is read. */
const BUNDLE_CALLS_AT_ONCE = 2;
/** With those that are scanned, and those whose bundles are packaged. */
const GROUPS_AT_ONCE = 3;

export async function buildServices(request: BuildRequest, ports: BuildPorts, emit: Emit): Promise<BuildOutcome> {
  const start = request.now();
  const services = [...request.services];
  const first = bundledFunctions(services);
  const early = earlyBundles(ports.early);
  early.look(first);
  const queue = bundleQueue(first);
  const readFurther = async (): Promise<readonly Service[]> => {
    const further = (await request.further?.()) ?? [];
    services.push(...further);
    const functions = bundledFunctions(further);
    early.look(functions);
    queue.add(functions);
    const count = services.reduce((sum, service) => sum + service.functions.length, 0);
    emit({ type: 'build-started', services: services.length, functions: count });
    return further;
  };
  let reading: Promise<readonly Service[]> | undefined;
  let isDue = (): void => undefined;
  const due = new Promise<void>((resolve) => {
    isDue = resolve;
  });
  const further = (): Promise<readonly Service[]> => {
    reading ??= readFurther();
    return reading;
  };
  if (request.further === undefined || queue.waiting() === 0) {
    isDue();
    await further();
  }

  const sizes = callSizes();
  const turn = turns(request.now);

  const tell = noticesOnce(emit);
  const state = buildState(request, ports, tell);
  const settlement = settleServices(services, ports, state, emit, request.onServiceBuilt);
  const packaging = pLimit(request.concurrency);
  const bundling = pLimit(BUNDLE_CALLS_AT_ONCE);
  // One after the other, so that the first group is bundled while the next one is looked at.
  const preparing = pLimit(1);
  let rounds = 0;

  const settle = async (service: Service, before: FunctionState, work: () => Promise<FunctionBuildResult>) => {
    isDue();
    await further();
    // Settled inside of the limit: all that come at once would else wait for the same turn and then hold the thread.
    await packaging(async () => {
      await turn();
      const begin = request.now();
      const result = await work();
      const explained = before.why === undefined ? result : { ...result, why: before.why };
      await settlement.settle(service, explained, request.now() - begin);
    });
  };
  const buildOne = (service: Service, fn: LambdaFunction, before: FunctionState, bundled?: Result<Bundle>) => {
    const { inputs, fingerprint } = before;
    const own = { service, function: fn, inputs, fingerprint, tell: tell.bind(undefined, service) };
    // Only what the bundler reads is read once for many functions.
    const build = fn.source.kind === 'bundle' && fn.source.bundle.assets.length === 0 ? { ...own, round: rounds } : own;
    return settle(service, before, () => buildFunction(build, bundled, ports));
  };
  /** Undefined: the function is settled with an earlier artifact. */
  const reuseOne = async (service: Service, fn: LambdaFunction): Promise<FunctionState | undefined> => {
    const before = await packaging(async () => {
      await turn();
      return state.read(service, fn);
    });
    const applied = await before.hit?.apply(service);
    if (before.hit === undefined || applied?.ok !== true) return before;
    const { manifest } = before.hit;
    await settle(service, before, async () => ({ kind: 'built', logicalId: fn.logicalId, manifest, reused: true }));
    return undefined;
  };
  /** The entry points that no earlier artifact is found for. */
  const prepare = async (group: BundleGroup): Promise<readonly StaleEntry[]> => {
    await state.scan(group.entries.flatMap((entry) => entry.functions.map(({ service }) => service)));
    return Promise.all(
      group.entries.map(async ({ entryPoint, functions: sharing }) => {
        const states = await Promise.all(sharing.map((each) => reuseOne(each.service, each.function)));
        const left = sharing.flatMap((each, index) => {
          const before = states[index];
          return before === undefined ? [] : [{ ...each, before }];
        });
        return { entryPoint, functions: left };
      }),
    );
  };
  const bundle = async (entries: readonly { readonly entryPoint: string }[], options: BundleOptions) => {
    const entryPoints = entries.map(({ entryPoint }) => entryPoint);
    const bundles = await bundling(() => ports.bundler.bundle({ entryPoints, options }));
    sizes.learn(bundles);
    isDue();
    rounds += 1;
    return new Map(bundles.map((each, index) => [entryPoints[index] ?? '', each]));
  };
  const buildEntries = async (entries: readonly StaleEntry[], call: Promise<ReadonlyMap<string, Result<Bundle>>>) => {
    if (entries.length === 0) return;
    const bundles = await call;
    await Promise.all(
      entries.flatMap(({ entryPoint, functions }) =>
        functions.map((each) => buildOne(each.service, each.function, each.before, bundles.get(entryPoint))),
      ),
    );
  };
  const buildGroup = async (group: BundleGroup) => {
    const begun = early.begin(group, bundle);
    if (begun !== undefined) {
      // What was begun is on its way before this thread is busy, and what can be begun next is known.
      await immediately();
      await further();
      await immediately();
    }
    const stale = await preparing(() => prepare(group));
    const entries = stale.filter((entry) => entry.functions.length > 0);
    const taken = entries.filter((entry) => begun?.has(entry.entryPoint) === true && early.holds(entry.functions));
    const others = entries.filter((entry) => !taken.includes(entry));
    const call = others.length > 0 ? bundle(others, group.options) : undefined;
    if (entries.length > 0) setImmediate(() => void further().catch(() => undefined));
    await Promise.all([begun && buildEntries(taken, begun.bundles), call && buildEntries(others, call)]);
  };
  const buildGroups = async () => {
    const next = () => queue.next(sizes.next(queue.waiting()));
    for (;;) {
      const group = next() ?? (await due.then(further).then(next));
      if (group === undefined) return;
      await buildGroup(group);
    }
  };
  const packageOne = async (service: Service, fn: LambdaFunction) => {
    await state.scan([service]);
    const before = await reuseOne(service, fn);
    if (before !== undefined) await buildOne(service, fn, before);
  };
  const packageUnbundled = async (some: readonly Service[]) => {
    await Promise.all(
      some.flatMap((service) =>
        service.functions.filter(({ source }) => source.kind !== 'bundle').map((each) => packageOne(service, each)),
      ),
    );
  };
  await Promise.all([...Array.from({ length: GROUPS_AT_ONCE }, buildGroups), packageUnbundled(request.services)]);
  await packageUnbundled(await further());
  for (const service of services) if (service.functions.length === 0) await settlement.finish(service);
  await ports.reuse?.finish();

  const built = settlement.results();
  const results = built.flatMap((service) => service.functions);
  const failed = results.filter((result) => result.kind === 'failed').length;
  const outcome: BuildOutcome = {
    ok: built.every((service) => service.ok),
    services: built,
    built: results.length - failed,
    reused: results.filter((result) => result.kind === 'built' && result.reused).length,
    failed,
    duration: request.now() - start,
  };
  const { reused, duration } = outcome;
  emit({ type: 'build-finished', built: outcome.built, ...(reused > 0 && { reused }), failed, duration });
  return outcome;
}

function immediately(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function bundledFunctions(services: readonly Service[]): readonly BundledFunction[] {
  return services.flatMap((service) =>
    service.functions.flatMap((fn) =>
      fn.source.kind === 'bundle' ? [{ service, function: { ...fn, source: fn.source } }] : [],
    ),
  );
}

/** What concerns the store of earlier artifacts is the same for all functions: it is told for the first alone. */
function noticesOnce(emit: Emit): (service: Service, notice: Notice) => void {
  const told = new Set<string>();
  return (service, notice) => {
    if (told.has(notice.code)) return;
    told.add(notice.code);
    emit({ type: 'notice', service: service.name, notice });
  };
}
