import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArtifactManifest, MANIFEST_SCHEMA, type PackedArtifact } from '@nx-lambda/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReuseStore } from './reuse-store.ts';
import { sweepFolder } from './sweep.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reuse-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = 1_800_000_000_000;
/** What gets a file of its own, and what more there is. */
const OWN = 16;
const MANY = 40;

const open = () => new ReuseStore(join(folder, 'artifacts'), () => NOW);
const digestOf = (name: string) => createHash('sha256').update(name).digest('hex');
const names = (count: number, prefix = 'F') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

function artifact(name: string, size = 100): PackedArtifact {
  const zip = Buffer.alloc(size, `zip of ${name} `);
  const manifest: ArtifactManifest = {
    schema: MANIFEST_SCHEMA,
    service: 'orders',
    function: name,
    codeSha256: createHash('sha256').update(zip).digest('base64'),
    zipSize: size,
    unzippedSize: size,
    runtime: 'nodejs22.x',
    handler: 'app.handler',
    architecture: 'arm64',
    inputs: [{ path: 'ä.ts', sha256: 'a' }],
    packages: [],
    externals: [],
    tools: {},
    sourceMaps: ['app.js.map'],
  };
  return { manifest, zip, sourceMaps: [{ path: 'app.js.map', bytes: Buffer.from(`map of ${name}`) }] };
}

function keep(store: ReuseStore, all: readonly string[], size?: number): void {
  for (const name of all) expect(store.write(digestOf(name), artifact(name, size))).toBeUndefined();
}

function build(all: readonly string[], size?: number): void {
  const store = open();
  keep(store, all, size);
  expect(store.finish()).toBeUndefined();
}

function hits(all: readonly string[], store = open()): readonly string[] {
  return all.filter((name) => {
    const found = store.read(digestOf(name));
    if (found.kind !== 'hit') return false;
    const { manifest, zip, sourceMaps } = found.artifact;
    const wanted = artifact(name, zip.length);
    expect(manifest).toEqual(wanted.manifest);
    expect(Buffer.compare(wanted.zip, zip)).toBe(0);
    expect(sourceMaps.map(({ path, bytes }) => [path, String(bytes)])).toEqual([['app.js.map', `map of ${name}`]]);
    return true;
  });
}

const packFolder = () => join(folder, 'artifacts/packs');
const packs = () => readdirSync(packFolder()).map((name) => join(packFolder(), name));
const files = () =>
  readdirSync(join(folder, 'artifacts'), { recursive: true, withFileTypes: true }).filter((each) => each.isFile());

function onlyPack(): string {
  const [pack, ...others] = packs();
  if (pack === undefined || others.length > 0) throw new Error(`${packs().length} packs`);
  return pack;
}

describe('the artifacts of a build', () => {
  it('come back as they were stored, whether they are few or many', () => {
    for (const count of [1, OWN, OWN + 1, 600]) {
      build(names(count, `${count} `));
      expect(hits(names(count, `${count} `))).toHaveLength(count);
    }
    expect(hits(['never stored'])).toEqual([]);
  });

  it('are a few files, however many they are', () => {
    build(names(600));
    expect(files()).toHaveLength(OWN + 3);
    build(['one more']);
    expect(files()).toHaveLength(OWN + 4);
  });

  it('have files of their own where they are large', () => {
    build(names(MANY), 300_000);
    expect(files()).toHaveLength(MANY);
    expect(hits(names(MANY))).toHaveLength(MANY);
  });

  it('can be found after the build alone', () => {
    const store = open();
    keep(store, names(MANY));
    expect(hits(names(MANY))).toHaveLength(OWN);
    store.finish();
    expect(hits(names(MANY))).toHaveLength(MANY);
  });

  it('of two builds at once are all there', () => {
    const [one, two] = [open(), open()];
    for (const each of names(MANY)) {
      keep(one, [`one ${each}`, `both ${each}`]);
      keep(two, [`both ${each}`, `two ${each}`]);
    }
    one.finish();
    expect(hits(names(MANY, 'one F'))).toHaveLength(MANY);
    two.finish();
    for (const prefix of ['one F', 'two F', 'both F']) expect(hits(names(MANY, prefix))).toHaveLength(MANY);
  });

  it('are bounded by size and age, and what was of use is kept', async () => {
    for (const each of ['old', 'used', 'new']) build(names(MANY, each));
    const before = NOW / 1000 - 3600;
    for (const pack of packs()) utimesSync(pack, before, before);
    expect(hits(['used39'])).toEqual(['used39']);
    await sweepFolder(join(folder, 'artifacts'), NOW, { maxAge: 60_000, maxSize: 1_000_000 });
    expect(packs()).toHaveLength(1);
    expect(hits(names(MANY, 'used').slice(OWN))).toHaveLength(MANY - OWN);
    await sweepFolder(join(folder, 'artifacts'), NOW, { maxAge: 60_000, maxSize: 100 });
    expect(files()).toEqual([]);
  });
});

describe('a pack of artifacts', () => {
  const stored = names(MANY);
  const packed = stored.slice(OWN);

  it.each<[string, (pack: string) => unknown]>([
    ['empty', (pack) => truncateSync(pack, 0)],
    ['cut off', (pack) => truncateSync(pack, statSync(pack).size - 1)],
    ['cut off within the artifacts', (pack) => truncateSync(pack, 1000)],
    ['something else', (pack) => writeFileSync(pack, 'x'.repeat(5000))],
  ])('that is %s is told once and removed, and serves nothing', (_, spoil) => {
    build(stored);
    spoil(onlyPack());
    expect(open().read(digestOf('F39'))).toMatchObject({ kind: 'miss', notice: { code: 'NXL-BUILD-REUSE-BROKEN' } });
    expect(open().read(digestOf('F39'))).toEqual({ kind: 'miss' });
    expect(packs()).toEqual([]);
    build(packed.slice(0, OWN + 1));
    expect(hits(stored)).toHaveLength(2 * OWN + 1);
  });

  it('with damaged artifacts serves the others, until what is damaged is stored anew', () => {
    build(stored);
    const bytes = readFileSync(onlyPack());
    const at = bytes.indexOf('zip of F20');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(onlyPack(), bytes);
    expect(hits(stored)).toEqual(stored.filter((name) => name !== 'F20'));
    expect(open().read(digestOf('F20'))).toMatchObject({ notice: { code: 'NXL-BUILD-REUSE-BROKEN' } });
    build([...names(OWN, 'other'), 'F20']);
    expect(packs()).toHaveLength(2);
    expect(hits(stored)).toEqual(stored);
  });

  it('serves what it has or nothing, whichever byte is changed or wherever it ends', () => {
    build(stored);
    const whole = readFileSync(onlyPack());
    const spoilt = fc.record({
      at: fc.nat(whole.length - 1),
      flip: fc.integer({ min: 1, max: 255 }),
      cut: fc.boolean(),
    });
    fc.assert(
      fc.property(spoilt, ({ at, flip, cut }) => {
        for (const pack of packs()) rmSync(pack);
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        writeFileSync(join(packFolder(), 'x.pack1'), cut ? bytes.subarray(0, at) : bytes);
        // hits() compares all that it gets with what was stored.
        expect(hits(packed).length).toBeLessThan(packed.length);
      }),
      // Between the digest and what it is of.
      { numRuns: 200, examples: [[{ at: whole.indexOf('\n{'), flip: 1, cut: false }]] },
    );
  });

  it('of another format is left alone', () => {
    build(stored);
    renameSync(onlyPack(), join(packFolder(), 'x.pack9'));
    expect(open().read(digestOf('F39'))).toEqual({ kind: 'miss' });
    expect(packs()).toHaveLength(1);
  });

  it('that another process removes meanwhile is a miss and no problem', () => {
    build(stored);
    const store = open();
    expect(hits(['F39'], store)).toEqual(['F39']);
    rmSync(onlyPack());
    expect(store.read(digestOf('F38'))).toEqual({ kind: 'miss' });
  });

  it('that was never finished is found by nobody and swept by age', async () => {
    keep(open(), stored);
    expect(packs()).toHaveLength(1);
    expect(hits(packed)).toEqual([]);
    await sweepFolder(join(folder, 'artifacts'), Date.now() + 60_000, { maxAge: 1000, maxSize: 1_000_000 });
    expect(files()).toEqual([]);
  });

  it('that can not be written is told, and the artifacts before it are kept', () => {
    mkdirSync(join(folder, 'artifacts'));
    writeFileSync(packFolder(), 'a file where a folder is needed');
    const store = open();
    keep(store, stored.slice(0, OWN));
    expect(store.write(digestOf('F16'), artifact('F16'))).toMatchObject({ code: 'NXL-BUILD-REUSE' });
    expect(store.finish()).toBeUndefined();
    expect(hits(stored)).toHaveLength(OWN);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('that can not be read is told', () => {
    build(stored);
    chmodSync(onlyPack(), 0);
    expect(open().read(digestOf('F39'))).toMatchObject({ kind: 'miss', notice: { code: 'NXL-BUILD-REUSE' } });
  });
});

describe('an artifact in a file of its own', () => {
  it('is served from a pack where the file is damaged', () => {
    const all = names(OWN + 1);
    build(all);
    build(all.toReversed());
    for (const { parentPath, name } of files()) {
      if (!name.endsWith('.pack1')) writeFileSync(join(parentPath, name), 'nx-lambda artifact 1\nof an older format');
    }
    expect(hits(all)).toEqual(['F0', 'F16']);
    expect(open().read(digestOf('F1'))).toMatchObject({ kind: 'miss', notice: { code: 'NXL-BUILD-REUSE-BROKEN' } });
  });
});
