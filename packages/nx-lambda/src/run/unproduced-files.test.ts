import type { FunctionInputs } from '@nx-lambda/core';
import { describe, expect, it } from 'vitest';
import { type ProducingProject, unproducedFiles } from './unproduced-files.ts';

const FILE = 'libs/client/out/index.js';

function told(project: ProducingProject): readonly string[] {
  const none = { settings: [], absent: [], globs: [], packages: [], failures: [], notices: [] };
  const inputs: FunctionInputs = { service: 'orders', logicalId: 'Api', files: ['a.ts', FILE], ...none };
  const isIgnored = (path: string) => path.includes('/out/') || path.includes('/dist/');
  return unproducedFiles([inputs, inputs], isIgnored, [project]).map(({ place }) => place?.file ?? '');
}

describe('a file that git ignores', () => {
  it.each<[string, NonNullable<ProducingProject['targets']>]>([
    ['a folder', { build: { outputs: ['{projectRoot}/out'] } }],
    ['a folder with an end', { build: { outputs: ['{workspaceRoot}/libs/{projectName}/out/'] } }],
    ['a file', { generate: { outputs: ['{workspaceRoot}/libs/client/out/index.js'] } }],
    ['a glob', { build: { outputs: ['{projectRoot}/out/**/*.{js,mjs}'] } }],
    ['an option', { build: { outputs: ['{options.outputPath}'], options: { outputPath: 'libs/client/out' } } }],
  ])('is passed over where a target has it as output: %s', (_, targets) => {
    expect(told({ name: 'client', root: 'libs/client', targets })).toEqual([]);
  });

  it('is told by its folder where that is packaged whole, and not at all in node_modules', () => {
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
      unproducedFiles([inputs], isIgnored, [{ name: 's', root: 's', ...(targets && { targets }) }]);
    expect(told(undefined).map(({ place }) => place?.file)).toEqual(['s/src/out']);
    for (const output of ['{projectRoot}/src/out', '{projectRoot}/src/out/**/*.js', '{projectRoot}/src']) {
      expect(told({ generate: { outputs: [output] } })).toEqual([]);
    }
  });

  it.each<[string, NonNullable<ProducingProject['targets']>]>([
    ['no target', {}],
    ['another folder', { build: { outputs: ['{projectRoot}/output'] } }],
    ['an option that is not set', { build: { outputs: ['{options.outputPath}'] } }],
    ["Nx's own outputs, which are others", { build: {} }],
  ])('is told once where the outputs are of %s', (_, targets) => {
    expect(told({ name: 'client', root: 'libs/client', targets })).toEqual([FILE]);
  });
});
