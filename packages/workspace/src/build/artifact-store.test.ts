import { readdir, stat, writeFile } from 'node:fs/promises';
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
    expect(await files()).toEqual(['Child.Api.json', 'Child.Api.zip', 'app.js.map']);
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
    expect(await files()).toEqual(['New.json', 'New.zip', 'app.js.map']);
    expect(await readdir(join(folder, 'maps'))).toHaveLength(1);
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

  it('tell of a folder that can not be written', async () => {
    await workspace.write({ 'dist/orders': 'a file' });
    const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('app.ts')));
    expect(await store().write(SERVICE, artifact)).toMatchObject({ failures: [{ code: 'NXL-BUILD-STORE' }] });
  });
});
