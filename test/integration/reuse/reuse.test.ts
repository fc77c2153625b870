import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LambdaFunction } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bundledFunction,
  plainFunction,
  type TestWorkspace,
} from '../../../packages/workspace/src/build/test-workspace.ts';
import { API, buildHere, type HereOptions, JOB, ordersWorkspace, PRICE } from './build-here.ts';

let workspace: TestWorkspace;
let functions: readonly LambdaFunction[];

beforeEach(async () => {
  workspace = await ordersWorkspace();
  functions = [bundledFunction(API), bundledFunction(JOB, {}, { logicalId: 'Job' })];
});
afterEach(() => workspace.remove());

const build = (options?: HereOptions) => buildHere(workspace.root, functions, options);
const reused = async (options?: HereOptions) => (await build(options)).reused;

describe('a service whose functions were built before', () => {
  it('takes every artifact of the same inputs, byte for byte', async () => {
    const first = await build();
    expect(first.reused).toEqual([]);
    await rm(join(workspace.root, 'dist'), { recursive: true });
    const second = await build();
    expect(second.reused).toEqual(['Api', 'Job']);
    expect(second.files).toEqual(first.files);
    expect(Object.keys(second.files).some((path) => path.endsWith('.js.map'))).toBe(true);
  });

  it('builds the one function whose library was edited, and takes the older artifact after a step back', async () => {
    const first = await build();
    await workspace.write({ [PRICE]: 'export const price = 2;\n' });
    const edited = await build();
    expect(edited.reused).toEqual(['Job']);
    expect(edited.files['Api.zip']).not.toEqual(first.files['Api.zip']);
    await workspace.write({ [PRICE]: 'export const price = 1;\n' });
    const back = await build();
    expect(back.reused).toEqual(['Api', 'Job']);
    expect(back.files).toEqual(first.files);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'a file appears that takes over an import',
      () => workspace.write({ 'libs/price.tsx': 'export const price = 3;' }),
    ],
    ['a tsconfig appears', () => workspace.write({ 'libs/tsconfig.json': '{"compilerOptions":{"target":"es5"}}' })],
    ['a package is edited by hand', () => workspace.write({ 'node_modules/inner/index.js': 'module.exports = 2;' })],
    [
      'a package of another version is nested in another one',
      () => {
        return workspace.write({
          'node_modules/dep/node_modules/inner/package.json': '{"name":"inner","version":"1.1.0"}',
          'node_modules/dep/node_modules/inner/index.js': 'module.exports = 11;',
        });
      },
    ],
    [
      'a nearer installation of an imported package appears',
      () => {
        return workspace.write({
          'services/orders/node_modules/dep/package.json': '{"name":"dep","version":"1.0.0"}',
          'services/orders/node_modules/dep/index.js': 'module.exports = 7;',
        });
      },
    ],
  ])('builds a function where %s', async (_, change) => {
    await build();
    await change();
    expect(await reused()).toEqual(['Job']);
  });

  it('builds all functions where the bundler, the plugin or an option is another one', async () => {
    await build();
    expect(await reused({ version: '2.0.0' })).toEqual([]);
    functions = [bundledFunction(API, { minify: true }), bundledFunction(JOB, { minify: true }, { logicalId: 'Job' })];
    expect(await reused()).toEqual([]);
  });

  it('builds no function for a version or a script of a package.json, or for a touched file', async () => {
    await workspace.write({ 'libs/package.json': '{"name":"libs","version":"1.0.0"}' });
    await build();
    await workspace.write({
      'libs/package.json': '{"name":"libs","version":"2.0.0","scripts":{}}',
      [JOB]: await readFile(join(workspace.root, JOB), 'utf8'),
    });
    expect(await reused()).toEqual(['Api', 'Job']);
  });

  it('packages a folder again where one of its files changed', async () => {
    functions = [plainFunction({ kind: 'directory', path: 'code', assets: [] })];
    await workspace.write({ 'code/app.py': 'def handler(): pass\n', 'code/__pycache__/app.pyc': 'a' });
    await build();
    await workspace.write({ 'code/__pycache__/app.pyc': 'b' });
    expect(await reused()).toEqual(['Api']);
    await workspace.write({ 'code/more.py': '' });
    expect(await reused()).toEqual([]);
  });
});

describe('an artifact that is never taken again', () => {
  it('is one of a function with an esbuild plugin', async () => {
    await workspace.write({ 'plugin.mjs': "export default { name: 'p', setup() {} };\n" });
    functions = [bundledFunction(JOB, { plugins: ['plugin.mjs'] })];
    await build();
    expect(await reused()).toEqual([]);
  });

  it('is one whose package imports what it does not declare', async () => {
    await workspace.write({ 'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"main.js"}' });
    await build();
    expect(await reused()).toEqual(['Job']);
  });

  it('is one whose package may import what is not installed yet', async () => {
    await workspace.write({ 'node_modules/inner/index.js': "try { require('faster') } catch {}" });
    await build();
    expect(await reused()).toEqual(['Job']);
  });

  it.each<[string, 'afterScan' | 'beforeBundling']>([
    ['before it was built', 'afterScan'],
    ['while it was built', 'beforeBundling'],
  ])('is one of a file that was edited after it was scanned, %s', async (_, moment) => {
    const edit = () => writeFile(join(workspace.root, PRICE), 'export const price = 4;\n');
    await build({ [moment]: edit });
    const after = await build();
    expect(after.reused).toEqual(['Job']);
    expect(after.files['Api.zip']).toEqual((await build({ reuse: false })).files['Api.zip']);
    await workspace.write({ [PRICE]: 'export const price = 1;\n' });
    const back = await build();
    expect(back.files['Api.zip']).toEqual((await build({ reuse: false })).files['Api.zip']);
  });
});

describe('the store of earlier artifacts', () => {
  const artifacts = () => join(workspace.root, 'cache/artifacts');
  const entries = async () =>
    (await readdir(artifacts(), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && entry.name !== 'swept')
      .map((entry) => join(entry.parentPath, entry.name));

  it.each<[string, (file: string) => Promise<unknown>, readonly string[]]>([
    ['missing', (file) => rm(file), []],
    ['empty', (file) => writeFile(file, ''), ['NXL-BUILD-REUSE-BROKEN']],
    ['truncated', async (file) => writeFile(file, (await readFile(file)).subarray(0, -1)), ['NXL-BUILD-REUSE-BROKEN']],
    [
      'changed in one bit',
      async (file) => {
        const bytes = await readFile(file);
        bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
        await writeFile(file, bytes);
      },
      ['NXL-BUILD-REUSE-BROKEN'],
    ],
    ['a folder', async (file) => rm(file).then(() => symlink('.', file)), ['NXL-BUILD-REUSE']],
  ])('builds again where an entry is %s, tells of it, and builds the right bytes', async (_, spoil, notices) => {
    const first = await build();
    for (const file of await entries()) await spoil(file);
    await rm(join(workspace.root, 'dist'), { recursive: true });
    const second = await build();
    expect(second.reused).toEqual([]);
    expect(second.files).toEqual(first.files);
    expect(second.notices).toEqual(notices);
    if (notices[0] !== 'NXL-BUILD-REUSE') expect(await reused()).toEqual(['Api', 'Job']);
  });

  it('tells once where it can not be written, and builds all the same', async () => {
    await workspace.write({ 'cache/artifacts': 'a file' });
    const { files, notices } = await build();
    expect(Object.keys(files)).toContain('Api.zip');
    expect(notices).toEqual(['NXL-BUILD-REUSE']);
  });

  it('has the artifacts of a large build in packs, from which they are taken byte for byte', async () => {
    const entryPoints = Array.from({ length: 20 }, (_, index) => `services/orders/src/f${index}.ts`);
    for (const path of entryPoints) await workspace.write({ [path]: `export const handler = () => '${path}';\n` });
    functions = entryPoints.map((path, index) => bundledFunction(path, {}, { logicalId: `F${index}` }));
    const first = await build();
    expect((await entries()).filter((file) => file.endsWith('.pack1'))).toHaveLength(1);
    await rm(join(workspace.root, 'dist'), { recursive: true });
    const second = await build();
    expect(second.reused).toHaveLength(20);
    expect(second.files).toEqual(first.files);
  });

  it('serves builds that run at once', async () => {
    const all = await Promise.all([
      build({ output: 'dist-1' }),
      build({ output: 'dist-2' }),
      build({ output: 'dist-3' }),
    ]);
    for (const { files } of all) expect(files).toEqual(all[0]?.files);
    expect((await entries()).some((file) => file.endsWith('.tmp'))).toBe(false);
    expect(await reused()).toEqual(['Api', 'Job']);
  });
});

describe('what changed since the last build here', () => {
  const why = async () => (await build({ why: true })).why;

  it('is told by file with its import chain, by package, and not at all where nothing is recorded', async () => {
    expect(await why()).toEqual({ Api: { kind: 'not-recorded' }, Job: { kind: 'not-recorded' } });
    await workspace.write({
      [PRICE]: 'export const price = 2;\n',
      'node_modules/inner/index.js': 'module.exports = 2;',
    });
    const expected = {
      Api: {
        kind: 'known',
        changes: [
          { kind: 'input-changed', path: PRICE, chain: [API, PRICE] },
          { kind: 'package-edited', name: 'inner' },
        ],
      },
      Job: { kind: 'known', changes: [] },
    };
    expect(await why()).toEqual(expected);
    expect((await why())['Api']).toEqual({ kind: 'known', changes: [] });
  });

  it('is told of settings by their names', async () => {
    await build();
    functions = [bundledFunction(JOB, { minify: true }, { logicalId: 'Job', runtime: 'nodejs22.x' })];
    expect((await why())['Job']).toEqual({
      kind: 'known',
      changes: [
        { kind: 'setting', name: 'runtime', before: 'nodejs20.x', after: 'nodejs22.x' },
        { kind: 'setting', name: 'minify', before: 'false', after: 'true' },
      ],
    });
  });

  it('is still told after a build that failed', async () => {
    await build();
    await workspace.write({ [JOB]: 'export const handler = ;' });
    expect((await why())['Job']).toMatchObject({ changes: [{ path: JOB }] });
    expect((await why())['Job']).toMatchObject({ changes: [{ path: JOB }] });
  });
});
