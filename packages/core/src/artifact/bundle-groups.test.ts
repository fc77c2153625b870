import { describe, expect, it } from 'vitest';
import { BUNDLE_DEFAULTS } from '../service/bundle-settings.ts';
import type { BundleOptions, BundleSource, Service } from '../service/service.ts';
import { type BundledFunction, type BundleGroup, bundleQueue, bundlingKey } from './bundle-groups.ts';

const OPTIONS: BundleOptions = {
  ...BUNDLE_DEFAULTS,
  format: 'cjs',
  target: ['node20'],
  minify: false,
  external: [],
  provided: [],
};

const SERVICE: Service = {
  name: 'orders',
  root: 'services/orders',
  functions: [],
  undeployable: [],
  events: [],
  definitionFiles: [],
  failures: [],
  notices: [],
};

function bundled(logicalId: string, entryPoint: string, options: Partial<BundleOptions> = {}): BundledFunction {
  const source: BundleSource = { kind: 'bundle', entryPoint, outputPath: 'app.js', bundle: { ...OPTIONS, ...options } };
  return {
    service: SERVICE,
    function: {
      logicalId,
      runtime: 'nodejs20.x',
      handler: 'app.handler',
      architecture: 'arm64',
      source,
      address: { kind: 'stack-resource', logicalId },
      place: { file: 'template.yaml', line: 1, column: 1 },
    },
  };
}

function shape(functions: readonly BundledFunction[], size = 10): string[][] {
  const queue = bundleQueue(functions);
  const groups: BundleGroup[] = [];
  for (let group = queue.next(size); group !== undefined; group = queue.next(size)) groups.push(group);
  return groups.map((group) =>
    group.entries.map(
      (entry) => `${entry.entryPoint}:${entry.functions.map((each) => each.function.logicalId).join('+')}`,
    ),
  );
}

describe('bundle groups', () => {
  it('hold functions of equal options, and one entry for functions of one entry point', () => {
    expect(
      shape([
        bundled('A', 'a.ts'),
        bundled('B', 'b.ts', { format: 'esm' }),
        bundled('C', 'a.ts'),
        bundled('D', 'd.ts'),
      ]),
    ).toEqual([['a.ts:A+C', 'd.ts:D'], ['b.ts:B']]);
  });

  it('are bounded in size', () => {
    const functions = ['a', 'b', 'c', 'd', 'e'].map((name) => bundled(name, `${name}.ts`));
    expect(shape(functions, 2)).toEqual([['a.ts:a', 'b.ts:b'], ['c.ts:c', 'd.ts:d'], ['e.ts:e']]);
  });

  it('are taken one after the other, and tell how many entry points are left', () => {
    const queue = bundleQueue([bundled('A', 'a.ts'), bundled('B', 'b.ts', { format: 'esm' }), bundled('C', 'c.ts')]);
    const left = [queue.waiting()];
    while (queue.next(2) !== undefined) left.push(queue.waiting());
    expect(left).toEqual([3, 1, 0]);
  });

  it('may come while others are taken, those of an entry point that was taken too', () => {
    const queue = bundleQueue([bundled('A', 'a.ts'), bundled('B', 'b.ts', { format: 'esm' })]);
    const first = queue.next(2);
    queue.add([bundled('A2', 'a.ts'), bundled('B2', 'b.ts', { format: 'esm' })]);
    const rest = [queue.next(2), queue.next(2), queue.next(2)];
    const ids = [first, ...rest].map((group) =>
      group?.entries.map((entry) => entry.functions.map((each) => each.function.logicalId).join('+')),
    );
    expect(ids).toEqual([['A'], ['B+B2'], ['A2'], undefined]);
  });

  it('do not split by the order of keys nor by what only packaging reads', () => {
    const one = bundlingKey({ ...OPTIONS, define: { A: '1', B: '2' } });
    expect(bundlingKey({ ...OPTIONS, define: { B: '2', A: '1' }, sourcemapInArtifact: true })).toBe(one);
    expect(bundlingKey({ ...OPTIONS, define: { A: '1' } })).not.toBe(one);
  });

  it('split by the order of lists, which counts for esbuild', () => {
    expect(bundlingKey({ ...OPTIONS, mainFields: ['module', 'main'] })).not.toBe(
      bundlingKey({ ...OPTIONS, mainFields: ['main', 'module'] }),
    );
  });
});
