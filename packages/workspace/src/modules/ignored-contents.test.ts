import type { LambdaFunction } from '@nx-lambda/core';
import { afterEach, describe, expect, test } from 'vitest';
import { scanModules } from './scan-modules.ts';
import { bundleOptions, type TestWorkspace, testFunction, testService, testWorkspace } from './test-workspace.ts';

let workspace: TestWorkspace | undefined;
afterEach(() => workspace?.dispose());

async function inputsOf(files: Readonly<Record<string, string>>, source: LambdaFunction['source']) {
  workspace = testWorkspace(files);
  const fn = { ...testFunction('app.ts'), source };
  const { inputs } = await scanModules({ workspaceRoot: workspace.root, services: [testService('s', [fn])] });
  return inputs[0];
}

const folder: LambdaFunction['source'] = { kind: 'directory', path: 's/src', assets: [] };

describe('what git ignores inside of a packaged folder is an input by itself', () => {
  test('files and whole folders, unless they are never packaged', async () => {
    const inputs = await inputsOf(
      {
        '.gitignore': 'node_modules\n__pycache__\n*.generated.py\n/s/src/build/\n',
        's/src/app.py': '1',
        's/src/deep/model.generated.py': '1',
        's/src/node_modules/p/index.js': '1',
        's/src/build/deep/out.js': '1',
        's/src/__pycache__/app.pyc': '1',
        's/other.generated.py': '1',
      },
      folder,
    );
    expect(inputs).toMatchObject({
      files: ['s/src/deep/model.generated.py'],
      globs: ['s/src/**/*', 's/src/build/**/*', 's/src/node_modules/**/*'],
    });
  });

  test('nothing of a folder that is ignored as a whole, which is looked at on the disk anyway', async () => {
    const inputs = await inputsOf({ '.gitignore': 's/src\n', 's/src/app.py': '1' }, folder);
    expect(inputs).toMatchObject({ files: [], globs: ['s/src/**/*'] });
  });

  test('assets and declared inputs that match', async () => {
    const bundle = bundleOptions({
      assets: [{ glob: '**/*.json', from: 'schema', to: '' }],
      declaredInputs: ['data', 'more/*.txt'],
    });
    const inputs = await inputsOf(
      {
        '.gitignore': 'out\n*.tmp.json\nmore/a.txt\ndata/b.bin\n',
        'app.ts': '1',
        'schema/a.json': '{}',
        'schema/b.tmp.json': '{}',
        'schema/out/c.json': '{}',
        'schema/out/d.txt': '',
        'data/a.bin': '',
        'data/b.bin': '',
        'more/a.txt': '',
      },
      { kind: 'bundle', entryPoint: 'app.ts', outputPath: 'index.js', bundle },
    );
    expect(inputs?.files).toEqual(['app.ts', 'data/b.bin', 'more/a.txt', 'schema/b.tmp.json', 'schema/out/c.json']);
  });
});

test('a folder that cannot be listed has nothing that is ignored', async () => {
  const inputs = await inputsOf({ '.gitignore': 'x\n', 's/src': 'no folder' }, folder);
  expect(inputs).toMatchObject({ files: [], failures: [] });
});
