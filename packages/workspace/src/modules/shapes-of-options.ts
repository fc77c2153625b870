/** What the bundle's options say, and what is rare. */
import { type Shape, use, value } from './shape.ts';

export const OPTION_SHAPES: readonly Shape[] = [
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
