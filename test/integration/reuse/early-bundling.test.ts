/** Functions that must evidently be built are bundled while their graph is read. */
import { rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { LambdaFunction } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundledFunction, type TestWorkspace } from '../../../packages/workspace/src/build/test-workspace.ts';
import { API, buildHere, type HereOptions, JOB, ordersWorkspace, PRICE } from './build-here.ts';

let workspace: TestWorkspace;
let functions: readonly LambdaFunction[];

beforeEach(async () => {
  workspace = await ordersWorkspace();
  functions = [bundledFunction(API), bundledFunction(JOB, {}, { logicalId: 'Job' })];
});
afterEach(() => workspace.remove());

const build = (options?: HereOptions) => buildHere(workspace.root, functions, options);
const reused = async () => (await build()).reused;

describe('bundling that begins before the graph is read', () => {
  /** A clock by which all that was written before a build has been so for as long as it takes to count. */
  const now = () => Date.now() + 2000;
  /** An artifact that is older than the edits that follow. */
  const settle = async () => {
    await build({ now });
    const old = new Date(Date.now() - 60_000);
    await utimes(join(workspace.root, 'dist/Api.json'), old, old);
  };
  /** Writes or removes a file after the bundler has read the workspace, and before the graph is read. */
  const between = (path: string, text: string | undefined): HereOptions => {
    let begin = 0;
    let isBundled: () => void = () => undefined;
    const bundled = new Promise<void>((resolve) => {
      isBundled = resolve;
    });
    let isFirst = true;
    return {
      now: () => {
        begin = Date.now();
        return now();
      },
      afterBundling: () => isBundled(),
      beforeScan: async () => {
        await bundled;
        if (!isFirst) return;
        isFirst = false;
        if (text === undefined) return rm(join(workspace.root, path));
        // The clock of files goes in steps of some milliseconds.
        do await workspace.write({ [path]: text });
        while ((await stat(join(workspace.root, path))).ctimeMs <= begin);
      },
    };
  };
  const isRight = async (files: Readonly<Record<string, string>>) => {
    expect(files['Api.zip']).toEqual((await build({ reuse: false, output: 'clean' })).files['Api.zip']);
  };

  it('is told of a function one of whose files was edited, and of no other; its artifact is kept', async () => {
    await settle();
    await workspace.write({ [PRICE]: 'export const price = 2;\n' });
    const order: string[] = [];
    const { calls, reused: taken } = await build({
      now,
      beforeBundling: async () => void order.push('bundle'),
      beforeScan: async () => void order.push('scan'),
    });
    expect([calls, taken, order]).toEqual([[[API]], ['Job'], ['bundle', 'scan']]);
    expect(await reused()).toEqual(['Api', 'Job']);
  });

  it('is not begun for a file that was touched, or set back', async () => {
    await settle();
    await workspace.write({ [PRICE]: 'export const price = 1;\n' });
    expect((await build({ now })).calls).toEqual([]);
  });

  it.each<[string, string, string | undefined]>([
    ['a file of its own', PRICE, 'export const price = 3;\n'],
    ['a file that the edit brought in', 'libs/more.ts', 'export const more = 2;\n'],
    ['a setting', 'libs/tsconfig.json', '{"compilerOptions":{"useDefineForClassFields":true}}'],
    ['a setting of all files', 'tsconfig.json', undefined],
    ['a package', 'node_modules/inner/index.js', 'module.exports = 3;'],
    ['a file that takes over an import', 'libs/price.tsx', 'export const price = 4;'],
  ])(
    'keeps nothing of the one state under the name of the other, where %s is written meanwhile',
    async (_, path, text) => {
      await workspace.write({
        'libs/more.ts': 'export const more = 1;\n',
        'tsconfig.json': '{"compilerOptions":{"useDefineForClassFields":false}}',
      });
      await settle();
      await workspace.write({
        [PRICE]: "import { more } from './more';\nexport const price = new (class { price = more; })();\n",
      });
      expect((await build(between(path, text))).failed).toEqual([]);
      await isRight((await build()).files);
    },
  );
});
