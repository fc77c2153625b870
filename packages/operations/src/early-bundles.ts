/**
 * Bundling that begins before the graph is read, where the function must evidently be built: so the bundler works while
 * this thread reads. What it makes counts where nothing has changed since; all else is bundled again.
 */
import type {
  Bundle,
  BundledFunction,
  BundleEntry,
  BundleGroup,
  BundleOptions,
  EarlyBundlingPort,
  Result,
} from '@nx-lambda/core';
import type { FunctionState } from './build-state.ts';

type Bundles = ReadonlyMap<string, Result<Bundle>>;

interface Begun {
  /** Of an entry point. */
  has(entryPoint: string): boolean;
  readonly bundles: Promise<Bundles>;
}

export function earlyBundles(port: EarlyBundlingPort | undefined) {
  const outdated = new Set<BundledFunction>();
  let hasFailed = false;
  return {
    /** To be called before anything else is read of them. */
    look(functions: readonly BundledFunction[]): void {
      for (const each of port?.outdated(functions) ?? []) outdated.add(each);
    },
    /** Undefined: nothing of the group is evidently outdated. Nothing is begun after bundles that did not hold. */
    begin(
      { entries, options }: BundleGroup,
      bundle: (entries: readonly BundleEntry[], options: BundleOptions) => Promise<Bundles>,
    ): Begun | undefined {
      if (hasFailed) return undefined;
      const begun = entries.filter((entry) => entry.functions.some((each) => outdated.has(each)));
      if (begun.length === 0) return undefined;
      const entryPoints = new Set(begun.map(({ entryPoint }) => entryPoint));
      const bundles = bundle(begun, options);
      // An earlier artifact may serve after all: then nobody waits for this.
      bundles.catch(() => undefined);
      return { has: (entryPoint) => entryPoints.has(entryPoint), bundles };
    },
    /** Whether functions' bundles that were begun are of the state that their fingerprints tell. */
    holds(functions: readonly { readonly before: FunctionState }[]): boolean {
      const holds = functions.every(
        ({ before: { fingerprint } }) => fingerprint !== undefined && port?.isUntouched(fingerprint) === true,
      );
      hasFailed ||= !holds;
      return holds;
    },
  };
}
