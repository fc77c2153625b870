import { join } from 'node:path';
import type { Service } from '@nx-lambda/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBuildPorts } from '../build/build-ports.ts';
import { bundledFunction, type TestWorkspace, testWorkspace } from '../build/test-workspace.ts';
import { moduleScanner } from '../modules/scan-modules.ts';

let workspace: TestWorkspace;

beforeEach(async () => {
  workspace = await testWorkspace({
    'a/package.json': '{"name":"a"}',
    'a/app.ts': 'export const handler = () => 1;\n',
    'b/package.json': '{"name":"b","sideEffects":false}',
    'b/template.yaml': '',
    'b/app.ts': 'export const handler = () => 2;\n',
  });
});
afterEach(() => workspace.remove());

function serviceIn(root: string): Service {
  const none = { undeployable: [], events: [], failures: [], notices: [] };
  const definitionFiles = [`${root}/package.json`, `${root}/template.yaml`];
  return { name: root, root, functions: [bundledFunction(`${root}/app.ts`)], definitionFiles, ...none };
}

test('a definition file counts where it is a setting of modules too, in services that are scanned later as well', async () => {
  const scanner = moduleScanner({ workspaceRoot: workspace.root });
  const { reuse } = createBuildPorts({
    workspaceRoot: workspace.root,
    outputFolder: ({ name }) => join(workspace.root, 'dist', name),
    reuse: { cacheFolder: join(workspace.root, 'cache'), version: '1.0.0' },
  });
  const settingsOf = async (service: Service) => {
    const [inputs] = await scanner.inputsOf([service]);
    const [fn] = service.functions;
    if (inputs === undefined || fn === undefined) throw new Error('no inputs');
    const graph = scanner.graphOf(service.name, fn.logicalId);
    const fingerprint = await reuse?.fingerprint({ service, function: fn, inputs, ...(graph && { graph }) });
    return fingerprint?.settings.map(({ path }) => path);
  };
  expect(await settingsOf(serviceIn('a'))).toEqual(['a/package.json']);
  expect(await settingsOf(serviceIn('b'))).toEqual(['b/package.json']);
});
