/** What is written in the sources: paths, types, calls. */
import { type Shape, use, value } from './shape.ts';

export const SYNTAX_SHAPES: readonly Shape[] = [
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
];
