import type { Place } from '@nx-lambda/core';
import { afterEach, describe, expect, test } from 'vitest';
import { askEsbuild } from './esbuild-truth.ts';
import { scanModules } from './scan-modules.ts';
import type { Shape } from './shape.ts';
import { OPTION_SHAPES } from './shapes-of-options.ts';
import { SETTINGS_SHAPES } from './shapes-of-settings.ts';
import { SYNTAX_SHAPES } from './shapes-of-syntax.ts';
import { bundleOptions, type TestWorkspace, testFunction, testService, testWorkspace } from './test-workspace.ts';

let workspace: TestWorkspace | undefined;
afterEach(() => workspace?.dispose());

async function bothAnswers(shape: Shape) {
  workspace = testWorkspace(shape.files);
  for (const [path, target] of Object.entries(shape.links ?? {})) workspace.link(path, target);
  const entry = shape.entry ?? 'app.ts';
  const esbuild = await askEsbuild(workspace.root, entry, bundleOptions(shape.options));
  const scan = await scanModules({
    workspaceRoot: workspace.root,
    services: [testService('s', [testFunction(entry, shape.options)])],
  });
  return { esbuild, inputs: scan.inputs[0] };
}

describe('the declared inputs are what esbuild bundles', () => {
  test.each([...SYNTAX_SHAPES, ...SETTINGS_SHAPES, ...OPTION_SHAPES])('$title', async (shape) => {
    const { esbuild, inputs } = await bothAnswers(shape);
    expect(esbuild.errors).toEqual([]);
    expect(inputs?.failures).toEqual([]);
    expect(inputs?.files).toEqual([...new Set([...esbuild.files, ...(shape.beyond ?? [])])].sort());
    expect(inputs?.packages.map(({ name }) => name)).toEqual(expect.arrayContaining([...esbuild.packages]));
  });
});

describe('an import that cannot be resolved', () => {
  const broken: readonly Shape[] = [
    { title: 'a relative import', files: { 'app.ts': "const a = 1;\n  import { x } from './gone';\nx(a);\n" } },
    { title: 'an import behind non-ASCII text', files: { 'app.ts': "/* für */ import './gone';\n" } },
    { title: 'a re-export of a library', files: { 'app.ts': "import './a';", 'a.ts': "\nexport * from '../gone/x';" } },
    {
      title: 'a dynamic import and a require',
      files: { 'app.ts': "export const x = [import('./a'),\n require('./b')];" },
    },
    { title: 'the folder of the file', files: { 'app.ts': "import '.';" } },
  ];

  test.each(broken)('$title fails with the message and place that esbuild gives', async (shape) => {
    const { esbuild, inputs } = await bothAnswers(shape);
    expect(esbuild.errors.length).toBeGreaterThan(0);
    expect(inputs?.failures.map(({ message, place }) => ({ text: message, ...placeOf(place) }))).toEqual(
      esbuild.errors,
    );
  });

  test('a branch or try around it leaves the judgement to esbuild', async () => {
    const { inputs } = await bothAnswers({
      title: '',
      files: {
        'app.ts': "try { require('./a') } catch {}\nif (process.env.X) require('./b');\nimport('./c').catch(() => 1);",
      },
    });
    expect(inputs?.failures).toEqual([]);
    expect(inputs?.absent).toEqual(expect.arrayContaining(['a.ts', 'b.ts', 'c.ts']));
  });
});

function placeOf(place: Place | undefined) {
  return { file: place?.file, line: place?.line, column: place?.column };
}
