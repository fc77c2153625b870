import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModuleGraph, ModuleImport } from '../graph/module-graph.ts';
import type { LambdaFunction } from '../service/service.ts';
import { explainBuild } from './build-explanation.ts';
import {
  FINGERPRINT_SCHEMA,
  type FunctionFingerprint,
  fingerprintDigest,
  fingerprintText,
  parseFingerprint,
} from './fingerprint.ts';
import { fingerprintDifference } from './fingerprint-difference.ts';
import { neverReused, unprovenInputs } from './reusable.ts';

const FINGERPRINT: FunctionFingerprint = {
  schema: FINGERPRINT_SCHEMA,
  service: 'orders',
  logicalId: 'Api',
  runtime: 'nodejs22.x',
  handler: 'app.handler',
  architecture: 'arm64',
  source: { kind: 'directory', path: 'code', assets: [] },
  files: [
    { path: 'a.ts', digest: '1' },
    { path: 'b.ts', digest: '2' },
  ],
  settings: [{ path: 'tsconfig.json', digest: '3' }],
  absent: ['a.tsx', 'b.tsx'],
  packages: [{ name: 'p', version: '1.0.0', folder: 'node_modules/p', digest: '4' }],
  missingPackages: ['optional'],
  tools: { esbuild: '0.28.2' },
};

const identities = fc.uniqueArray(
  fc.record({ path: fc.constantFrom('a', 'b', 'c'), digest: fc.constantFrom('1', '2') }),
  { selector: ({ path }) => path },
);
const arbitrary: fc.Arbitrary<FunctionFingerprint> = fc.record({
  schema: fc.constant(FINGERPRINT_SCHEMA),
  service: fc.constant('orders'),
  logicalId: fc.constant('Api'),
  runtime: fc.constantFrom('nodejs20.x', 'nodejs22.x'),
  handler: fc.constantFrom('a.b', 'a.c'),
  architecture: fc.constantFrom('arm64', 'x86_64'),
  source: fc.record({ kind: fc.constant('archive'), path: fc.constantFrom('x.zip', 'y.zip') }),
  files: identities,
  settings: fc.uniqueArray(fc.record({ path: fc.constantFrom('d', 'e'), digest: fc.constantFrom('1', '2') }), {
    selector: ({ path }) => path,
  }),
  absent: fc.subarray(['f', 'g']),
  packages: fc
    .uniqueArray(
      fc.record({
        name: fc.constantFrom('p', 'q'),
        version: fc.constantFrom('1.0.0', '2.0.0'),
        folder: fc.constantFrom('node_modules/p', 'node_modules/q/node_modules/p'),
        digest: fc.constantFrom('1', '2'),
      }),
      { selector: ({ folder }) => folder },
    )
    .map((packages) => packages.toSorted((a, b) => (a.folder < b.folder ? -1 : 1))),
  missingPackages: fc.subarray(['h', 'i']),
  tools: fc.record({ esbuild: fc.constantFrom('1', '2') }),
});

describe('a fingerprint', () => {
  it('has a digest that does not depend on the order of lists and keys', () => {
    const turned = {
      ...Object.fromEntries(Object.entries(FINGERPRINT).reverse()),
      files: FINGERPRINT.files.toReversed(),
      absent: FINGERPRINT.absent.toReversed(),
    } as unknown as FunctionFingerprint;
    expect(fingerprintDigest(turned)).toBe(fingerprintDigest(FINGERPRINT));
  });

  it('has another digest exactly where there is a difference to tell', () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (a, b) => {
        const same = fingerprintDigest(a) === fingerprintDigest(b);
        expect(fingerprintDifference(a, b).length === 0).toBe(same);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(arbitrary, (a) => {
        expect(fingerprintDifference(a, structuredClone(a))).toEqual([]);
      }),
    );
  });
});

describe("a fingerprint's text", () => {
  it('is read back without a difference', () => {
    fc.assert(
      fc.property(arbitrary, (a) => {
        const read = parseFingerprint(JSON.parse(fingerprintText(a)));
        expect(read && fingerprintDifference(a, read)).toEqual([]);
        expect(read && fingerprintDigest(read)).toBe(fingerprintDigest(a));
      }),
    );
  });

  it.each([
    ['no list', {}],
    ['a shorter list', [{ schema: FINGERPRINT_SCHEMA }, [], []]],
    ['of another schema', [{ schema: FINGERPRINT_SCHEMA + 1 }, [], [], [], [], []]],
    ['one with other things in its lists', [{ schema: FINGERPRINT_SCHEMA }, [1, 2], [], [], [], []]],
  ])('is none where it is %s', (_, value) => {
    expect(parseFingerprint(value)).toBeUndefined();
  });
});

describe('what changed in a function', () => {
  const fn = {
    source: { kind: 'bundle', entryPoint: 'a.ts', outputPath: 'a.js', bundle: { inject: [], plugins: [] } },
  } as unknown as LambdaFunction;
  const node = (path: string, to: readonly ModuleImport[]) =>
    [path, { path, imports: to, settings: [], absent: [], notices: [] }] as const;
  const at = { kind: 'import', line: 1, column: 1 } as const;
  const graph: ModuleGraph = {
    nodes: new Map([
      node('a.ts', [{ ...at, specifier: './b', target: { kind: 'file', path: 'b.ts' } }]),
      node('b.ts', [{ ...at, specifier: 'p', target: { kind: 'package', name: 'p' } }]),
    ]),
  };

  it('is told with the chain of imports to each file and package', () => {
    const after: FunctionFingerprint = {
      ...FINGERPRINT,
      files: [
        { path: 'a.ts', digest: '1' },
        { path: 'b.ts', digest: 'new' },
      ],
      settings: [],
      packages: [{ name: 'p', version: '1.1.0', folder: 'node_modules/p', digest: '5' }],
      tools: { esbuild: '0.29.0' },
    };
    expect(explainBuild(fn, FINGERPRINT, after, graph)).toEqual({
      kind: 'known',
      changes: [
        { kind: 'input-changed', path: 'b.ts', chain: ['a.ts', 'b.ts'] },
        { kind: 'input-removed', path: 'tsconfig.json' },
        { kind: 'package', name: 'p', before: '1.0.0', after: '1.1.0', chain: ['a.ts', 'b.ts'] },
        { kind: 'tool', name: 'esbuild', before: '0.28.2', after: '0.29.0' },
      ],
    });
  });

  it('is unknown where no earlier build is recorded', () => {
    expect(explainBuild(fn, undefined, FINGERPRINT, graph)).toEqual({ kind: 'not-recorded' });
  });
});

describe('an artifact is kept for later builds', () => {
  const evidence = { inputs: [{ path: 'a.ts' }], packages: [], externals: [], packageFolders: [] };
  const unproven = (more: Partial<Parameters<typeof unprovenInputs>[1]>) =>
    unprovenInputs(FINGERPRINT, { ...evidence, ...more }, (specifier) => specifier === '@aws-sdk/client-s3');

  it('where the fingerprint holds all that the build read', () => {
    const packages = [{ name: 'p', version: '1.0.0' }];
    const externals = ['p/sub', 'optional', '@aws-sdk/client-s3/dist'];
    expect(unproven({ packages, externals, packageFolders: ['node_modules/p'] })).toEqual([]);
  });

  it.each([
    ['a file', { inputs: [{ path: 'other.ts' }] }, 'other.ts'],
    ['a version', { packages: [{ name: 'p', version: '2.0.0' }] }, 'p@2.0.0'],
    ['a folder', { packageFolders: ['.yarn/p'] }, '.yarn/p'],
    ['an import that leads nowhere', { externals: ['maybe/sub'] }, 'maybe/sub'],
  ])('not where it read %s that is not in it', (_, more, expected) => {
    expect(unproven(more)).toEqual([expected]);
  });

  it('not where an esbuild plugin made it', () => {
    expect(neverReused(fnWith(['plugin.mjs']))).toBe('esbuild plugins');
    expect(neverReused(fnWith([]))).toBeUndefined();
  });
});

function fnWith(plugins: readonly string[]): LambdaFunction {
  return { source: { kind: 'bundle', bundle: { plugins } } } as unknown as LambdaFunction;
}
