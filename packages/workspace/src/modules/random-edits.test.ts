/**
 * The law that change detection stands on: whenever adding, removing or changing one file changes what esbuild makes,
 * that file's path is an input of the function as it is after the edit – Nx looks at no other inputs.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askEsbuild } from './esbuild-truth.ts';
import { scanModules } from './scan-modules.ts';
import { bundleOptions, testFunction, testService, testWorkspace } from './test-workspace.ts';

const specifiers = [
  './a',
  './b',
  './a.js',
  './m',
  './m/',
  '.',
  '..',
  '../a',
  '../b',
  '@x/a',
  '@x/m',
  'lib',
  'lib/a',
  '#a',
  'own/a',
];
const statements = [
  (specifier: string) => `export * from '${specifier}';`,
  (specifier: string) => `import '${specifier}';`,
  (specifier: string) => `import * as ns from '${specifier}'; console.log(ns);`,
  (specifier: string) => `import { type T } from '${specifier}';`,
  (specifier: string) => `import { T } from '${specifier}'; export const t: T = 0;`,
  (specifier: string) => `export const r = require('${specifier}');`,
  (specifier: string) => `export const d = () => import('${specifier}');`,
];

const source = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...statements), fc.constantFrom(...specifiers)), {
    maxLength: 2,
    selector: ([statement]) => statement,
  })
  .chain((lines) =>
    fc
      .nat(9)
      .map((salt) => `${lines.map(([write, to]) => write(to)).join('\n')}\nconsole.log(${salt}, import.meta);\n`),
  );

const packageJson = fc.constantFrom(
  '{}',
  '{"main":"./a"}',
  '{"main":"./gone","name":"own"}',
  '{"module":"./b.ts"}',
  '{"name":"own","exports":{".":"./b.js","./a":{"import":"./a.ts","default":"./m/a.ts"}}}',
  '{"imports":{"#a":["./a.js","./b.js"]}}',
  '{"sideEffects":false}',
  '{"type":"module"}',
  '{"type":"commonjs","sideEffects":["./a.ts"]}',
);

const tsconfig = fc.constantFrom(
  '{}',
  '{"extends":"./base"}',
  '{"compilerOptions":{"paths":{"@x/*":["./l/*"]}}}',
  '{"compilerOptions":{"paths":{"@x/*":["./m/*","./b/*","./*"],"lib":["./l/m"]}}}',
  '{"compilerOptions":{"baseUrl":"./l","paths":{"@x/a":["b"]}}}',
  '{"compilerOptions":{"verbatimModuleSyntax":true}}',
  '{"compilerOptions":{"preserveValueImports":true,"useDefineForClassFields":false}}',
);

const folders = ['', 'l/', 'l/m/', 'm/'];
const sourcePaths = folders.flatMap((folder) =>
  ['a.ts', 'a.tsx', 'a.js', 'b.ts', 'b/index.ts', 'index.ts', 'index.js', 'm.ts'].map((name) => folder + name),
);
const settingPaths = folders.flatMap((folder) => [
  `${folder}tsconfig.json`,
  `${folder}jsconfig.json`,
  `${folder}base.json`,
]);

const file = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom(...sourcePaths), source) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...folders.map((folder) => `${folder}package.json`)), packageJson) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...settingPaths), tsconfig) },
);

const edits = fc.record({
  files: fc.array(file, { minLength: 4, maxLength: 16 }),
  entry: source,
  edit: fc.tuple(file, fc.boolean()),
});

/** About 8 s; the law was also run 20,000 times. */
const RUNS = 400;

test('an edit that changes the bundle is an edit of an input', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(edits, async ({ files, entry, edit: [[path, text], removes] }) => {
      const workspace = testWorkspace({ ...Object.fromEntries(files), 'app.ts': entry });
      try {
        if (removes) workspace.write({ [path]: text });
        workspace.link('node_modules/lib', '../l');
        const before = await askEsbuild(workspace.root, 'app.ts', bundleOptions());
        if (removes) workspace.remove(path);
        else workspace.write({ [path]: text });
        const after = await askEsbuild(workspace.root, 'app.ts', bundleOptions());
        const scan = await scanModules({
          workspaceRoot: workspace.root,
          services: [testService('s', [testFunction('app.ts')])],
        });
        const inputs = scan.inputs[0];
        const declared = [...(inputs?.files ?? []), ...(inputs?.settings ?? [])];
        if (after.errors.length === 0) expect(declared).toEqual(expect.arrayContaining([...after.files]));
        if (after.text !== before.text) expect([...declared, ...(inputs?.absent ?? [])]).toContain(path);
      } finally {
        workspace.dispose();
      }
    }),
    { numRuns: RUNS },
  );
});
