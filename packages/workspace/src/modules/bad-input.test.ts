/** What a workspace should not have and sometimes has: nothing of it stops the scan, and nothing goes unnoticed. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LambdaFunction } from '@nx-lambda/core';
import { build } from 'esbuild';
import { afterEach, describe, expect, test } from 'vitest';
import type { ReadBytes } from './file-facts.ts';
import { scanModules } from './scan-modules.ts';
import { type TestWorkspace, testFunction, testService, testWorkspace } from './test-workspace.ts';

let workspace: TestWorkspace | undefined;
// Removing 100,000 files takes some seconds, and on a busy machine many.
afterEach(() => workspace?.dispose(), 120_000);

function workspaceOf(files: Readonly<Record<string, string>>): TestWorkspace {
  workspace = testWorkspace(files);
  return workspace;
}

async function scan({ root }: TestWorkspace, readBytes?: ReadBytes, fn: LambdaFunction = testFunction('app.ts')) {
  const { inputs } = await scanModules({
    workspaceRoot: root,
    services: [testService('s', [fn])],
    ...(readBytes && { readBytes }),
  });
  return inputs[0];
}

test('files that import one another and themselves are read once each, as esbuild bundles them', async () => {
  const made = workspaceOf({
    'app.ts': "import { a } from './a'; import './app'; export const handler = () => a();",
    'a.ts': "import { b } from './b'; export const a = (): number => b();",
    'b.ts': "import { a } from './a'; export const b = (): number => (Math.random() > 2 ? a() : 1);",
  });
  const { metafile } = await build({
    absWorkingDir: made.root,
    entryPoints: ['app.ts'],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'out',
  });
  expect(Object.keys(metafile.inputs).sort()).toEqual(['a.ts', 'app.ts', 'b.ts']);
  expect(await scan(made)).toMatchObject({ files: ['a.ts', 'app.ts', 'b.ts'], failures: [], notices: [] });
});

test.each([
  ['import', 'export const x = (name: string) => import(name);', 43],
  ['require', 'export const x = (name: string) => require(name);', 44],
])('a computed %s is told by what it risks, and files declared for it are inputs', async (call, text, column) => {
  const made = workspaceOf({ 'app.ts': text, 'plugins/one.js': '1' });
  const inputs = await scan(
    made,
    undefined,
    testFunction('app.ts', { declaredInputs: ['plugins/one.js', 'more/*.js'] }),
  );
  expect(inputs?.notices).toEqual([
    expect.objectContaining({
      code: 'NXL-GRAPH-COMPUTED',
      message: `This ${call}(…) computes its path, so a change of the files that it loads is not noticed.`,
      advice: expect.stringContaining('"inputs" in lambda.config.json'),
      place: expect.objectContaining({ file: 'app.ts', line: 1, column }),
    }),
  ]);
  expect(inputs).toMatchObject({ files: ['app.ts', 'plugins/one.js'], globs: ['more/*.js'] });
});

describe('a file that can be seen and not be read', () => {
  const FILES = { 'app.ts': "import './a'; import './b';", 'a.ts': "import './c';", 'b.ts': '1', 'c.ts': '1' };

  test('because it vanishes in that moment is told, and the rest is found', async () => {
    const made = workspaceOf(FILES);
    const inputs = await scan(made, (path) => {
      if (path.endsWith('/a.ts')) rmSync(path);
      return readFileSync(path);
    });
    expect(inputs?.files).toEqual(['a.ts', 'app.ts', 'b.ts']);
    expect(inputs?.failures).toEqual([
      expect.objectContaining({ code: 'NXL-GRAPH-UNREADABLE', place: { file: 'a.ts', line: 1, column: 1 } }),
    ]);
    // The next scan sees it gone, as esbuild does.
    expect((await scan(made))?.failures).toEqual([
      expect.objectContaining({ code: 'NXL-GRAPH-UNRESOLVED', message: 'Could not resolve "./a"' }),
    ]);
  });

  test.each(['a.ts', 'tsconfig.json', 'package.json'])('because it may not be is told: %s', async (refused) => {
    const made = workspaceOf({ ...FILES, 'tsconfig.json': '{}', 'package.json': '{}' });
    const inputs = await scan(made, (path) => {
      if (path.endsWith(`/${refused}`)) throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
      return readFileSync(path);
    });
    expect(inputs?.failures.map(({ code, place }) => [code, place?.file])).toEqual([['NXL-GRAPH-UNREADABLE', refused]]);
  });
});

describe('a folder that cannot be entered', () => {
  test('because it is a file, or a link to itself, has no files in it', async () => {
    const made = workspaceOf({
      'app.ts': "import './file.ts/a'; import './loop/a'; import './far/a';",
      'file.ts': '1',
    });
    made.link('loop', 'loop');
    made.link('far', '/nowhere/at/all');
    const inputs = await scan(made);
    expect(inputs?.failures.map(({ message }) => message)).toEqual([
      'Could not resolve "./file.ts/a"',
      'Could not resolve "./loop/a"',
      'Could not resolve "./far/a"',
    ]);
    expect(inputs?.absent).toEqual(expect.arrayContaining(['far', 'loop']));
  });
});

describe('a folder with 100,000 files', { timeout: 180_000 }, () => {
  test('beside an entry point is never listed, and as a source is one input', async () => {
    const made = workspaceOf({ '.gitignore': '*.log\n', 'src/app.ts': "import './part';", 'src/part.ts': '1' });
    for (const folder of ['src', 'src/data']) {
      mkdirSync(join(made.root, folder), { recursive: true });
      for (let number = 0; number < 50_000; number++) writeFileSync(join(made.root, folder, `f${number}.txt`), '');
    }
    const bundled = await scan(made, undefined, testFunction('src/app.ts'));
    expect(bundled?.files).toEqual(['src/app.ts', 'src/part.ts']);
    const whole = { ...testFunction('app.ts'), source: { kind: 'directory', path: 'src', assets: [] } as const };
    expect(await scan(made, undefined, whole)).toMatchObject({ files: [], globs: ['src/**/*'] });
  });
});
