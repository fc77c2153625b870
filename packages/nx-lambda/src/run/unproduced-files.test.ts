import type { FunctionInputs } from '@nx-lambda/core';
import { describe, expect, it } from 'vitest';
import { type ProducingProject, unproducedFiles } from './unproduced-files.ts';

const FILE = 'libs/client/out/index.js';

async function told(project: ProducingProject): Promise<readonly string[]> {
  const none = { settings: [], absent: [], globs: [], packages: [], failures: [], notices: [] };
  const inputs: FunctionInputs = { service: 'orders', logicalId: 'Api', files: ['a.ts', FILE], ...none };
  const isIgnored = (path: string) => path.includes('/out/') || path.includes('/dist/');
  const notices = await unproducedFiles([inputs, inputs], isIgnored, async () => [project]);
  return notices.map(({ place }) => place?.file ?? '');
}

describe('a file that git ignores', () => {
  it.each<[string, NonNullable<ProducingProject['targets']>]>([
    ['a folder', { build: { outputs: ['{projectRoot}/out'] } }],
    ['a folder with an end', { build: { outputs: ['{workspaceRoot}/libs/{projectName}/out/'] } }],
    ['a file', { generate: { outputs: ['{workspaceRoot}/libs/client/out/index.js'] } }],
    ['a glob', { build: { outputs: ['{projectRoot}/out/**/*.{js,mjs}'] } }],
    ['an option', { build: { outputs: ['{options.outputPath}'], options: { outputPath: 'libs/client/out' } } }],
  ])('is passed over where a target has it as output: %s', async (_, targets) => {
    expect(await told({ name: 'client', root: 'libs/client', targets })).toEqual([]);
  });

  it('is told by its folder where that is packaged whole, and not at all in node_modules', async () => {
    const inputs: FunctionInputs = {
      service: 'orders',
      logicalId: 'Api',
      files: [],
      settings: [],
      absent: [],
      globs: ['s/src/**/*', 's/src/out/**/*', 's/src/node_modules/**/*'],
      packages: [],
      failures: [],
      notices: [],
    };
    const isIgnored = (path: string) => /\/(out|node_modules)\//.test(path);
    const told = (targets: ProducingProject['targets']) =>
      unproducedFiles([inputs], isIgnored, async () => [{ name: 's', root: 's', ...(targets && { targets }) }]);
    expect((await told(undefined)).map(({ place }) => place?.file)).toEqual(['s/src/out']);
    for (const output of ['{projectRoot}/src/out', '{projectRoot}/src/out/**/*.js', '{projectRoot}/src']) {
      expect(await told({ generate: { outputs: [output] } })).toEqual([]);
    }
  });

  it.each<[string, NonNullable<ProducingProject['targets']>]>([
    ['no target', {}],
    ['another folder', { build: { outputs: ['{projectRoot}/output'] } }],
    ['an option that is not set', { build: { outputs: ['{options.outputPath}'] } }],
    ["Nx's own outputs, which are others", { build: {} }],
  ])('is told once where the outputs are of %s', async (_, targets) => {
    expect(await told({ name: 'client', root: 'libs/client', targets })).toEqual([FILE]);
  });

  it('asks for no project where git ignores no file', async () => {
    const asked = () => Promise.reject(new Error('asked'));
    const inputs = { settings: [], absent: [], globs: [], packages: [], failures: [], notices: [] };
    const own: FunctionInputs = { service: 'orders', logicalId: 'Api', files: ['a.ts'], ...inputs };
    expect(await unproducedFiles([own], () => false, asked)).toEqual([]);
  });
});
