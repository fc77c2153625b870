import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
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

describe('what a bundle is made of', () => {
  let workspace: TestWorkspace;
  beforeEach(async () => {
    workspace = await testWorkspace({
      'node_modules/old/package.json': '{"name":"old","version":"3.0.0","main":"main.js"}',
      'node_modules/old/main.js': "const os = require('os');\nmodule.exports = () => typeof os.EOL;\n",
      'services/orders/app.ts': "import old from 'old';\nexport const handler = async () => old();\n",
    });
  });
  afterEach(() => workspace.remove());

  function answer(file: string): string {
    const script = `import(${JSON.stringify(`file://${file}`)}).then((m) => m.handler()).then((answer) => console.log(answer))`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    return stdout + stderr;
  }

  it('lets CommonJS packages require builtins in ES module output', async () => {
    const artifact = valueOf(
      await buildAlone(workspace.root, bundledFunction('services/orders/app.ts', { format: 'esm' })),
    );
    expect(answer(join(await unpack(workspace, artifact, 'task'), 'app.mjs'))).toBe('string\n');
    expect(artifact.manifest.packages).toEqual([{ name: 'old', version: '3.0.0' }]);
    const map = JSON.parse(Buffer.from(artifact.sourceMaps[0]?.bytes ?? []).toString()) as { mappings: string };
    expect(map.mappings.startsWith(';')).toBe(true);
  });

  it('adds no second require where a banner of the user makes one', async () => {
    const banner = "import { createRequire } from 'module'; const require = createRequire(import.meta.url);";
    const fn = bundledFunction('services/orders/app.ts', { format: 'esm', banner });
    const artifact = valueOf(await buildAlone(workspace.root, fn));
    expect(answer(join(await unpack(workspace, artifact, 'task'), 'app.mjs'))).toBe('string\n');
  });

  it('adds no require where nothing asks for it', async () => {
    await workspace.write({
      'services/orders/app.ts': "import { EOL } from 'node:os';\nexport const handler = async () => EOL;\n",
    });
    const fn = bundledFunction('services/orders/app.ts', { format: 'esm' });
    expect(textOf(valueOf(await buildAlone(workspace.root, fn)), 'app.mjs')).not.toContain('createRequire');
  });

  it('makes a .js file an ES module for Node where the format says so', async () => {
    const fn = bundledFunction('services/orders/app.ts', { format: 'esm' });
    if (fn.source.kind !== 'bundle') throw new Error('unreachable');
    const named = { ...fn, source: { ...fn.source, outputPath: 'src/deep/app.js' } };
    const artifact = valueOf(await buildAlone(workspace.root, named));
    expect(pathsIn(artifact)).toEqual(['package.json', 'src/deep/app.js']);
    expect(answer(join(await unpack(workspace, artifact, 'task'), 'src/deep/app.js'))).toBe('string\n');
  });

  it('puts files of the file loader and linked licences beside the code, the same in any batch', async () => {
    await workspace.write({
      'services/orders/page.html': '<p>',
      'services/orders/app.ts':
        "/*! licence */\nimport page from './page.html';\nexport const handler = async () => page;\n",
      'services/orders/other.ts': 'export const handler = async () => 1;\n',
    });
    const options = { loader: { '.html': 'file' }, legalComments: 'linked' } as const;
    const app = bundledFunction('services/orders/app.ts', options);
    const other = bundledFunction('services/orders/other.ts', options, { logicalId: 'Other' });
    const alone = valueOf(await buildAlone(workspace.root, app));
    const [, among] = await buildTogether(workspace.root, [other, app]);
    expect(pathsIn(alone)).toEqual(['app.js', 'app.js.LEGAL.txt', expect.stringMatching(/^page-\w+\.html$/)]);
    expect(textOf(alone, 'app.js')).toContain('/*! For license information please see app.js.LEGAL.txt */');
    expect(valueOf(among).manifest.codeSha256).toBe(alone.manifest.codeSha256);
  });

  it('copies assets, and fails when a pattern matches nothing', async () => {
    await workspace.write({
      'services/orders/mail/a.txt': 'a',
      'services/orders/mail/deep/b.txt': 'b\r\n',
      'services/orders/mail/c.md': 'c',
    });
    const assets = [{ glob: 'mail/**/*.txt', from: 'services/orders', to: 'static' }];
    const artifact = valueOf(await buildAlone(workspace.root, bundledFunction('services/orders/app.ts', { assets })));
    expect(pathsIn(artifact)).toEqual(['app.js', 'static/mail/a.txt', 'static/mail/deep/b.txt']);
    expect(textOf(artifact, 'static/mail/deep/b.txt')).toBe('b\r\n');
    expect(artifact.manifest.inputs.map((input) => input.path)).toContain('services/orders/mail/deep/b.txt');
    const wrong = bundledFunction('services/orders/app.ts', {
      assets: [{ glob: '*.gql', from: 'services/orders', to: '' }],
    });
    expect(await buildAlone(workspace.root, wrong)).toMatchObject({ failures: [{ code: 'NXL-PACKAGE-ASSET' }] });
  });

  it('leaves out the importer of nothing: type-only imports are no inputs', async () => {
    await workspace.write({
      'libs/types.ts': 'export interface Order { id: string }\n',
      'services/orders/app.ts':
        "import type { Order } from '../../libs/types';\nexport const handler = async (): Promise<Order> => ({ id: '1' });\n",
    });
    const { manifest } = valueOf(await buildAlone(workspace.root, bundledFunction('services/orders/app.ts')));
    expect(manifest.inputs.map((input) => input.path)).toEqual(['services/orders/app.ts']);
  });
});
