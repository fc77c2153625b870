import { spawnSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  buildAlone,
  bundledFunction,
  pathsIn,
  type TestWorkspace,
  testWorkspace,
  textOf,
  unpack,
  valueOf,
} from './test-workspace.ts';

function elf(machine: number): Uint8Array {
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(machine, 18);
  return header;
}
const X86_64 = elf(62);
const ARM64 = elf(183);

function packageJson(name: string, more: object = {}): string {
  return JSON.stringify({ name, version: '1.2.3', main: 'index.js', ...more });
}

describe('packages that are not bundled', () => {
  let workspace: TestWorkspace;
  beforeEach(async () => {
    workspace = await testWorkspace({ 'package.json': '{"name":"shop","private":true}' });
  });
  afterEach(() => workspace.remove());

  async function run(folder: string, file = 'app.js'): Promise<string> {
    const script = `import(${JSON.stringify(`file://${join(folder, file)}`)}).then((m) => m.handler()).then((answer) => console.log(JSON.stringify(answer)))`;
    const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: folder,
    });
    return result.stdout + result.stderr;
  }

  it('are shipped with what they import, and run', async () => {
    await workspace.write({
      'node_modules/outer/package.json': packageJson('outer'),
      'node_modules/outer/index.js': "module.exports = { name: 'outer', inner: require('inner') };",
      'node_modules/outer/unused.js': 'never',
      'node_modules/inner/package.json': packageJson('inner'),
      'node_modules/inner/index.js': "module.exports = 'inner';",
      'services/orders/app.ts': "import outer from 'outer';\nexport const handler = async () => outer;\n",
    });
    const fn = bundledFunction('services/orders/app.ts', { external: ['outer'] });
    const artifact = valueOf(await buildAlone(workspace.root, fn));
    expect(pathsIn(artifact)).toEqual([
      'app.js',
      'node_modules/inner/index.js',
      'node_modules/inner/package.json',
      'node_modules/outer/index.js',
      'node_modules/outer/package.json',
    ]);
    expect(artifact.manifest.packages).toEqual([
      { name: 'inner', version: '1.2.3' },
      { name: 'outer', version: '1.2.3' },
    ]);
    expect(artifact.manifest.externals).toEqual(['outer']);
    expect(await run(await unpack(workspace, artifact, 'task/one'))).toBe('{"name":"outer","inner":"inner"}\n');
  });

  it('are shipped without links from a pnpm store, aliases and clashing versions included', async () => {
    const store = 'node_modules/.pnpm';
    await workspace.write({
      [`${store}/outer@1.2.3/node_modules/outer/package.json`]: packageJson('outer'),
      [`${store}/outer@1.2.3/node_modules/outer/index.js`]: "module.exports = [require('inner'), require('alias')];",
      [`${store}/inner@1.2.3/node_modules/inner/package.json`]: packageJson('inner'),
      [`${store}/inner@1.2.3/node_modules/inner/index.js`]: "module.exports = 'inner 1';",
      [`${store}/inner@2.0.0/node_modules/inner/package.json`]: packageJson('inner', { version: '2.0.0' }),
      [`${store}/inner@2.0.0/node_modules/inner/index.js`]: "module.exports = 'inner 2';",
      'services/orders/app.ts':
        "import outer from 'outer';\nimport inner from 'inner';\nexport const handler = async () => [outer, inner];\n",
    });
    const link = async (target: string, path: string): Promise<void> => {
      await mkdir(join(workspace.root, path, '..'), { recursive: true });
      await symlink(join(workspace.root, target), join(workspace.root, path), 'junction');
    };
    await link(`${store}/outer@1.2.3/node_modules/outer`, 'services/orders/node_modules/outer');
    await link(`${store}/inner@2.0.0/node_modules/inner`, 'services/orders/node_modules/inner');
    await link(`${store}/inner@1.2.3/node_modules/inner`, `${store}/outer@1.2.3/node_modules/inner`);
    await link(`${store}/inner@2.0.0/node_modules/inner`, `${store}/outer@1.2.3/node_modules/alias`);
    const fn = bundledFunction('services/orders/app.ts', { packages: 'external' });
    const artifact = valueOf(await buildAlone(workspace.root, fn));
    expect(pathsIn(artifact).some((path) => path.includes('.pnpm'))).toBe(false);
    expect(await run(await unpack(workspace, artifact, 'task/two'))).toBe('[["inner 1","inner 2"],"inner 2"]\n');
  });

  it('are left out when the runtime provides them, also where a shipped package imports them', async () => {
    await workspace.write({
      'node_modules/outer/package.json': packageJson('outer'),
      'node_modules/outer/index.js': "exports.load = () => require('@aws-sdk/client-s3');",
      'node_modules/@aws-sdk/client-s3/package.json': packageJson('@aws-sdk/client-s3'),
      'node_modules/@aws-sdk/client-s3/index.js': 'module.exports = 1;',
      'services/orders/app.ts':
        "import outer from 'outer';\nimport * as s3 from '@aws-sdk/client-s3';\nexport const handler = async () => [outer, s3];\n",
    });
    const fn = bundledFunction('services/orders/app.ts', { external: ['outer'] });
    const artifact = valueOf(await buildAlone(workspace.root, fn));
    expect(pathsIn(artifact).filter((path) => path.includes('@aws-sdk'))).toEqual([]);
    expect(artifact.manifest.externals).toEqual(['@aws-sdk/client-s3', 'outer']);
  });

  it('fail the build when they are nowhere to be found', async () => {
    await workspace.write({
      'services/orders/app.ts': "import gone from 'gone';\nexport const handler = () => gone;\n",
    });
    const result = await buildAlone(workspace.root, bundledFunction('services/orders/app.ts', { external: ['gone'] }));
    expect(result).toMatchObject({
      ok: false,
      failures: [{ code: 'NXL-BUILD-EXTERNAL', place: { file: 'services/orders/app.ts' } }],
    });
  });

  it('fail the build when importers mean different versions by one name', async () => {
    await workspace.write({
      'libs/a/node_modules/inner/package.json': packageJson('inner'),
      'libs/a/node_modules/inner/index.js': 'module.exports = 1;',
      'libs/a/index.ts': "export { default as a } from 'inner';\n",
      'node_modules/inner/package.json': packageJson('inner', { version: '2.0.0' }),
      'node_modules/inner/index.js': 'module.exports = 2;',
      'services/orders/app.ts':
        "import { a } from '../../libs/a/index';\nimport b from 'inner';\nexport const handler = () => [a, b];\n",
    });
    const result = await buildAlone(workspace.root, bundledFunction('services/orders/app.ts', { external: ['inner'] }));
    expect(result).toMatchObject({
      ok: false,
      failures: [{ code: 'NXL-BUILD-EXTERNAL-CONFLICT', notes: ['libs/a/node_modules/inner', 'node_modules/inner'] }],
    });
  });

  describe('with compiled addons', () => {
    const APP = { 'services/orders/app.ts': "import fast from 'fast';\nexport const handler = () => fast;\n" };

    it('are left out of the bundle without being told to, and shipped', async () => {
      await workspace.write({
        ...APP,
        'node_modules/fast/package.json': packageJson('fast'),
        'node_modules/fast/index.js': "module.exports = require('./build/fast.node');",
        'node_modules/fast/build/fast.node': X86_64,
      });
      const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('services/orders/app.ts')));
      expect(pathsIn(artifact)).toEqual([
        'app.js',
        'node_modules/fast/build/fast.node',
        'node_modules/fast/index.js',
        'node_modules/fast/package.json',
      ]);
      expect(textOf(artifact, 'app.js')).toContain('require("fast")');
    });

    it('are refused when they were compiled for the other architecture', async () => {
      await workspace.write({
        ...APP,
        'node_modules/fast/package.json': packageJson('fast'),
        'node_modules/fast/index.js': "module.exports = require('./build/fast.node');",
        'node_modules/fast/build/fast.node': X86_64,
      });
      const fn = bundledFunction('services/orders/app.ts', {}, { architecture: 'arm64' });
      expect(await buildAlone(workspace.root, fn)).toMatchObject({
        ok: false,
        failures: [
          {
            code: 'NXL-PACKAGE-ARCHITECTURE',
            message: 'fast has compiled code for linux x86_64, but the function runs on linux arm64.',
            advice: expect.stringContaining('--cpu=arm64') as string,
          },
        ],
      });
    });

    it("bring the optional package for the function's platform, not this machine's", async () => {
      const optional = { 'fast-linux-x64': '1.2.3', 'fast-linux-arm64': '1.2.3' };
      await workspace.write({
        ...APP,
        'node_modules/fast/package.json': packageJson('fast', { optionalDependencies: optional }),
        'node_modules/fast/index.js': 'module.exports = require(`fast-${process.platform}-${process.arch}`);',
        'node_modules/fast-linux-x64/package.json': packageJson('fast-linux-x64', {
          os: ['linux'],
          cpu: ['x64'],
          main: 'fast.node',
        }),
        'node_modules/fast-linux-x64/fast.node': X86_64,
        'node_modules/fast-linux-arm64/package.json': packageJson('fast-linux-arm64', {
          os: ['linux'],
          cpu: ['arm64'],
          main: 'fast.node',
        }),
        'node_modules/fast-linux-arm64/fast.node': ARM64,
      });
      for (const [architecture, cpu] of [
        ['x86_64', 'x64'],
        ['arm64', 'arm64'],
      ] as const) {
        const fn = bundledFunction('services/orders/app.ts', { external: ['fast'] }, { architecture });
        const paths = pathsIn(valueOf(await buildAlone(workspace.root, fn)));
        expect(paths.filter((path) => path.endsWith('.node'))).toEqual([`node_modules/fast-linux-${cpu}/fast.node`]);
      }
    });

    it("ship the prebuilt addon for the function's platform where a loader looks for one", async () => {
      await workspace.write({
        ...APP,
        'node_modules/fast/package.json': packageJson('fast'),
        'node_modules/fast/index.js': "module.exports = require('node-gyp-build')(__dirname);",
        'node_modules/fast/prebuilds/linux-x64/fast.node': X86_64,
        'node_modules/fast/prebuilds/linux-arm64/fast.node': ARM64,
        'node_modules/fast/prebuilds/darwin-arm64/fast.node': Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1),
        'node_modules/node-gyp-build/package.json': packageJson('node-gyp-build'),
        'node_modules/node-gyp-build/index.js': 'module.exports = (folder) => folder;',
      });
      const fn = bundledFunction('services/orders/app.ts', {}, { architecture: 'arm64' });
      const paths = pathsIn(valueOf(await buildAlone(workspace.root, fn)));
      expect(paths.filter((path) => path.endsWith('.node'))).toEqual([
        'node_modules/fast/prebuilds/linux-arm64/fast.node',
      ]);
      expect(paths).toContain('node_modules/node-gyp-build/index.js');
    });

    it('of local files are copied beside the code, or refused', async () => {
      await workspace.write({
        'services/orders/local.node': X86_64,
        'services/orders/app.ts': "const addon = require('./local.node');\nexport const handler = () => addon;\n",
      });
      const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('services/orders/app.ts')));
      const [, addon] = pathsIn(artifact);
      expect(addon).toMatch(/^local-\w+\.node$/);
      expect(textOf(artifact, 'app.js')).toContain(`require("./${addon}")`);
      const arm = bundledFunction('services/orders/app.ts', {}, { architecture: 'arm64' });
      expect(await buildAlone(workspace.root, arm)).toMatchObject({ failures: [{ code: 'NXL-PACKAGE-ARCHITECTURE' }] });
    });
  });
});
