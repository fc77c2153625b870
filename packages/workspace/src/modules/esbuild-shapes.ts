/** Shapes of workspaces in which esbuild's way of resolving is easily missed. The entry point is `app.ts` unless said. */
import type { BundleOptions } from '@nx-lambda/core';

export interface Shape {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly entry?: string;
  readonly options?: Partial<BundleOptions>;
  /** Files that the graph declares although esbuild does not bundle them: each a known over-approximation. */
  readonly beyond?: readonly string[];
}

const use = (...specifiers: readonly string[]) =>
  specifiers
    .map((each, index) => `import * as m${index} from ${JSON.stringify(each)}; console.log(m${index});\n`)
    .join('');
const value = 'export const value = 1;\n';

export const SHAPES: readonly Shape[] = [
  {
    title: 'a .tsx file before .ts, .jsx and .js',
    files: { 'app.ts': use('./a'), 'a.tsx': value, 'a.ts': value, 'a.js': value },
  },
  {
    title: 'a file before the folder of the same name',
    files: { 'app.ts': use('./a'), 'a.ts': value, 'a/index.ts': value },
  },
  {
    title: 'the folder when the path ends in a slash',
    files: { 'app.ts': use('./a/'), 'a.ts': value, 'a/index.ts': value },
  },
  {
    title: 'the folder of the importing file',
    files: { 'app.ts': use('./x/y'), 'x/y.ts': use('.'), 'x/index.ts': use('..'), 'index.ts': value },
  },
  { title: 'a .js path written in TypeScript', files: { 'app.ts': use('./a.js'), 'a.ts': value, 'a.tsx': value } },
  { title: 'a .js file before its TypeScript', files: { 'app.ts': use('./a.js'), 'a.ts': value, 'a.js': value } },
  {
    title: 'a .js.ts file before the rewritten one',
    files: { 'app.ts': use('./a.js'), 'a.ts': value, 'a.js.ts': value },
  },
  { title: 'a .mjs path written as .mts', files: { 'app.ts': use('./a.mjs'), 'a.mts': value } },
  { title: 'a .cjs path written as .cts', files: { 'app.ts': use('./a.cjs'), 'a.cts': value } },
  { title: 'a .jsx path written as .tsx', files: { 'app.ts': use('./a.jsx'), 'a.tsx': value } },
  {
    title: 'JSON and text',
    files: {
      'app.ts': "import j from './j.json'; import t from './t.txt'; console.log(j, t);",
      'j.json': '{}',
      't.txt': 'x',
    },
  },
  { title: 'a JSON file without extension', files: { 'app.ts': use('./data'), 'data.json': '{"a":1}' } },
  {
    title: 'loaders of the user',
    files: {
      'app.ts': "import q from './q.graphql'; import b from './b.bin'; console.log(q, b);",
      'q.graphql': 'x',
      'b.bin': 'x',
    },
    options: { loader: { '.graphql': 'text', '.bin': 'binary' } },
  },
  {
    title: 'a loader for a double extension',
    files: { 'app.ts': "import q from './q.tpl.js'; console.log(q);", 'q.tpl.js': "import './never';" },
    options: { loader: { '.tpl.js': 'text' } },
  },
  {
    title: 'import type',
    files: { 'app.ts': "import type { A } from './a'; export const x: A = 1;", 'a.ts': 'export type A = number;' },
  },
  {
    title: 'names that are all of inline type',
    files: {
      'app.ts': "import { type A, type B } from './a'; export const x: A | B = 1;",
      'a.ts': 'export type A = number; export type B = number;',
    },
  },
  {
    title: 'a name that is only used as a type',
    files: { 'app.ts': "import { A } from './a'; export const x: A = 1;", 'a.ts': 'export type A = number;' },
  },
  {
    title: 'a namespace that is only used in types',
    files: {
      'app.ts': "import * as T from './a'; export const x: T.A = 1; export function f(y: T.A): T.A { return y; }",
      'a.ts': 'export type A = number;',
    },
  },
  {
    title: 'a name that is never used',
    files: { 'app.ts': "import { a } from './a'; export const x = 1;", 'a.ts': 'export const a = 1;' },
  },
  {
    title: 'a name of which only the type and the value of another are used',
    files: {
      'app.ts': "import { A } from './a'; import { b } from './b'; export const x: A = b;",
      'a.ts': 'export type A = number;',
      'b.ts': 'export const b = 1;',
    },
  },
  {
    title: 'names used after as, satisfies and !',
    files: {
      'app.ts':
        "import { A, b, c, d } from './a'; import { e } from './e'; export const x = [b as A, c satisfies A, d!, <A>e];",
      'a.ts': 'export type A = number; export const b = 1, c = 1, d = 1;',
      'e.ts': 'export const e = 1;',
    },
  },
  {
    title: 'a class that is extended, and an interface that is implemented',
    files: {
      'app.ts': "import { A } from './a'; import { B } from './b'; export class C extends A implements B {}",
      'a.ts': 'export class A {}',
      'b.ts': 'export interface B {}',
    },
  },
  {
    title: 'a name in typeof of a type',
    files: {
      'app.ts': "import { a } from './a'; export type T = typeof a; export const x = 1;",
      'a.ts': 'export const a = 1;',
    },
  },
  {
    title: 'names in decorators, enums, defaults and exports',
    files: {
      'app.ts':
        "import { d } from './d'; import { e } from './e'; import { f } from './f'; import { g } from './g'; import { h } from './h'; @d class X {} enum E { A = e } export { g }; export default h; export function q(x = f) { return [x, X, E]; }",
      'd.ts': 'export const d = (x: any) => x',
      'e.ts': 'export const e = 1;',
      'f.ts': 'export const f = 1;',
      'g.ts': 'export const g = 1;',
      'h.ts': 'export const h = 1;',
    },
  },
  {
    title: 'an import for its effects, and one with empty braces',
    files: { 'app.ts': "import './a'; import {} from './b';", 'a.ts': '1;', 'b.ts': '1;' },
  },
  {
    title: 'an unused import in JavaScript',
    entry: 'app.js',
    files: { 'app.js': "import { a } from './a';", 'a.ts': 'export const a = 1;' },
  },
  {
    title: 'unused imports with verbatimModuleSyntax',
    files: {
      'tsconfig.json': '{"compilerOptions":{"verbatimModuleSyntax":true}}',
      'app.ts':
        "import { type A } from './a'; import type { B } from './b'; import { c } from './c'; export const x = 1;",
      'a.ts': 'export type A = 1;',
      'b.ts': 'export type B = 1;',
      'c.ts': 'export const c = 1;',
    },
  },
  {
    title: 'unused imports with preserveValueImports',
    files: {
      'tsconfig.json': '{"compilerOptions":{"preserveValueImports":true}}',
      'app.ts': "import { type A } from './a'; import { c } from './c'; export const x = 1;",
      'a.ts': 'export type A = 1;',
      'c.ts': 'export const c = 1;',
    },
    beyond: ['a.ts'],
  },
  {
    title: 're-exports of all forms',
    files: {
      'app.ts':
        "export * from './a'; export * as b from './b'; export { c } from './c'; export type { d } from './d'; export { type e } from './e'; export type * from './f'; export {} from './g';",
      'a.ts': value,
      'b.ts': value,
      'c.ts': 'export const c = 1;',
      'd.ts': 'export type d = 1;',
      'e.ts': 'export type e = 1;',
      'f.ts': 'export type f = 1;',
      'g.ts': '1;',
    },
  },
  {
    title: 'dynamic imports of literals',
    files: {
      'app.ts':
        "export const x = [import('./a'), import(`./b`), import('./' + 'c'), import(Math.random() ? './d' : './e')];",
      'a.ts': value,
      'b.ts': value,
      'c.ts': value,
      'd.ts': value,
      'e.ts': value,
    },
  },
  {
    title: 'a hashbang, and comments for other bundlers',
    entry: 'app.js',
    files: {
      'app.js':
        "#!/usr/bin/env node\nexport const x = [import(/* webpackIgnore: true */ './a'), import(/* @vite-ignore */ './b')];",
      'a.js': '1',
      'b.js': '1',
    },
  },
  {
    title: 'require of all forms',
    files: {
      'app.ts':
        "const a = require('./a'); import b = require('./b'); if (a) require(`./c`); try { require('./gone'); } catch {} export const x = [a, b, () => require('./d')];",
      'a.ts': value,
      'b.ts': value,
      'c.ts': value,
      'd.ts': value,
    },
  },
  { title: 'require.resolve', files: { 'app.ts': "export const x = require.resolve('./a');", 'a.ts': value } },
  {
    title: 'an unused import by assignment',
    files: { 'app.ts': "import b = require('./b'); export const x: b.T = 1;", 'b.ts': 'export type T = 1;' },
    beyond: ['b.ts'],
  },
  {
    title: 'a URL beside the module',
    entry: 'app.mjs',
    options: { format: 'esm' },
    files: { 'app.mjs': "export const x = new URL('./data.json', import.meta.url);", 'data.json': '{}' },
  },
  {
    title: 'a glob by template, of one level and of all',
    files: {
      'app.ts': "export const f = (n: string) => [import(`./l/${n}.json`), require('./m-' + n)];",
      'l/a.json': '{}',
      'l/b/c.json': '{}',
      'l/d.txt': 'x',
      'm-1.ts': value,
      'm-2.ts': use('./n'),
      'n.ts': value,
    },
  },
  {
    title: 'a barrel that is not used whole',
    files: {
      'app.ts': "import { a } from './b'; console.log(a);",
      'b/index.ts': "export * from './a'; export * from './c';",
      'b/a.ts': 'export const a = 1;',
      'b/c.ts': 'export const c = 1;',
    },
  },
  { title: 'a cycle', files: { 'app.ts': use('./a'), 'a.ts': use('./b'), 'b.ts': use('./a') } },
  { title: 'a query at the end of a path', files: { 'app.ts': use('./a?raw'), 'a.ts': value } },
  {
    title: 'builtins, with and without prefix',
    files: { 'app.ts': "import 'node:fs'; import 'path'; import 'fs/promises'; require('node:test');" },
  },
  {
    title: 'tsconfig paths with comments and trailing commas',
    files: {
      'tsconfig.json':
        '{ // c\n "compilerOptions": { /* d */ "paths": { "@l/*": ["./gone/*", "./libs/*/src",], "exact": ["./e"], }, }, }',
      'app.ts': use('@l/a', 'exact'),
      'libs/a/src/index.ts': value,
      'e.ts': value,
    },
  },
  {
    title: 'the longest prefix of tsconfig paths',
    files: {
      'tsconfig.json': '{"compilerOptions":{"paths":{"*":["./any/*"],"@l/*":["./l/*"],"@l/x/*":["./x/*"]}}}',
      'app.ts': use('@l/x/a', '@l/b', 'c'),
      'x/a.ts': value,
      'l/b.ts': value,
      'any/c.ts': value,
      'l/x/a.ts': value,
    },
  },
  {
    title: 'tsconfig paths with a suffix',
    files: {
      'tsconfig.json': '{"compilerOptions":{"paths":{"@l/*.js":["./l/*.ts"]}}}',
      'app.ts': use('@l/a.js'),
      'l/a.ts': value,
    },
  },
  {
    title: 'tsconfig baseUrl',
    files: {
      'tsconfig.json': '{"compilerOptions":{"baseUrl":"./src","paths":{"p":["q"]}}}',
      'app.ts': use('a/b', 'p'),
      'src/a/b.ts': value,
      'src/q.ts': value,
    },
  },
  {
    title: 'an extends chain whose paths are relative to the file that has them',
    files: {
      'tsconfig.json': '{"extends":"./config/base"}',
      'config/base.json': '{"extends":["./a.json","./b.json"]}',
      'config/a.json': '{"compilerOptions":{"paths":{"x":["../wrong"]}}}',
      'config/b.json': '{"compilerOptions":{"paths":{"x":["../right"]}}}',
      'app.ts': use('x'),
      'right.ts': value,
      'wrong.ts': value,
    },
  },
  {
    title: 'a base url that another file of the chain sets',
    files: {
      'tsconfig.json': '{"extends":"./config/base.json","compilerOptions":{"baseUrl":"./src"}}',
      'config/base.json': '{"compilerOptions":{"paths":{"x":["y"]}}}',
      'app.ts': use('x'),
      'src/y.ts': value,
      'config/y.ts': value,
    },
  },
  {
    title: 'configDir in an extended file',
    files: {
      's/tsconfig.json': '{"extends":"../config/base.json"}',
      'config/base.json': '{"compilerOptions":{"paths":{"x":["${configDir}/y"]}}}',
      's/app.ts': use('x'),
      's/y.ts': value,
      'config/y.ts': value,
    },
    entry: 's/app.ts',
  },
  {
    title: 'the nearest tsconfig of each file',
    files: {
      'tsconfig.json': '{"compilerOptions":{"paths":{"x":["./one"]}}}',
      'l/tsconfig.json': '{"compilerOptions":{"paths":{"x":["./two"]}}}',
      'app.ts': use('x', './l/a'),
      'l/a.ts': use('x'),
      'one.ts': value,
      'l/two.ts': value,
    },
  },
  {
    title: 'a jsconfig where there is no tsconfig',
    files: { 'jsconfig.json': '{"compilerOptions":{"paths":{"x":["./one"]}}}', 'app.ts': use('x'), 'one.ts': value },
  },
  {
    title: 'one tsconfig for all files',
    files: {
      'tsconfig.json': '{"compilerOptions":{"paths":{"x":["./one"]}}}',
      'l/tsconfig.json': '{}',
      'tsconfig.build.json': '{"compilerOptions":{"paths":{"x":["./two"]}}}',
      'app.ts': use('./l/a'),
      'l/a.ts': use('x'),
      'one.ts': value,
      'two.ts': value,
    },
    options: { tsconfig: 'tsconfig.build.json' },
  },
  {
    title: 'a tsconfig from a package',
    files: {
      'tsconfig.json': '{"extends":"@conf/ts/base.json"}',
      'node_modules/@conf/ts/package.json': '{"name":"@conf/ts"}',
      'node_modules/@conf/ts/base.json': '{"compilerOptions":{"verbatimModuleSyntax":true}}',
      'app.ts': "import { a } from './a';",
      'a.ts': 'export const a = 1;',
    },
  },
  {
    title: 'a workspace library by its main',
    files: {
      'app.ts': use('@l/a'),
      'libs/a/package.json': '{"name":"@l/a","main":"./src/main.ts"}',
      'libs/a/src/main.ts': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
  },
  {
    title: 'a workspace library by its exports',
    files: {
      'app.ts': use('@l/a', '@l/a/deep/x'),
      'libs/a/package.json':
        '{"name":"@l/a","exports":{".":{"require":"./r.ts","import":"./i.ts"},"./deep/*":"./src/*.ts"}}',
      'libs/a/i.ts': value,
      'libs/a/r.ts': value,
      'libs/a/src/x.ts': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
  },
  {
    title: 'a workspace library required',
    files: {
      'app.ts': "console.log(require('@l/a'));",
      'libs/a/package.json': '{"name":"@l/a","exports":{".":{"require":"./r.ts","import":"./i.ts"}}}',
      'libs/a/i.ts': value,
      'libs/a/r.ts': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
  },
  {
    title: 'conditions of the user, nested, with fallbacks',
    files: {
      'app.ts': use('@l/a'),
      'libs/a/package.json':
        '{"name":"@l/a","exports":{"source":{"node":[null,"./s.ts"],"default":"./d.ts"},"default":"./e.ts"}}',
      'libs/a/d.ts': value,
      'libs/a/s.ts': value,
      'libs/a/e.ts': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
    options: { conditions: ['source'] },
  },
  {
    title: 'the module condition',
    files: {
      'app.ts': use('@l/a'),
      'libs/a/package.json': '{"name":"@l/a","exports":{"module":"./m.ts","default":"./e.ts"}}',
      'libs/a/m.ts': value,
      'libs/a/e.ts': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
  },
  {
    title: 'exports that name the compiled form of a TypeScript file',
    files: {
      'app.ts': use('@l/a'),
      'libs/a/package.json': '{"name":"@l/a","exports":"./src/i.js"}',
      'libs/a/src/i.ts': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
  },
  {
    title: 'a workspace library with module and main',
    files: {
      'app.ts': use('@l/a'),
      'libs/a/package.json': '{"name":"@l/a","module":"./m.ts","main":"./n.ts"}',
      'libs/a/m.ts': value,
      'libs/a/n.ts': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
  },
  {
    title: 'a workspace library with module alone',
    files: {
      'app.ts': use('@l/a'),
      'libs/a/package.json': '{"name":"@l/a","module":"./m.ts"}',
      'libs/a/m.ts': value,
      'libs/a/index.js': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
    beyond: ['libs/a/index.js'],
  },
  {
    title: 'main fields of the user',
    files: {
      'app.ts': use('@l/a'),
      'libs/a/package.json': '{"name":"@l/a","module":"./m.ts","main":"./n.ts"}',
      'libs/a/m.ts': value,
      'libs/a/n.ts': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
    options: { mainFields: ['module', 'main'] },
  },
  {
    title: 'a folder with a package.json inside the sources',
    files: { 'app.ts': use('./a'), 'a/package.json': '{"main":"./lib/x"}', 'a/lib/x.ts': value, 'a/index.ts': value },
  },
  {
    title: 'a main field that leads nowhere',
    files: { 'app.ts': use('./a'), 'a/package.json': '{"main":"./gone.js"}', 'a/index.ts': value },
  },
  {
    title: 'a linked library that prefers JavaScript',
    files: {
      'app.ts': use('@l/a/x'),
      'libs/a/package.json': '{"name":"@l/a"}',
      'libs/a/x.ts': value,
      'libs/a/x.js': value,
    },
    links: { 'node_modules/@l/a': '../../libs/a' },
  },
  {
    title: 'the imports map of a package',
    files: {
      'package.json': '{"imports":{"#a":"./x/a.ts","#b/*":{"node":"./x/*.ts"},"#c":"dep"}}',
      'app.ts': use('#a', '#b/b', '#c'),
      'x/a.ts': value,
      'x/b.ts': value,
      'node_modules/dep/index.js': 'exports.a=1',
    },
  },
  {
    title: 'a package that names itself',
    files: { 'package.json': '{"name":"me","exports":{"./a":"./x/a.ts"}}', 'app.ts': use('me/a'), 'x/a.ts': value },
  },
  {
    title: 'a package in node_modules, a nested one, and one in a scope',
    files: {
      'app.ts': `import 'p'; import '@s/q/sub'; import './l/a';`,
      'l/a.ts': "import 'p';",
      'l/node_modules/p/package.json': '{"version":"2.0.0"}',
      'l/node_modules/p/index.js': '2',
      'node_modules/p/package.json': '{"version":"1.0.0"}',
      'node_modules/p/index.js': '1',
      'node_modules/@s/q/package.json': '{}',
      'node_modules/@s/q/sub.js': '1',
    },
  },
  {
    title: 'externals, exact, with a wildcard and by path',
    files: { 'app.ts': "import 'p'; import 'p/sub'; import '@aws-sdk/client-s3'; import './gone.node';" },
    options: { external: ['p', '@aws-sdk/*', '*.node'] },
  },
  {
    title: 'an external relative path',
    files: { 'app.ts': "import './lib/gone';" },
    options: { external: ['./lib/gone'] },
  },
  {
    title: 'all packages external',
    files: {
      'tsconfig.json': '{"compilerOptions":{"paths":{"@l/*":["./l/*"]}}}',
      'app.ts': "import 'p'; import '@l/a'; import './b';",
      'l/a.ts': value,
      'b.ts': value,
    },
    options: { packages: 'external' },
  },
  {
    title: 'an alias to a file and to a package',
    files: { 's/app.ts': "import 'x'; import 'y/sub';", 'one.ts': '1;', 'node_modules/z/sub.js': '1;' },
    entry: 's/app.ts',
    options: { alias: { x: './one.ts', y: 'z' } },
  },
  {
    title: 'injected files',
    files: { 'app.ts': '1;', 'shim.ts': "import './more'; export const x = 1;", 'more.ts': '1;' },
    options: { inject: ['./shim.ts'] },
  },
  {
    title: 'extensions of the user',
    files: { 'app.ts': use('./a'), 'a.ts': value, 'a.dev.ts': value },
    options: { resolveExtensions: ['.dev.ts', '.ts'] },
  },
  {
    title: 'a symlinked file and a symlinked folder',
    files: {
      'app.ts': use('./a', './f/b'),
      'real/a.ts': use('./c'),
      'real/c.ts': value,
      'real/g/b.ts': use('../c'),
    },
    links: { 'a.ts': 'real/a.ts', f: 'real/g' },
  },
  {
    title: 'JSX with a runtime',
    files: {
      'tsconfig.json': '{"compilerOptions":{"jsx":"react-jsx","jsxImportSource":"mini"}}',
      'app.tsx': 'import { A } from "./a"; export const x = <A />;',
      'a.tsx': 'export const A = () => <b>1</b>;',
      'node_modules/mini/jsx-runtime.js': 'exports.jsx = 1',
    },
    entry: 'app.tsx',
  },
  {
    title: 'JSX with a pragma',
    files: {
      'app.tsx': '/** @jsxRuntime automatic @jsxImportSource mini */ export const x = <b />;',
      'node_modules/mini/jsx-runtime.js': 'exports.jsx = 1',
    },
    entry: 'app.tsx',
  },
  {
    title: 'JSX with a factory that is imported',
    files: {
      'tsconfig.json': '{"compilerOptions":{"jsx":"react","jsxFactory":"make"}}',
      'app.tsx': 'import { make } from "./make"; export const x = <b />;',
      'make.ts': 'export const make = 1;',
    },
    entry: 'app.tsx',
  },
  {
    title: 'CSS that imports CSS and an image',
    files: {
      'app.ts': "import './a.css';",
      'a.css': '@import "./b.css"; .x { background: url(./i.png) }',
      'b.css': '.y{}',
      'i.png': 'x',
    },
    options: { loader: { '.png': 'file' } },
  },
  {
    title: 'a library without side effects that is not used',
    files: {
      'app.ts': "import { a } from './l'; export const x = 1; console.log(typeof a);",
      'l/package.json': '{"sideEffects":false}',
      'l/index.ts': "export * from './a'; export { c } from './c';",
      'l/a.ts': 'export const a = 1;',
      'l/c.ts': 'export const c = 1;',
    },
    beyond: ['l/c.ts'],
  },
  {
    title: 'a data URL and a web URL',
    files: { 'app.ts': "import x from 'data:text/plain,abc'; import 'https://example.test/x.js'; console.log(x);" },
  },
  {
    title: 'a .d.ts beside JavaScript, and a path to types',
    files: {
      'tsconfig.json': '{"compilerOptions":{"paths":{"t":["./types/t.d.ts","./t.js"]}}}',
      'app.ts': use('./a', 't'),
      'a.d.ts': 'export {}',
      'a.js': value,
      't.js': value,
      'types/t.d.ts': 'export {}',
    },
  },
  {
    title: 'CommonJS that shadows require',
    entry: 'app.js',
    files: { 'app.js': "const require = (x) => x; require('./gone');" },
  },
  {
    title: 'a source with a byte order mark and CRLF',
    entry: 'app.js',
    files: {
      'app.js': "\uFEFF// x\r\nimport './a';\r\nconst b = require('./b');\r\n",
      'a.js': '1',
      'b.js': '1',
    },
  },
  { title: 'non-ASCII names', files: { 'app.ts': "// ünï – 😀\nimport './größe/ä';", 'größe/ä.ts': '1;' } },
  {
    title: 'import attributes',
    entry: 'app.js',
    files: { 'app.js': "import j from './j.json' with { type: 'json' }; console.log(j);", 'j.json': '{}' },
  },
];
