import { describe, expect, it } from 'vitest';
import type { FunctionInputs } from '../graph/module-graph.ts';
import { undeclaredInputs } from './graph-proof.ts';
import { type ArtifactManifest, sourceMapFile } from './manifest.ts';
import { manifestText, parseManifest } from './manifest-text.ts';
import { binaryTarget } from './native-binary.ts';
import { sizeLimitFailure, UNZIPPED_LIMIT } from './size-limit.ts';

const MANIFEST: ArtifactManifest = {
  schema: 1,
  service: 'orders',
  function: 'Api',
  codeSha256: `${'a'.repeat(43)}=`,
  zipSize: 10,
  unzippedSize: 20,
  runtime: 'nodejs20.x',
  handler: 'app.handler',
  architecture: 'arm64',
  inputs: [{ path: 'a.ts', sha256: 'ff' }],
  packages: [{ name: 'p', version: '1.0.0' }],
  externals: ['e'],
  tools: { fflate: '1', esbuild: '2' },
  sourceMaps: [],
};

describe('a manifest', () => {
  it('comes back from its text', () => {
    expect(parseManifest(manifestText(MANIFEST), 'Api.json')).toEqual({ ok: true, value: MANIFEST });
  });

  it('is indented JSON, with and without inputs', () => {
    const inputs = [
      { path: 'a.ts', sha256: 'ff' },
      { path: 'b "c"\n  "inputs": [].ts', sha256: '00' },
    ];
    for (const manifest of [
      { ...MANIFEST, inputs },
      { ...MANIFEST, inputs: [] },
    ]) {
      const text = manifestText(manifest);
      expect(JSON.parse(text)).toEqual(manifest);
      expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    }
  });

  it('has the same text whatever the order of its keys', () => {
    const reversed = Object.fromEntries(Object.entries(MANIFEST).reverse()) as unknown as ArtifactManifest;
    const tools = { esbuild: '2', fflate: '1' };
    expect(manifestText({ ...reversed, tools })).toBe(manifestText(MANIFEST));
    expect(manifestText(MANIFEST).endsWith('}\n')).toBe(true);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['another schema', JSON.stringify({ ...MANIFEST, schema: 2 })],
    ['no code hash', JSON.stringify({ ...MANIFEST, codeSha256: '' })],
    ['inputs of the wrong type', JSON.stringify({ ...MANIFEST, inputs: ['a.ts'] })],
  ])('is a failure when it is %s', (_what, text) => {
    expect(parseManifest(text, 'Api.json')).toMatchObject({ ok: false, failures: [{ code: 'NXL-PACKAGE-MANIFEST' }] });
  });
});

describe('the file name of a source map', () => {
  const code = `${'a+/b'.repeat(10)}abc=`;

  it('is one name, whatever the path in the artifact', () => {
    expect(sourceMapFile(code, 'src/ä b/app.js.map')).toMatch(/^map-[\w-]{43}-src%2F%C3%A4%20b%2Fapp\.js\.map$/);
  });

  it('is no longer than file systems allow, and differs for paths that do', () => {
    const names = ['x', 'y'].map((end) => sourceMapFile(code, `${'ä/'.repeat(200)}${end}.js.map`));
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name.length).toBeLessThan(256);
    expect(names[0]?.endsWith('.map')).toBe(true);
  });
});

describe('the limit of unpacked code', () => {
  it('holds to the byte', () => {
    expect(sizeLimitFailure('Api', [{ path: 'a', size: UNZIPPED_LIMIT }])).toBeUndefined();
    expect(
      sizeLimitFailure('Api', [
        { path: 'a', size: UNZIPPED_LIMIT },
        { path: 'b', size: 1 },
      ]),
    ).toBeDefined();
  });

  it('lists the ten largest entries, largest first', () => {
    const entries = Array.from({ length: 12 }, (_, index) => ({ path: `f${index}`, size: (index + 1) * 2 ** 22 }));
    const notes = sizeLimitFailure('Api', entries)?.notes ?? [];
    expect(notes).toHaveLength(10);
    expect(notes[0]).toBe('   48.0 MB  f11');
    expect(notes.at(-1)).toBe('   12.0 MB  f2');
  });
});

describe('what the build read', () => {
  const declared: FunctionInputs = {
    service: 'orders',
    logicalId: 'Api',
    files: ['services/orders/app.ts'],
    settings: ['tsconfig.json'],
    absent: [],
    globs: ['assets/*'],
    packages: [],
    failures: [],
    notices: [],
  };
  const matches = (path: string, globs: readonly string[]) =>
    globs.some((glob) => path.startsWith(glob.replace('*', '')));

  it('is proven when it was declared as file, setting or glob', () => {
    const read = ['services/orders/app.ts', 'tsconfig.json', 'assets/a.txt', 'more/b.txt'].map((path) => ({ path }));
    expect(undeclaredInputs(declared, read, ['more/*'], matches)).toEqual([]);
  });

  it('fails with file and importer where it was not', () => {
    const read = [{ path: 'libs/new.ts', importer: 'services/orders/app.ts' }];
    const [failure] = undeclaredInputs(declared, read, [], matches);
    expect(failure).toMatchObject({ code: 'NXL-GRAPH-UNDECLARED', place: { file: 'services/orders/app.ts' } });
    expect(failure?.message).toContain('libs/new.ts');
  });
});

describe('a compiled file', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  const elf = (machine: number) => bytes(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, machine, 0);

  it.each([
    ['Linux on x86_64', elf(62), { system: 'linux', machine: 'x86_64' }],
    ['Linux on arm64', elf(183), { system: 'linux', machine: 'arm64' }],
    ['Linux on something else', elf(40), { system: 'linux', machine: 'unknown' }],
    ['macOS on arm64', bytes(0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 0x01), { system: 'darwin', machine: 'arm64' }],
    ['macOS on both', bytes(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2), { system: 'darwin', machine: 'unknown' }],
    ['a Java class', bytes(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 65), undefined],
    ['a script', bytes(0x23, 0x21, 0x2f), undefined],
    ['nothing', bytes(), undefined],
  ])('for %s is known by its first bytes', (_what, header, target) => {
    expect(binaryTarget(header)).toEqual(target);
  });
});
