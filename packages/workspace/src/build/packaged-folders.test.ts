import { mkdir, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildAlone, pathsIn, plainFunction, type TestWorkspace, testWorkspace, valueOf } from './test-workspace.ts';
import { writeZip } from './zip.ts';

describe('functions that are packaged as they are', () => {
  let workspace: TestWorkspace;
  beforeEach(async () => {
    workspace = await testWorkspace({
      'services/stock/code/app.py': 'def handler(event, context):\r\n    return 1\r\n',
      'services/stock/code/lib/__init__.py': '',
      'services/stock/code/lib/__pycache__/x.pyc': 'x',
      'services/stock/code/tests/data.json': '{}',
      'services/stock/code/bootstrap': '\x7fELF',
      'services/stock/code/.DS_Store': 'x',
    });
  });
  afterEach(() => workspace.remove());

  const folder = plainFunction(
    { kind: 'directory', path: 'services/stock/code', assets: [] },
    { runtime: 'python3.12' },
  );

  it('hold the folder’s files, sorted, without caches', async () => {
    const artifact = valueOf(await buildAlone(workspace.root, folder));
    expect(pathsIn(artifact)).toEqual(['app.py', 'bootstrap', 'lib/__init__.py', 'tests/data.json']);
    expect(artifact.manifest.unzippedSize).toBe(50);
    expect(artifact.manifest.inputs.map((input) => input.path)).toContain('services/stock/code/lib/__init__.py');
  });

  it('refuse links that leave the folder, that lead nowhere or in a circle, all at once', async () => {
    await workspace.write({ 'secret.txt': 'secret' });
    const inside = (name: string) => join(workspace.root, 'services/stock/code', name);
    await symlink(join(workspace.root, 'secret.txt'), inside('outside.txt'));
    await symlink(inside('nothing'), inside('dangling'));
    await symlink('..', inside('lib/up'));
    const result = await buildAlone(workspace.root, folder);
    expect(result.ok ? [] : result.failures.map((failure) => [failure.code, failure.place?.file])).toEqual([
      ['NXL-PACKAGE-SYMLINK', 'services/stock/code/dangling'],
      ['NXL-PACKAGE-SYMLINK', 'services/stock/code/lib/up'],
      ['NXL-PACKAGE-SYMLINK', 'services/stock/code/outside.txt'],
    ]);
  });

  it('follow links that stay in the folder', async () => {
    await symlink('app.py', join(workspace.root, 'services/stock/code/main.py'));
    expect(pathsIn(valueOf(await buildAlone(workspace.root, folder)))).toContain('main.py');
  });

  it('fail when the folder is missing or empty', async () => {
    await mkdir(join(workspace.root, 'empty'));
    const gone = plainFunction({ kind: 'directory', path: 'gone', assets: [] });
    const empty = plainFunction({ kind: 'directory', path: 'empty', assets: [] });
    expect(await buildAlone(workspace.root, gone)).toMatchObject({ failures: [{ code: 'NXL-PACKAGE-MISSING' }] });
    expect(await buildAlone(workspace.root, empty)).toMatchObject({ failures: [{ code: 'NXL-PACKAGE-EMPTY' }] });
  });

  it('are refused over 250 MB, with the largest files, before they are read', async () => {
    await workspace.write({ 'services/stock/code/model.bin': '' });
    await truncate(join(workspace.root, 'services/stock/code/model.bin'), 2 ** 40);
    const result = await buildAlone(workspace.root, folder);
    expect(result).toMatchObject({ failures: [{ code: 'NXL-PACKAGE-TOO-LARGE' }] });
    expect(result.ok ? [] : result.failures[0].notes?.[0]).toContain('model.bin');
  });

  it('take an archive byte for byte', async () => {
    const zip = writeZip([{ path: 'App.class', bytes: Buffer.from('x'.repeat(500)), executable: false }]);
    await workspace.write({ 'build/app.jar': zip });
    const artifact = valueOf(
      await buildAlone(workspace.root, plainFunction({ kind: 'archive', path: 'build/app.jar' })),
    );
    expect(Buffer.from(artifact.zip).equals(zip)).toBe(true);
    expect(artifact.manifest).toMatchObject({
      zipSize: zip.length,
      unzippedSize: 500,
      inputs: [{ path: 'build/app.jar' }],
    });
  });

  it('refuse an archive that is damaged, or missing', async () => {
    await workspace.write({ 'build/app.zip': 'no zip' });
    for (const path of ['build/app.zip', 'build/gone.zip', 'build']) {
      const result = await buildAlone(workspace.root, plainFunction({ kind: 'archive', path }));
      expect(result).toMatchObject({ failures: [{ code: 'NXL-PACKAGE-ARCHIVE' }] });
    }
  });
});
