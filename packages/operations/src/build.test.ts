import type {
  ArtifactManifest,
  BuildPorts,
  Bundle,
  BundledFunction,
  BundleOptions,
  FunctionFingerprint,
  FunctionInputs,
  LambdaEvent,
  LambdaFunction,
  Service,
} from '@nx-lambda/core';
import { BUNDLE_DEFAULTS, FINGERPRINT_SCHEMA, failed, success } from '@nx-lambda/core';
import { describe, expect, it } from 'vitest';
import { buildServices, type ServiceBuildResult } from './build.ts';

const OPTIONS: BundleOptions = {
  ...BUNDLE_DEFAULTS,
  format: 'cjs',
  target: ['node20'],
  minify: false,
  external: [],
  provided: [],
};

const ESM: BundleOptions = { ...OPTIONS, format: 'esm' };

function bundled(logicalId: string, entryPoint: string): LambdaFunction {
  return {
    logicalId,
    runtime: 'nodejs20.x',
    handler: 'app.handler',
    architecture: 'arm64',
    source: { kind: 'bundle', entryPoint, outputPath: 'app.js', bundle: OPTIONS },
    address: { kind: 'stack-resource', logicalId },
    place: { file: 'template.yaml', line: 1, column: 1 },
  };
}

function folder(logicalId: string): LambdaFunction {
  return { ...bundled(logicalId, ''), source: { kind: 'directory', path: `code/${logicalId}`, assets: [] } };
}

function service(name: string, functions: readonly LambdaFunction[], more: Partial<Service> = {}): Service {
  const empty = { undeployable: [], events: [], definitionFiles: [], failures: [], notices: [] };
  return { name, root: name, functions, ...empty, ...more };
}

const BROKEN = { code: 'NXL-BUILD-BUNDLE', message: 'Broken.', advice: 'Mend it.' } as const;

/** Ports in memory: entry points that start with `bad` do not bundle, functions whose id ends with `Large` do not fit. */
function memoryPorts() {
  const calls = { bundled: [] as string[][], written: [] as string[], pruned: [] as [string, string[]][] };
  const ports: BuildPorts = {
    bundler: {
      async bundle({ entryPoints }) {
        calls.bundled.push([...entryPoints]);
        return entryPoints.map((path) => (path.startsWith('bad') ? failed(BROKEN) : success(bundleOf(path))));
      },
    },
    packager: {
      async pack({ service: name, function: fn }) {
        if (fn.logicalId.endsWith('Large')) return failed({ ...BROKEN, code: 'NXL-PACKAGE-TOO-LARGE' });
        return success({ manifest: manifestOf(name, fn), zip: new Uint8Array(3), sourceMaps: [] });
      },
    },
    store: {
      async write(owner, artifact) {
        calls.written.push(`${owner.name}/${artifact.manifest.function}`);
        return success(undefined);
      },
      async prune(owner, keep) {
        calls.pruned.push([owner.name, [...keep]]);
        return success(undefined);
      },
    },
    matchesAny: () => false,
  };
  return { ports, calls };
}

function bundleOf(path: string): Bundle {
  const none = { siblings: [], packageFolders: [], externals: [] };
  return {
    code: new Uint8Array(),
    sourceMap: new Uint8Array(),
    inputs: [{ path }, { path: 'lib.ts', importer: path }],
    ...none,
  };
}

function manifestOf(name: string, fn: LambdaFunction): ArtifactManifest {
  const { logicalId, runtime, handler, architecture } = fn;
  const none = { inputs: [], packages: [], externals: [], tools: {}, sourceMaps: [] };
  const identity = { schema: 1, service: name, function: logicalId, runtime, handler, architecture } as const;
  return { ...identity, codeSha256: `sha of ${logicalId}`, zipSize: 3, unzippedSize: 5, ...none };
}

function inputsOf(logicalId: string): FunctionInputs {
  const files = [`${logicalId}.ts`, 'lib.ts'];
  const none = { settings: [], absent: [], globs: [], packages: [], failures: [], notices: [] };
  return { service: 'orders', logicalId, files, ...none };
}

function fingerprintOf(logicalId: string): FunctionFingerprint {
  const { runtime, handler, architecture, source } = bundled(logicalId, `${logicalId}.ts`);
  const none = { files: [], settings: [], absent: [], packages: [], missingPackages: [], tools: {} };
  return { schema: FINGERPRINT_SCHEMA, service: 'orders', logicalId, runtime, handler, architecture, source, ...none };
}

const NOTHING_KEPT: NonNullable<BuildPorts['reuse']> = {
  fingerprint: async ({ function: { logicalId } }) => fingerprintOf(logicalId),
  get: async () => ({ kind: 'miss' }),
  put: async () => [],
  lastBuild: async () => new Map(),
  recordBuild: async () => [],
  finish: async () => undefined,
};

async function build(services: readonly Service[], inputs?: readonly FunctionInputs[]) {
  const { ports, calls } = memoryPorts();
  const events: LambdaEvent[] = [];
  const done: ServiceBuildResult[] = [];
  const request = {
    services,
    concurrency: 4,
    now: () => 0,
    onServiceBuilt: (result: ServiceBuildResult) => done.push(result),
  };
  const outcome = await buildServices(inputs === undefined ? request : { ...request, inputs }, ports, (event) => {
    events.push(event);
  });
  return { outcome, calls, events, done };
}

describe('building services', () => {
  it('builds every function once and tells of each, and of each service once', async () => {
    const services = [
      service('orders', [bundled('A', 'a.ts'), bundled('B', 'a.ts'), folder('C')]),
      service('empty', []),
    ];
    const { outcome, calls, events, done } = await build(services);
    expect(outcome).toMatchObject({ ok: true, built: 3, failed: 0 });
    expect(calls.bundled).toEqual([['a.ts']]);
    expect(calls.written.toSorted()).toEqual(['orders/A', 'orders/B', 'orders/C']);
    expect(done.map((result) => result.service).toSorted()).toEqual(['empty', 'orders']);
    expect(events[0]).toEqual({ type: 'build-started', services: 2, functions: 3 });
    expect(events.filter((event) => event.type === 'function-built')).toHaveLength(3);
    expect(events.at(-1)).toEqual({ type: 'build-finished', built: 3, failed: 0, duration: 0 });
  });

  it('goes on with the others when functions fail, and keeps no artifact of those', async () => {
    const services = [
      service('orders', [bundled('A', 'bad.ts'), bundled('B', 'b.ts'), folder('CLarge')]),
      service('carts', [bundled('D', 'd.ts')]),
    ];
    const { outcome, calls, events } = await build(services);
    expect(outcome).toMatchObject({ ok: false, built: 2, failed: 2 });
    expect(outcome.services.map((result) => [result.service, result.ok])).toEqual([
      ['orders', false],
      ['carts', true],
    ]);
    expect(calls.pruned).toContainEqual(['orders', ['B']]);
    expect(events).toContainEqual({
      type: 'function-build-failed',
      service: 'orders',
      logicalId: 'A',
      failures: [BROKEN],
    });
  });

  it('fails a service whose files could not be read well, but builds what it has', async () => {
    const { outcome, events } = await build([service('orders', [bundled('A', 'a.ts')], { failures: [BROKEN] })]);
    expect(outcome).toMatchObject({ ok: false, built: 1 });
    expect(events).toContainEqual({ type: 'service-failed', service: 'orders', failures: [BROKEN] });
  });

  it('asks for the inputs of each service once and before it is bundled, of later ones while others are bundled', async () => {
    const services = Array.from({ length: 200 }, (_, index) => service(`s${index}`, [bundled('A', `s${index}.ts`)]));
    const { ports, calls } = memoryPorts();
    const scanned: string[] = [];
    const seen: boolean[] = [];
    const bundledFirst: number[] = [];
    const bundler: BuildPorts['bundler'] = {
      bundle(request) {
        bundledFirst.push(scanned.length);
        seen.push(...request.entryPoints.map((path) => scanned.includes(path.replace('.ts', ''))));
        return ports.bundler.bundle(request);
      },
    };
    const scan = async (some: readonly Service[]) => {
      scanned.push(...some.map(({ name }) => name));
      return [];
    };
    const request = { services, scan, concurrency: 4, now: () => 0 };
    const outcome = await buildServices(request, { ...ports, bundler }, () => undefined);
    expect([outcome.ok, calls.written.length]).toEqual([true, 200]);
    expect(scanned).toEqual(services.map(({ name }) => name));
    expect(seen).toEqual(services.map(() => true));
    expect(bundledFirst[0]).toBeLessThan(200);
  });

  it('bundles what is evidently outdated before the graph is read, and again where something changed meanwhile', async () => {
    const { ports, calls } = memoryPorts();
    const order: string[] = [];
    const bundler: BuildPorts['bundler'] = {
      bundle(request) {
        order.push(`bundle ${request.entryPoints.join(' ')}`);
        return ports.bundler.bundle(request);
      },
    };
    const functions = ['A', 'B', 'C'].map((name) => bundled(name, `${name}.ts`));
    const scan = async () => {
      order.push('scan');
      return functions.map(({ logicalId }) => inputsOf(logicalId));
    };
    const early: NonNullable<BuildPorts['early']> = {
      outdated: (all) => new Set(all.filter(({ function: { logicalId } }) => logicalId !== 'C')),
      isUntouched: ({ logicalId }) => logicalId === 'A',
    };
    const request = { services: [service('orders', functions)], scan, concurrency: 4, now: () => 0 };
    const outcome = await buildServices(request, { ...ports, bundler, reuse: NOTHING_KEPT, early }, () => undefined);
    expect(order).toEqual(['bundle A.ts B.ts', 'scan', 'bundle B.ts C.ts']);
    expect([outcome.ok, calls.written.toSorted()]).toEqual([true, ['orders/A', 'orders/B', 'orders/C']]);
  });

  it('bundles further services before any graph is read, and again where something changed meanwhile', async () => {
    const order: string[] = [];
    const orderOf = async (isUntouched: boolean) => {
      order.splice(0);
      const { ports, calls } = memoryPorts();
      const bundler: BuildPorts['bundler'] = {
        bundle(request) {
          order.push(`bundle ${request.entryPoints.join(' ')}`);
          return ports.bundler.bundle(request);
        },
      };
      const servicesOf = (names: readonly string[]) =>
        names.map((name) => service(name, [bundled(name, `${name}.ts`)]));
      const esm = { ...bundled('last', 'last.ts'), source: { ...bundled('', 'last.ts').source, bundle: ESM } };
      const request = {
        services: servicesOf(['first']),
        further: async () => {
          order.push('read');
          return [...servicesOf(['next']), service('last', [esm])];
        },
        scan: async (some: readonly Service[]) => {
          order.push(`scan ${some.map(({ name }) => name).join(' ')}`);
          return some.map(({ name }) => ({ ...inputsOf(name), service: name }));
        },
        concurrency: 4,
        now: () => 0,
      };
      const early = { outdated: (all: Iterable<BundledFunction>) => new Set(all), isUntouched: () => isUntouched };
      const outcome = await buildServices(request, { ...ports, bundler, reuse: NOTHING_KEPT, early }, () => undefined);
      expect([outcome.ok, calls.written.toSorted()]).toEqual([true, ['first/first', 'last/last', 'next/next']]);
      return order;
    };
    expect((await orderOf(true)).slice(0, 5)).toEqual([
      'bundle first.ts',
      'read',
      'bundle next.ts',
      'bundle last.ts',
      'scan first',
    ]);
    expect(order).toHaveLength(7);
    expect((await orderOf(false)).filter((each) => each.startsWith('bundle first'))).toHaveLength(2);
  });

  it('reads further services once, while functions of the first ones are bundled, and tells nothing before', async () => {
    const { ports, calls } = memoryPorts();
    const told: string[] = [];
    const bundler: BuildPorts['bundler'] = {
      bundle(request) {
        told.push(`bundle ${request.entryPoints.join()}`);
        return ports.bundler.bundle(request);
      },
    };
    const request = {
      services: [service('a', [bundled('A', 'a.ts')]), service('none', [])],
      further: async () => {
        told.push('read');
        return [service('b', [bundled('B', 'b.ts'), folder('Code')]), service('c', [])];
      },
      concurrency: 4,
      now: () => 0,
    };
    const outcome = await buildServices(request, { ...ports, bundler }, (event) => {
      told.push(event.type === 'function-built' ? `${event.service}/${event.logicalId}` : event.type);
    });
    expect(told.slice(0, 3)).toEqual(['bundle a.ts', 'read', 'build-started']);
    expect(told.filter((each) => each === 'read')).toHaveLength(1);
    expect(outcome.services.map((result) => [result.service, result.ok])).toEqual([
      ['a', true],
      ['none', true],
      ['b', true],
      ['c', true],
    ]);
    expect(calls.written.toSorted()).toEqual(['a/A', 'b/B', 'b/Code']);
  });

  it.each([
    ['bundles nothing', [service('a', [folder('Code')])]],
    ['has no function', [service('a', [])]],
    ['is none', []],
  ])('reads further services where the first part %s', async (_, services) => {
    const { ports } = memoryPorts();
    const further = async () => [service('b', [bundled('B', 'b.ts')])];
    const outcome = await buildServices({ services, further, concurrency: 4, now: () => 0 }, ports, () => undefined);
    expect([outcome.ok, outcome.services.at(-1)?.service]).toEqual([true, 'b']);
  });

  it('fails as the reading of further services fails', async () => {
    const { ports } = memoryPorts();
    const further = () => Promise.reject(new Error('a bug'));
    const services = [service('a', [bundled('A', 'a.ts')])];
    const built = buildServices({ services, further, concurrency: 4, now: () => 0 }, ports, () => undefined);
    await expect(built).rejects.toThrow('a bug');
  });

  it('fails a function that the bundler read an undeclared file for, and stores nothing', async () => {
    const declared = { settings: [], absent: [], globs: [], packages: [], failures: [], notices: [] };
    const services = [service('orders', [bundled('A', 'a.ts'), bundled('B', 'b.ts')])];
    const { outcome, calls } = await build(services, [
      { service: 'orders', logicalId: 'A', files: ['a.ts'], ...declared },
      { service: 'orders', logicalId: 'B', files: ['b.ts', 'lib.ts'], ...declared },
    ]);
    expect(outcome.services[0]?.functions).toMatchObject([
      { kind: 'failed', logicalId: 'A', failures: [{ code: 'NXL-GRAPH-UNDECLARED' }] },
      { kind: 'built', logicalId: 'B' },
    ]);
    expect(calls.written).toEqual(['orders/B']);
  });
});
