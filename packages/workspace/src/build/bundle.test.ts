import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BUNDLE_DEFAULTS } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  buildAlone,
  buildTogether,
  bundledFunction,
  pathsIn,
  type TestWorkspace,
  testWorkspace,
  textOf,
  unpack,
  valueOf,
} from './test-workspace.ts';

const LIBRARY = {
  'libs/price/src/index.ts': "export * as lists from './list';\nexport { total } from './total';\n",
  'libs/price/src/list/index.ts': 'export const list = [1, 2];\n',
  'libs/price/src/total.ts': 'export const total = (sum: number): number => sum * 2;\n',
  'services/orders/src/app.ts':
    "import * as price from '../../../libs/price/src/index';\nexport const handler = async () => price.total(price.lists.list.length);\n",
  'services/orders/src/other/index.ts':
    "import * as price from '../../../../libs/price/src/index';\nexport const handler = async () => price;\n",
  'services/carts/src/index.ts':
    "import * as lists from '../../../libs/price/src/list';\nexport const handler = async () => lists;\n",
};

describe('bundled functions', () => {
  let workspace: TestWorkspace;
  beforeEach(async () => {
    workspace = await testWorkspace(LIBRARY);
  });
  afterEach(() => workspace.remove());

  it('have the same bytes alone and among others', async () => {
    const functions = [
      'services/orders/src/app.ts',
      'services/orders/src/other/index.ts',
      'services/carts/src/index.ts',
    ].map((entryPoint, index) => bundledFunction(entryPoint, {}, { logicalId: `F${index}` }));
    const together = (await buildTogether(workspace.root, functions)).map(
      (result) => valueOf(result).manifest.codeSha256,
    );
    const reversed = (await buildTogether(workspace.root, functions.toReversed())).map(
      (result) => valueOf(result).manifest.codeSha256,
    );
    const alone = await Promise.all(
      functions.map(async (fn) => valueOf(await buildAlone(workspace.root, fn)).manifest.codeSha256),
    );
    expect(new Set(alone).size).toBe(3);
    expect(together).toEqual(alone);
    expect(reversed.toReversed()).toEqual(alone);
  });

  it('have the same bytes, map and manifest in another folder', async () => {
    const elsewhere = await testWorkspace(LIBRARY);
    try {
      const fn = bundledFunction('services/orders/src/app.ts');
      const here = valueOf(await buildAlone(workspace.root, fn));
      const there = valueOf(await buildAlone(elsewhere.root, fn));
      expect(Buffer.from(there.zip).equals(here.zip)).toBe(true);
      expect(there.manifest).toEqual(here.manifest);
      expect(there.sourceMaps).toEqual(here.sourceMaps);
      expect(JSON.stringify(there)).not.toContain(elsewhere.root);
    } finally {
      await elsewhere.remove();
    }
  });

  it('keep their bytes when code changes that is not in them', async () => {
    await workspace.write({
      'libs/price/src/unused.ts': 'export const unused = (amount: number): string => `${amount} cents`;\n',
      'libs/price/src/index.ts':
        "export { list } from './list';\nexport { total } from './total';\nexport { unused } from './unused';\n",
      'services/orders/src/app.ts':
        "import { total } from '../../../libs/price/src/index';\nexport const handler = async (sum: number) => total(sum);\n",
    });
    const fn = bundledFunction('services/orders/src/app.ts', BUNDLE_DEFAULTS);
    const before = valueOf(await buildAlone(workspace.root, fn));
    await workspace.write({
      'libs/price/src/unused.ts':
        'const units = ["cents", "euros"];\nexport const unused = (x: number, y: number, z: number): string => `${x} ${y} ${z} ${units}`;\n',
    });
    const after = valueOf(await buildAlone(workspace.root, fn));
    expect(after.manifest.codeSha256).toBe(before.manifest.codeSha256);
  });

  it('keep their bytes when only comments and layout change', async () => {
    const fn = bundledFunction('services/orders/src/app.ts');
    const before = valueOf(await buildAlone(workspace.root, fn));
    await workspace.write({
      'libs/price/src/total.ts':
        '// Twice.\n\nexport const total = (\n  sum: number, // the sum\n): number => /* twice */ sum * 2;\n',
    });
    const after = valueOf(await buildAlone(workspace.root, fn));
    expect(after.manifest.codeSha256).toBe(before.manifest.codeSha256);
    expect(after.manifest.inputs).not.toEqual(before.manifest.inputs);
    await workspace.write({ 'libs/price/src/total.ts': 'export const total = (sum: number): number => sum * 3;\n' });
    expect(valueOf(await buildAlone(workspace.root, fn)).manifest.codeSha256).not.toBe(before.manifest.codeSha256);
  });

  it('answer from Node when unpacked', async () => {
    const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('services/orders/src/app.ts')));
    const folder = await unpack(workspace, artifact, 'task');
    const script = `require(${JSON.stringify(join(folder, 'app.js'))}).handler().then((answer) => console.log(answer))`;
    expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout).toBe('4\n');
  });

  it('name their inputs by workspace-relative path and digest', async () => {
    const { manifest } = valueOf(await buildAlone(workspace.root, bundledFunction('services/orders/src/app.ts')));
    expect(manifest.inputs.map((input) => input.path)).toEqual([
      'libs/price/src/index.ts',
      'libs/price/src/list/index.ts',
      'libs/price/src/total.ts',
      'services/orders/src/app.ts',
    ]);
    expect(manifest.inputs.every((input) => /^[0-9a-f]{64}$/.test(input.sha256))).toBe(true);
  });

  it('keep their source map beside the artifact with workspace-relative sources', async () => {
    const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('services/orders/src/app.ts')));
    expect(pathsIn(artifact)).toEqual(['app.js']);
    expect(textOf(artifact, 'app.js')).not.toContain('sourceMappingURL');
    const [map] = artifact.sourceMaps;
    expect(artifact.manifest.sourceMaps).toEqual([map?.path]);
    expect(map?.path).toMatch(/^map-[\w-]{43}-app\.js\.map$/);
    const { sources } = JSON.parse(Buffer.from(map?.bytes ?? []).toString()) as { sources: string[] };
    expect(sources).toContain('services/orders/src/app.ts');
    expect(sources.every((source) => !source.startsWith('.') && !source.startsWith('/'))).toBe(true);
  });

  it('carry their source map when told to', async () => {
    const fn = bundledFunction('services/orders/src/app.ts', { sourcemapInArtifact: true });
    const artifact = valueOf(await buildAlone(workspace.root, fn));
    expect(pathsIn(artifact)).toEqual(['app.js', 'app.js.map']);
    expect(textOf(artifact, 'app.js')).toMatch(/\n\/\/# sourceMappingURL=app\.js\.map\n$/);
    expect(artifact.sourceMaps.map(({ path }) => path)).toEqual(artifact.manifest.sourceMaps);
    expect(artifact.manifest.sourceMaps).toHaveLength(1);
  });
});
