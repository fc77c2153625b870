import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  buildAlone,
  buildTogether,
  bundledFunction,
  type TestWorkspace,
  testWorkspace,
  valueOf,
} from './test-workspace.ts';

describe('a broken file', () => {
  let workspace: TestWorkspace;
  beforeEach(async () => {
    workspace = await testWorkspace({
      'libs/good.ts': 'export const good = 1;\n',
      'libs/bad.ts': "import { good } from './good';\nexport const bad = const good;\n",
      'services/a.ts': "import { good } from '../libs/good';\nexport const handler = () => good;\n",
      'services/b.ts': "import { bad } from '../libs/bad';\nexport const handler = () => bad;\n",
      'services/c.ts': "import { bad } from '../libs/bad';\nimport './nowhere';\nexport const handler = () => bad;\n",
      'services/d.ts': 'export const handler = () => 4;\n',
    });
  });
  afterEach(() => workspace.remove());

  const functions = ['a', 'b', 'c', 'd', 'gone'].map((name) =>
    bundledFunction(`services/${name}.ts`, {}, { logicalId: name }),
  );

  it('fails the functions that reach it and no other, each with its own place', async () => {
    const results = await buildTogether(workspace.root, functions);
    expect(results.map((result) => result.ok)).toEqual([true, false, false, true, false]);
    const bad = {
      code: 'NXL-BUILD-BUNDLE',
      message: 'Unexpected "const".',
      place: { file: 'libs/bad.ts', line: 2, column: 20, length: 5, lineText: 'export const bad = const good;' },
    };
    expect(results[1]).toMatchObject({ failures: [bad] });
    expect(results[1]).not.toMatchObject({ failures: { length: 2 } });
    expect(results[2]).toMatchObject({
      failures: [bad, { code: 'NXL-BUILD-UNRESOLVED', place: { file: 'services/c.ts', line: 2, column: 8 } }],
    });
    expect(results[4]).toMatchObject({ failures: [{ code: 'NXL-BUILD-ENTRY-POINT' }] });
  });

  it('leaves the bytes of the others as they are alone', async () => {
    const [a] = await buildTogether(workspace.root, functions);
    const alone = await buildAlone(workspace.root, bundledFunction('services/a.ts'));
    expect(valueOf(a).manifest.codeSha256).toBe(valueOf(alone).manifest.codeSha256);
  });

  it('is told with columns of characters, not bytes', async () => {
    await workspace.write({ 'services/a.ts': "const größe = '漢'; const const = 1;\n" });
    expect(await buildAlone(workspace.root, bundledFunction('services/a.ts'))).toMatchObject({
      failures: [{ place: { line: 1, column: 26 } }],
    });
  });

  it('is told for every function when the tsconfig or an option is at fault', async () => {
    const [a, d] = await buildTogether(workspace.root, [
      bundledFunction('services/a.ts', { target: ['node20', 'nonsense'] }),
      bundledFunction('services/d.ts', { target: ['node20', 'nonsense'] }, { logicalId: 'd' }),
    ]);
    expect(a).toMatchObject({
      ok: false,
      failures: [{ code: 'NXL-BUILD-BUNDLE', message: expect.stringContaining('nonsense') as string }],
    });
    expect(d).toMatchObject({ ok: false });
  });

  it('fails its functions too when a plugin reports it without a place', async () => {
    await workspace.write({
      'tools/plugin.mjs': `export default { name: 'strict', setup(build) {
        build.onLoad({ filter: /services.d\\.ts$/ }, () => ({ errors: [{ text: 'd is forbidden' }] }));
      } };`,
    });
    const options = { plugins: ['tools/plugin.mjs'] };
    const [a, d] = await buildTogether(workspace.root, [
      bundledFunction('services/a.ts', options),
      bundledFunction('services/d.ts', options, { logicalId: 'd' }),
    ]);
    expect(a).toMatchObject({ ok: true });
    expect(d).toMatchObject({
      failures: [{ code: 'NXL-BUILD-PLUGIN', message: 'd is forbidden (esbuild plugin strict).' }],
    });
  });

  it('tells of a plugin that can not be used', async () => {
    await workspace.write({ 'tools/plugin.mjs': 'export default 4;' });
    const fn = bundledFunction('services/a.ts', { plugins: ['tools/plugin.mjs', 'tools/gone.mjs'] });
    const result = await buildAlone(workspace.root, fn);
    expect(result).toMatchObject({ failures: [{ code: 'NXL-BUILD-PLUGIN' }, { code: 'NXL-BUILD-PLUGIN' }] });
  });
});
