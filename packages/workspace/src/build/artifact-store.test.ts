import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackedArtifact, Service } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artifactStore } from './artifact-store.ts';
import { loadArtifacts } from './load-artifacts.ts';
import { buildAlone, bundledFunction, type TestWorkspace, testWorkspace, valueOf } from './test-workspace.ts';

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

const MAP = /^map-.{43}-app\.js\.map$/;

describe('stored artifacts', () => {
  let workspace: TestWorkspace;
  let folder: string;
  beforeEach(async () => {
    workspace = await testWorkspace({ 'app.ts': 'export const handler = () => 1;\n' });
    folder = join(workspace.root, 'dist/orders');
  });
  afterEach(() => workspace.remove());

  const store = () => artifactStore(() => folder);

  async function stored(logicalId: string): Promise<PackedArtifact> {
    const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('app.ts', {}, { logicalId })));
    valueOf(await store().write(SERVICE, artifact));
    return artifact;
  }

  async function files(): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted();
  }

  it('come back as they were made', async () => {
    const artifact = await stored('Child/Api');
    const [loaded] = await loadArtifacts(folder, ['Child/Api']);
    const value = valueOf(loaded?.artifact);
    expect(value.manifest).toEqual(artifact.manifest);
    expect(Buffer.from(valueOf(await value.readZip())).equals(artifact.zip)).toBe(true);
    expect(await files()).toEqual(['Child.Api.json', 'Child.Api.zip', expect.stringMatching(MAP)]);
  });

  it('are not written again when nothing differs', async () => {
    await stored('Api');
    const before = await stat(join(folder, 'Api.zip'));
    await stored('Api');
    const after = await stat(join(folder, 'Api.zip'));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it('of equal code can be written at once', async () => {
    const logicalIds = Array.from({ length: 8 }, (_, index) => `Api${index}`);
    const made = await Promise.all(
      logicalIds.map(async (logicalId) => {
        return valueOf(await buildAlone(workspace.root, bundledFunction('app.ts', {}, { logicalId })));
      }),
    );
    const written = await Promise.all(made.map((artifact) => store().write(SERVICE, artifact)));
    expect(written.every((result) => result.ok)).toBe(true);
    expect(await files()).toHaveLength(2 * 8 + 1);
  });

  it('go when their function goes, with their source maps', async () => {
    await stored('Old');
    await workspace.write({ 'app.ts': 'export const handler = () => 2;\n' });
    await stored('New');
    valueOf(await store().prune(SERVICE, ['New']));
    expect(await files()).toEqual(['New.json', 'New.zip', expect.stringMatching(MAP)]);
  });

  it('are a failure each when missing, cut off, swapped or of a damaged manifest', async () => {
    for (const logicalId of ['Cut', 'Gone', 'Damaged']) await stored(logicalId);
    await writeFile(join(folder, 'Cut.zip'), 'PK');
    await writeFile(join(folder, 'Damaged.json'), '{"schema":1}');
    valueOf(await store().prune(SERVICE, ['Cut', 'Damaged']));
    const [cut, gone, damaged] = await loadArtifacts(folder, ['Cut', 'Gone', 'Damaged']);
    expect(await valueOf(cut?.artifact).readZip()).toMatchObject({ failures: [{ code: 'NXL-PACKAGE-CORRUPT' }] });
    expect(gone?.artifact).toMatchObject({ failures: [{ code: 'NXL-PACKAGE-MISSING' }] });
    expect(damaged?.artifact).toMatchObject({ failures: [{ code: 'NXL-PACKAGE-MANIFEST' }] });
  });

  it('are written anew where an earlier build broke off in the middle of a file', async () => {
    const whole = await stored('Api');
    for (const name of await files()) {
      const bytes = await readFile(join(folder, name));
      await writeFile(join(folder, name), bytes.subarray(0, bytes.length / 2));
      const [broken] = await loadArtifacts(folder, ['Api']);
      const zip = broken?.artifact.ok === true ? await broken.artifact.value.readZip() : broken?.artifact;
      if (!name.endsWith('.map')) expect(zip).toMatchObject({ ok: false });
      valueOf(await store().write(SERVICE, whole));
      expect((await readFile(join(folder, name))).equals(bytes)).toBe(true);
    }
    expect(await files()).toHaveLength(3);
  });

  it('show no manifest before their zip and source maps are there', async () => {
    const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('app.ts', {}, { logicalId: 'Api' })));
    // What stands in its way makes the zip fail.
    await workspace.write({ 'dist/orders/Api.zip/x': '' });
    const build = store();
    expect(await build.write(SERVICE, artifact)).toMatchObject({ failures: [{ code: 'NXL-BUILD-STORE' }] });
    expect(await files()).not.toContain('Api.json');
    valueOf(await build.prune(SERVICE, []));
    expect(await files()).toEqual(['x']);
  });

  it('of two builds at once are whole, whichever writes last', async () => {
    const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('app.ts', {}, { logicalId: 'Api' })));
    const [one, two] = [store(), store()];
    valueOf(await one.write(SERVICE, artifact));
    valueOf(await two.write(SERVICE, artifact));
    valueOf(await two.prune(SERVICE, ['Api']));
    valueOf(await one.prune(SERVICE, ['Api']));
    const [loaded] = await loadArtifacts(folder, ['Api']);
    expect(await valueOf(loaded?.artifact).readZip()).toMatchObject({ ok: true });
  });

  it('that fail half way are pruned from a new folder too', async () => {
    await workspace.write({ 'app.ts': 'export const handler = () => 3;\n' });
    const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('app.ts', {}, { logicalId: 'Api' })));
    const build = store();
    const noZip = { ...artifact, sourceMaps: [...artifact.sourceMaps, { path: 'a\0b', bytes: artifact.zip }] };
    expect(await build.write(SERVICE, noZip)).toMatchObject({ ok: false });
    expect(await files()).toHaveLength(1);
    valueOf(await build.prune(SERVICE, []));
    expect(await files()).toEqual([]);
  });

  it('tell of a folder that can not be written', async () => {
    await workspace.write({ 'dist/orders': 'a file' });
    const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('app.ts')));
    expect(await store().write(SERVICE, artifact)).toMatchObject({ failures: [{ code: 'NXL-BUILD-STORE' }] });
  });
});
