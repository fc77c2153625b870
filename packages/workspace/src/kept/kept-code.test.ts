import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArtifactManifest, type KeptCodePort, type Replacement, sourceMapFile } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSourceMapStore } from '../source-maps/source-map-store.ts';
import { keptCode, keptMapsFolder } from './kept-code.ts';

let folder: string;
let time: number;
let kept: KeptCodePort;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'));
  time = Date.now();
  kept = open();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(retention?: { readonly maxAge: number; readonly maxSize: number }): KeptCodePort {
  return keptCode({
    cacheFolder: join(folder, 'cache'),
    artifactFolder: (service) => join(folder, 'dist', service),
    now: () => time,
    ...(retention && { retention }),
  });
}

const subject = {
  accountId: '123456789012',
  region: 'eu-west-1',
  environment: 'ann',
  service: 'orders',
  logicalId: 'CreateOrder',
};

function zipOf(text: string): { readonly codeSha256: string; readonly zip: Uint8Array } {
  const zip = Buffer.from(text);
  return { zip, codeSha256: createHash('sha256').update(zip).digest('base64') };
}

const shape = { size: 3, runtime: 'nodejs22.x', handler: 'app.handler', architecture: 'x86_64' };

function replacement(runId: string, previous: string, next: string): Replacement {
  return {
    runId,
    command: 'deploy-feature',
    at: '2026-11-22T05:00:00.000Z',
    physicalName: 'orders-ann-create',
    previous: { codeSha256: previous, ...shape },
    next: { codeSha256: next, ...shape, commit: 'c0ffee' },
    proven: false,
  };
}

const code = () => join(folder, 'cache', 'rollback', 'code');

describe('a kept zip', () => {
  it('comes back byte for byte', async () => {
    const one = zipOf('one');
    expect(await kept.has(one.codeSha256)).toBe(false);
    expect(await kept.keep(one)).toEqual({ ok: true, value: undefined });
    expect(await kept.has(one.codeSha256)).toBe(true);
    const read = await kept.zip(one.codeSha256);
    expect(read.ok && Buffer.from(read.value).toString()).toBe('one');
  });

  it('is refused, and forgotten, when it was damaged', async () => {
    const one = zipOf('one');
    await kept.keep(one);
    const [file = ''] = readdirSync(code());
    appendFileSync(join(code(), file), 'x');
    expect(await kept.zip(one.codeSha256)).toMatchObject({ failures: [{ code: 'NXL-DEPLOY-KEPT-DAMAGED' }] });
    expect(await kept.has(one.codeSha256)).toBe(false);
    expect(await kept.zip(one.codeSha256)).toMatchObject({ failures: [{ code: 'NXL-DEPLOY-NOT-KEPT' }] });
  });

  it('is not kept under the name of other code', async () => {
    const { codeSha256 } = zipOf('one');
    expect(await kept.keep({ codeSha256, zip: Buffer.from('two') })).toMatchObject({ ok: false });
    expect(existsSync(code())).toBe(false);
  });

  it('has the source maps of its service beside it, which outlive the next build', async () => {
    const one = zipOf('one');
    const artifacts = join(folder, 'dist', 'orders');
    mkdirSync(artifacts, { recursive: true });
    const map = { version: 3, sources: ['services/orders/create.ts'], names: [], mappings: 'AACA' };
    writeFileSync(join(artifacts, sourceMapFile(one.codeSha256, 'src/create.js.map')), JSON.stringify(map));
    writeFileSync(join(artifacts, sourceMapFile(zipOf('two').codeSha256, 'src/create.js.map')), '{}');
    await kept.keep({ ...one, service: 'orders' });
    rmSync(join(folder, 'dist'), { recursive: true });
    expect(readdirSync(code())).toHaveLength(2);
    const lookUp = await createSourceMapStore(artifacts, keptMapsFolder(join(folder, 'cache'))).load(one.codeSha256);
    expect(lookUp?.('src/create.js', 1, 1)).toMatchObject({ file: 'services/orders/create.ts', line: 2 });
  });
});

describe('the store', () => {
  it('keeps what was of use last within its size', async () => {
    const bounded = open({ maxAge: 1e9, maxSize: 8 });
    for (const text of ['one', 'two', 'six']) {
      time += 1000;
      await bounded.keep(zipOf(text));
    }
    time += 1000;
    await bounded.has(zipOf('one').codeSha256);
    await bounded.sweep();
    expect(await Promise.all(['one', 'two', 'six'].map((text) => bounded.has(zipOf(text).codeSha256)))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('forgets what was of no use for too long', async () => {
    const bounded = open({ maxAge: 5000, maxSize: 1e9 });
    await bounded.keep(zipOf('one'));
    await bounded.has(zipOf('one').codeSha256);
    time += 5001;
    await bounded.keep(zipOf('two'));
    await bounded.has(zipOf('two').codeSha256);
    await bounded.sweep();
    expect(await bounded.has(zipOf('one').codeSha256)).toBe(false);
    expect(await bounded.has(zipOf('two').codeSha256)).toBe(true);
  });

  it('tells that it can not be written to', async () => {
    writeFileSync(join(folder, 'cache'), 'a file');
    expect(await kept.keep(zipOf('one'))).toMatchObject({ failures: [{ code: 'NXL-DEPLOY-KEEP' }] });
    expect(await kept.begin(subject, replacement('r1', 'a', 'b'))).toMatchObject({ ok: false });
    expect(await kept.history(subject)).toEqual({ ok: true, value: [] });
  });
});

describe('the history of a function', () => {
  it('comes back in order, with what was proven', async () => {
    const first = replacement('r1', 'a', 'b');
    const second = { ...replacement('r2', 'b', 'c'), command: 'rollback-feature', undoes: ['r1'] } as const;
    await kept.begin(subject, first);
    await kept.prove(subject, first);
    await kept.begin(subject, second);
    expect(await kept.history(subject)).toEqual({ ok: true, value: [{ ...first, proven: true }, second] });
    expect(await kept.history({ ...subject, environment: 'bob' })).toEqual({ ok: true, value: [] });
  });

  it('loses no other line where one was cut off', async () => {
    await kept.begin(subject, replacement('r1', 'a', 'b'));
    const histories = join(folder, 'cache', 'rollback', 'history');
    const [file = ''] = readdirSync(histories);
    appendFileSync(join(histories, file), '\n{"runId":"r2","prev');
    await kept.begin(subject, replacement('r3', 'b', 'c'));
    const read = await kept.history(subject);
    expect(read.ok && read.value.map(({ runId }) => runId)).toEqual(['r1', 'r3']);
  });

  it('loses no line where many are written at once', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => kept.begin(subject, replacement(`r${index}`, 'a', 'b'))),
    );
    const read = await kept.history(subject);
    expect(read.ok && read.value).toHaveLength(30);
  });
});

it('tells what a code was made of, of the function that had it', async () => {
  const manifest: ArtifactManifest = {
    schema: 1,
    service: 'orders',
    function: 'CreateOrder',
    codeSha256: zipOf('one').codeSha256,
    zipSize: 3,
    unzippedSize: 3,
    runtime: 'nodejs22.x',
    handler: 'app.handler',
    architecture: 'x86_64',
    inputs: [],
    packages: [],
    externals: [],
    tools: {},
    sourceMaps: [],
  };
  await kept.keepManifest(subject, manifest);
  expect(await kept.manifest(subject, manifest.codeSha256)).toEqual({ ok: true, value: manifest });
  expect(await kept.manifest({ ...subject, logicalId: 'GetOrder' }, manifest.codeSha256)).toEqual({
    ok: true,
    value: undefined,
  });
});
