/** What tsconfig.json and package.json say. */
import { type Shape, use, value } from './shape.ts';

export const SETTINGS_SHAPES: readonly Shape[] = [
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
];
