import { expect, it } from 'vitest';
import { entryPoints } from './entry-points.ts';

const packageJson = { main: './dist/plugin.js' };

it('finds the plugin, each executor and each generator once', () => {
  expect(
    entryPoints({
      packageJson,
      executors: {
        build: {
          implementation: './dist/executors/build.js#run',
          batchImplementation: './dist/executors/build.js#batch',
          schema: './schemas/build.json',
        },
      },
      generators: { init: { factory: './dist/generators/init.js' } },
    }),
  ).toEqual(['src/executors/build.ts', 'src/generators/init.ts', 'src/plugin.ts']);
});

it('finds the commands', () => {
  const bin = { 'nx-lambda': './dist/bin/nx-lambda.js' };
  expect(entryPoints({ packageJson: { ...packageJson, bin }, executors: {}, generators: {} })).toEqual([
    'src/bin/nx-lambda.ts',
    'src/plugin.ts',
  ]);
});

it('rejects a path that names no built file', () => {
  const executors = { build: { implementation: './src/executors/build.ts' } };
  expect(() => entryPoints({ packageJson, executors, generators: {} })).toThrow('./src/executors/build.ts');
});
