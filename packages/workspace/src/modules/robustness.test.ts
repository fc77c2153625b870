import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type ModuleScan, scanModules } from './scan-modules.ts';
import { type TestWorkspace, testFunction, testService, testWorkspace } from './test-workspace.ts';

let workspace: TestWorkspace | undefined;
afterEach(() => workspace?.dispose());

function workspaceOf(files: Readonly<Record<string, string>>): TestWorkspace {
  workspace = testWorkspace(files);
  return workspace;
}

function scan({ root }: TestWorkspace, overrides: Parameters<typeof testFunction>[1] = {}): Promise<ModuleScan> {
  return scanModules({ workspaceRoot: root, services: [testService('s', [testFunction('app.ts', overrides)])] });
}

describe('paths whose appearance would change what an import means', () => {
  test('come before the file that was found: same name, other extension, nearer settings', async () => {
    const { inputs } = await scan(workspaceOf({ 'app.ts': "import './l/foo';", 'l/foo/index.ts': '1' }));
    expect(inputs[0]?.absent).toEqual([
      'jsconfig.json',
      'l/foo.css',
      'l/foo.js',
      'l/foo.json',
      'l/foo.jsx',
      'l/foo.ts',
      'l/foo.tsx',
      'l/foo/index.tsx',
      'l/foo/jsconfig.json',
      'l/foo/package.json',
      'l/foo/tsconfig.json',
      'l/jsconfig.json',
      'l/package.json',
      'l/tsconfig.json',
      'package.json',
      'tsconfig.json',
    ]);
  });

  test('are told of the alternatives of tsconfig paths and of a base that is missing', async () => {
    const { inputs } = await scan(
      workspaceOf({
        'tsconfig.json': '{"extends":"./base","compilerOptions":{"paths":{"x":["./one","./two"]}}}',
        'app.ts': "import 'x';",
        'two.ts': '1',
      }),
    );
    expect(inputs[0]?.absent).toEqual(
      expect.arrayContaining(['base', 'base.json', 'one.ts', 'one/index.ts', 'two.tsx']),
    );
  });
});

describe('inputs', () => {
  test('the symlinks that lead to a file count', async () => {
    const made = workspaceOf({ 'app.ts': "import './link/a';", 'real/a.ts': '1' });
    made.link('link', 'real');
    const { inputs } = await scan(made);
    expect(inputs[0]).toMatchObject({ files: ['app.ts', 'real/a.ts'], settings: ['link'] });
  });

  test('a symlink to nowhere counts, and so does what it should lead to', async () => {
    const made = workspaceOf({ 'app.ts': "import './link/a'; import './file';" });
    made.link('link', 'far');
    made.link('far', 'gone');
    made.link('file.ts', 'gone.ts');
    const { inputs } = await scan(made);
    expect(inputs[0]?.absent).toEqual(expect.arrayContaining(['link', 'far', 'gone/a.ts', 'file.ts', 'gone.ts']));
  });

  test('a bare import is a package by name before any install, and told with a version where there are several', async () => {
    const made = workspaceOf({ 'app.ts': "import 'p'; import '@s/q/deep'; import './l/b';", 'l/b.ts': "import 'p';" });
    expect((await scan(made)).inputs[0]).toMatchObject({
      packages: [{ name: '@s/q' }, { name: 'p' }],
      failures: [],
    });
    made.write({
      'node_modules/p/package.json': '{"version":"1.0.0"}',
      'l/node_modules/p/package.json': '{"version":"2.0.0"}',
    });
    expect((await scan(made)).inputs[0]?.packages).toEqual([
      { name: '@s/q' },
      { name: 'p', version: '1.0.0' },
      { name: 'p', version: '2.0.0' },
    ]);
  });

  test('a package of the workspace means the same before an install links it as after', async () => {
    const made = workspaceOf({
      'app.ts': "import 'lib/x'; import 'lib';",
      'libs/lib/package.json': '{"exports":{".":"./i.js","./*":"./src/*.ts"}}',
      'libs/lib/i.ts': '1',
      'libs/lib/src/x.ts': '1',
    });
    const request = {
      workspaceRoot: made.root,
      services: [testService('s', [testFunction('app.ts')])],
      workspacePackages: (name: string) => (name === 'lib' ? 'libs/lib' : undefined),
    };
    const before = await scanModules(request);
    made.link('node_modules/lib', '../libs/lib');
    const after = await scanModules(request);
    expect(before.inputs[0]?.files).toEqual(['app.ts', 'libs/lib/i.ts', 'libs/lib/src/x.ts']);
    expect(before.inputs).toEqual(after.inputs);
  });

  test('an external package counts unless the runtime carries it, an external library counts whole', async () => {
    const made = workspaceOf({ 'app.ts': "import 'p'; import '@aws-sdk/a'; import 'lib/x';", 'libs/lib/x.ts': '1' });
    made.link('node_modules/lib', '../libs/lib');
    const { inputs } = await scan(made, { external: ['lib', 'p'], provided: ['@aws-sdk/*'] });
    expect(inputs[0]).toMatchObject({ files: ['app.ts'], packages: [{ name: 'p' }], globs: ['libs/lib/**/*'] });
  });

  test('a library whose build has not run is stood in for by its package.json', async () => {
    const made = workspaceOf({ 'app.ts': "import 'lib';", 'libs/lib/package.json': '{"main":"dist/index.js"}' });
    made.link('node_modules/lib', '../libs/lib');
    const { inputs, edges } = await scan(made);
    expect(inputs[0]?.failures).toEqual([]);
    expect(inputs[0]?.absent).toContain('libs/lib/dist/index.js');
    expect(edges()).toEqual([{ from: 'app.ts', to: { kind: 'file', path: 'libs/lib/package.json' } }]);
  });

  test('plugins, injected files, assets and what the user declares count', async () => {
    const made = workspaceOf({
      'app.ts': '1',
      'shim.ts': '1',
      'tools/plugin.mjs': "import './part.mjs';",
      'tools/part.mjs': '1',
      'data/x.json': '{}',
    });
    const { inputs } = await scan(made, {
      inject: ['./shim.ts'],
      plugins: ['tools/plugin.mjs'],
      assets: [{ glob: '*.graphql', from: 'schema', to: '' }],
      declaredInputs: ['data', 'data/x.json', 'more/**/*.txt', 'gone.txt'],
    });
    expect(inputs[0]).toMatchObject({
      files: ['app.ts', 'data/x.json', 'shim.ts', 'tools/part.mjs', 'tools/plugin.mjs'],
      globs: ['data/**/*', 'more/**/*.txt', 'schema/*.graphql'],
      absent: expect.arrayContaining(['gone.txt']),
    });
  });

  test('functions with unlike options have graphs of their own', async () => {
    const { root } = workspaceOf({ 'app.ts': "import './a';", 'a.ts': '1', 'a.dev.ts': '1' });
    const other = { ...testFunction('app.ts', { resolveExtensions: ['.dev.ts'] }), logicalId: 'Dev' };
    const { inputs, graphOf } = await scanModules({
      workspaceRoot: root,
      services: [testService('s', [testFunction('app.ts'), other])],
    });
    expect(inputs.map(({ logicalId, files }) => [logicalId, files])).toEqual([
      ['Api', ['a.ts', 'app.ts']],
      ['Dev', ['a.dev.ts', 'app.ts']],
    ]);
    expect(graphOf('s', 'Dev')?.nodes.has('a.ts')).toBe(false);
  });
});

describe('what goes wrong', () => {
  test('a computed path is told with its place and what to do', async () => {
    const { inputs } = await scan(workspaceOf({ 'app.ts': 'const n = process.argv[2];\nexport const x = import(n);' }));
    expect(inputs[0]?.notices).toEqual([
      expect.objectContaining({
        code: 'NXL-GRAPH-COMPUTED',
        advice: expect.stringContaining('"inputs"'),
        place: expect.objectContaining({ file: 'app.ts', line: 2, column: 25, length: 1 }),
      }),
    ]);
  });

  test('a missing entry point is a failure, and its appearance counts', async () => {
    const { inputs } = await scan(workspaceOf({}));
    expect(inputs[0]?.failures.map(({ message }) => message)).toEqual(['Could not resolve "app.ts"']);
    expect(inputs[0]?.absent).toEqual(['app.ts']);
  });

  test('a source and settings that do not parse leave the rest of the graph as it is', async () => {
    const { inputs } = await scan(
      workspaceOf({
        'app.ts': "import './a'; import './b';",
        'a.ts': 'const = {{{',
        'b.ts': "import './c';",
        'c.ts': '1',
        'tsconfig.json': '{{',
        'package.json': 'null',
      }),
    );
    expect(inputs[0]).toMatchObject({
      files: ['a.ts', 'app.ts', 'b.ts', 'c.ts'],
      settings: ['package.json', 'tsconfig.json'],
    });
  });

  test('a cycle of extends and a package.json that maps to itself end', async () => {
    const { inputs } = await scan(
      workspaceOf({
        'app.ts': "import '#a'; import './l';",
        'package.json': '{"imports":{"#a":"#a"}}',
        'tsconfig.json': '{"extends":"./b.json"}',
        'b.json': '{"extends":"./tsconfig.json"}',
        'l/package.json': '{"main":"."}',
      }),
    );
    expect(inputs[0]?.settings).toEqual(expect.arrayContaining(['b.json', 'tsconfig.json', 'package.json']));
  });

  test('a symlink to itself and an unreadable folder are missing files', async () => {
    const made = workspaceOf({ 'app.ts': "import './loop'; import './shut/a';", 'shut/a.ts': '1' });
    made.link('loop.ts', 'loop.ts');
    chmodSync(join(made.root, 'shut'), 0);
    const { inputs } = await scan(made);
    chmodSync(join(made.root, 'shut'), 0o755);
    expect(inputs[0]?.failures.map(({ message }) => message)).toContain('Could not resolve "./loop"');
  });

  test('a source of 20 MB is read', async () => {
    const made = workspaceOf({ 'app.ts': "import './big';", 'end.ts': '1' });
    const line = `export const text${'x'.repeat(60)} = ${JSON.stringify('y'.repeat(10_000))};\n`;
    writeFileSync(join(made.root, 'big.js'), "import './end';\n");
    appendFileSync(
      join(made.root, 'big.js'),
      Array.from({ length: 2000 }, (_, i) => line.replace('text', `t${i}`)).join(''),
    );
    expect((await scan(made)).inputs[0]?.files).toEqual(['app.ts', 'big.js', 'end.ts']);
  });
});
