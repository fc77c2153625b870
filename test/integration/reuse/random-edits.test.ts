/** The law of reuse: whatever is edited, a build that takes earlier artifacts writes what a clean build writes. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LambdaFunction } from '@nx-lambda/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundledFunction, testWorkspace } from '../../../packages/workspace/src/build/test-workspace.ts';
import { buildHere } from './build-here.ts';

const START = {
  'src/a.ts': "import { x } from '../lib/x';\nimport p from 'p';\nexport const handler = () => [x, p];\n",
  'src/b.ts': "import { y } from '../lib/barrel';\nexport const handler = () => y;\n",
  'src/c.ts': "import * as p from 'p';\nexport const handler = () => p;\n",
  'lib/x.ts': "export const x = 'x';\n",
  'lib/y/index.ts': "export const y = 'y';\n",
  'lib/barrel.ts': "export * from './x';\nexport * from './y';\n",
  'node_modules/p/package.json': '{"name":"p","version":"1.0.0","dependencies":{"q":"*"}}',
  'node_modules/p/index.js': "const q = require('q');\nmodule.exports = q;\n",
  'node_modules/q/package.json': '{"name":"q","version":"1.0.0"}',
  'node_modules/q/index.js': "module.exports = 'q';\n",
};

/** Each makes, replaces or removes one file; many are about what imports and settings mean. */
const EDITS: readonly (readonly [string, string | undefined])[] = [
  ['lib/x.ts', "export const x = 'other';\n"],
  ['lib/x.ts', "// a comment\nexport const x = 'x';\n"],
  ['lib/x.tsx', "export const x = 'shadow';\n"],
  ['lib/x.tsx', undefined],
  ['lib/y.ts', "export const y = 'file';\n"],
  ['lib/y.ts', undefined],
  ['lib/y/index.ts', "console.log('side effect');\nexport const y = 'z';\n"],
  ['lib/package.json', '{"name":"lib","sideEffects":false}'],
  ['lib/package.json', '{"name":"lib","version":"2.0.0"}'],
  ['lib/package.json', undefined],
  ['lib/tsconfig.json', '{"compilerOptions":{"target":"es5","useDefineForClassFields":false}}'],
  ['lib/tsconfig.json', undefined],
  ['tsconfig.json', '{"compilerOptions":{"paths":{"p":["./lib/x.ts"]}}}'],
  ['tsconfig.json', undefined],
  ['src/b.ts', "import { x } from '../lib/barrel';\nexport const handler = () => x;\n"],
  ['node_modules/q/index.js', "module.exports = 'patched';\n"],
  ['node_modules/q/package.json', '{"name":"q","version":"1.0.1","main":"main.js"}'],
  ['node_modules/q/main.js', "module.exports = 'main';\n"],
  ['node_modules/p/node_modules/q/package.json', '{"name":"q","version":"3.0.0"}'],
  ['node_modules/p/node_modules/q/index.js', "module.exports = 'nested';\n"],
  ['node_modules/p/node_modules', undefined],
  ['src/node_modules/p/package.json', '{"name":"p","version":"9.0.0"}'],
  ['src/node_modules/p/index.js', "module.exports = 'near';\n"],
  ['src/node_modules', undefined],
  ['node_modules/p/index.js', "try { module.exports = require('r'); } catch {}\n"],
  ['node_modules/r/package.json', '{"name":"r","version":"1.0.0"}'],
  ['node_modules/r/index.js', "module.exports = 'r';\n"],
  ['node_modules/r', undefined],
];

const functions: readonly LambdaFunction[] = ['a', 'b', 'c'].map((name) =>
  bundledFunction(`src/${name}.ts`, {}, { logicalId: name.toUpperCase() }),
);

describe('after any edits', () => {
  it('a build with earlier artifacts writes byte for byte what a clean build writes', async () => {
    let reused = 0;
    const edit = fc.constantFrom(...EDITS);
    const step = fc.array(edit, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (steps) => {
        const workspace = await testWorkspace(START);
        try {
          await buildHere(workspace.root, functions);
          for (const edits of steps) {
            for (const [path, text] of edits) {
              await rm(join(workspace.root, path), { recursive: true, force: true });
              if (text !== undefined) await workspace.write({ [path]: text });
            }
            const warm = await buildHere(workspace.root, functions);
            const clean = await buildHere(workspace.root, functions, { reuse: false, output: 'clean' });
            expect(warm.files).toEqual(clean.files);
            expect(warm.failed).toEqual(clean.failed);
            reused += warm.reused.length;
          }
        } finally {
          await workspace.remove();
        }
      }),
      { numRuns: 12 },
    );
    expect(reused).toBeGreaterThan(0);
  });
});
