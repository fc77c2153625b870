/**
 * Which functions are bundled together. Functions of equal options share a call of the bundler, functions of the same
 * entry point too share the bundle. Groups are bounded, so that memory is.
 */
import { canonicalJson } from '../change/canonical-json.ts';
import type { BundleOptions, BundleSource, LambdaFunction, Service } from '../service/service.ts';

export interface BundleGroup {
  readonly options: BundleOptions;
  readonly entries: readonly BundleEntry[];
}

export interface BundleEntry {
  readonly entryPoint: string;
  readonly functions: readonly BundledFunction[];
}

export interface BundledFunction {
  readonly service: Service;
  readonly function: LambdaFunction & { readonly source: BundleSource };
}

/** In the order in which they come, so that the first services are done first. */
export interface BundleQueue {
  add(functions: readonly BundledFunction[]): void;
  /** The next group, of at most `size` entry points; undefined: there is none left. */
  next(size: number): BundleGroup | undefined;
  /** How many entry points were not taken yet. */
  waiting(): number;
}

export function bundleQueue(functions: readonly BundledFunction[]): BundleQueue {
  const byOptions = new Map<string, Map<string, [BundledFunction, ...BundledFunction[]]>>();
  const add = (some: readonly BundledFunction[]): void => {
    for (const each of some) {
      const key = bundlingKey(each.function.source.bundle);
      const entries = byOptions.get(key) ?? new Map<string, [BundledFunction, ...BundledFunction[]]>();
      byOptions.set(key, entries);
      const sharing = entries.get(each.function.source.entryPoint);
      if (sharing === undefined) entries.set(each.function.source.entryPoint, [each]);
      else sharing.push(each);
    }
  };
  add(functions);
  return {
    add,
    waiting: () => [...byOptions.values()].reduce((sum, entries) => sum + entries.size, 0),
    next(size) {
      for (const [key, entries] of byOptions) {
        const taken = [...entries].slice(0, size);
        for (const [entryPoint] of taken) entries.delete(entryPoint);
        if (entries.size === 0) byOptions.delete(key);
        const [first] = taken;
        if (first !== undefined) {
          return { options: first[1][0].function.source.bundle, entries: taken.map(([, sharing]) => toEntry(sharing)) };
        }
      }
      return undefined;
    },
  };
}

function toEntry(functions: readonly [BundledFunction, ...BundledFunction[]]): BundleEntry {
  return { entryPoint: functions[0].function.source.entryPoint, functions };
}

/** Equal for options that make equal bundles. What only the packager reads does not count. */
export function bundlingKey(options: BundleOptions): string {
  const { assets: _assets, declaredInputs: _declared, sourcemapInArtifact: _map, ...counting } = options;
  return canonicalJson(counting);
}
