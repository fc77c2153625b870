/**
 * Which functions are bundled together. Functions of equal options share a call of the bundler, functions of the same
 * entry point too share the bundle. Groups are bounded, so that memory is.
 */
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

/** Groups of at most `size` entry points, in the order of the services, so that the first services are done first. */
export function bundleGroups(functions: readonly BundledFunction[], size: number): readonly BundleGroup[] {
  const byOptions = new Map<string, Map<string, BundledFunction[]>>();
  for (const each of functions) {
    const key = bundlingKey(each.function.source.bundle);
    const entries = byOptions.get(key) ?? new Map<string, BundledFunction[]>();
    byOptions.set(key, entries);
    const sharing = entries.get(each.function.source.entryPoint) ?? [];
    entries.set(each.function.source.entryPoint, sharing);
    sharing.push(each);
  }
  return [...byOptions.values()].flatMap((entries) => chunked([...entries.values()], size).map(toGroup));
}

function toGroup(chunk: readonly (readonly BundledFunction[])[]): BundleGroup {
  const entries = chunk.flatMap((functions) => {
    const [first] = functions;
    return first === undefined ? [] : [{ entryPoint: first.function.source.entryPoint, functions, first }];
  });
  const [head] = entries;
  if (head === undefined) throw new Error('a bundle group without entries');
  return {
    options: head.first.function.source.bundle,
    entries: entries.map(({ entryPoint, functions }) => ({ entryPoint, functions })),
  };
}

/** Equal for options that make equal bundles. What only the packager reads does not count. */
export function bundlingKey(options: BundleOptions): string {
  const { assets: _assets, declaredInputs: _declared, sourcemapInArtifact: _map, ...counting } = options;
  return JSON.stringify(counting, (_key, value: unknown) => (isRecord(value) ? sortedByKey(value) : value));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedByKey(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function chunked<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
