import { afterEach, describe, expect, test } from 'vitest';
import { SHAPES, type Shape } from './esbuild-shapes.ts';
import { askEsbuild } from './esbuild-truth.ts';
import { scanModules } from './scan-modules.ts';
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
  test.each(SHAPES)('$title', async (shape) => {
    const { esbuild, inputs } = await bothAnswers(shape);
    expect(esbuild.errors).toEqual([]);
    expect(inputs?.failures).toEqual([]);
    expect(inputs?.files).toEqual([...new Set([...esbuild.files, ...(shape.beyond ?? [])])].sort());
    expect(inputs?.packages.map(({ name }) => name)).toEqual(expect.arrayContaining([...esbuild.packages]));
  });
});
