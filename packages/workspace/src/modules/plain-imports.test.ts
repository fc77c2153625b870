import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadParser } from './load-parser.ts';
import { parseImports, type SourceLanguage } from './parse-imports.ts';
import { plainImports } from './plain-imports.ts';

const parse = await loadParser();

/** What can stand in a source, whole and broken, in any order: much of it means something else where it stands. */
const PIECES = [
  "import { a, b as c } from './a';",
  "import d from 'd'\n",
  "import * as e from './e';",
  "import './effect';",
  "import{a}from'./a'",
  "import { type T, a } from './types';",
  "import { type T } from './types';",
  "import type { T } from './types';",
  "import type from './type';",
  "import type from from './from';",
  "import f, { g } from './f';",
  "import {} from './none';",
  "import h from './h.json' with { type: 'json' };",
  "import { a as 'b' } from './text';",
  "export * from './all';",
  "export * as i from './space';",
  "export { a } from './again';",
  "export type { T } from './types';",
  "export {} from './empty';",
  'export { a };',
  'export type { T };',
  "export default './text'",
  "import j = require('./j');",
  "const k = require('./k');",
  "const l = import('./l');",
  "const m = Array.from('./m');",
  'a(); d.x(); e.y(`z`); type(); from();',
  'const n = `import o from "./o"`;',
  'const p: T = a;',
  "'use strict';",
  '// import q from "./q";',
  '/* import r from "./r";',
  '*/',
  '/**/',
  '/////',
  '"',
  '`',
  '/',
  '<a>import</a>',
  'import',
  'from',
  ' ',
  '\n',
  '\r',
  '\r\n',
  '\u2028',
  ';',
  'é',
  '𝒳',
] as const;

const LANGUAGES = ['ts', 'js', 'tsx', 'jsx'] as const satisfies readonly SourceLanguage[];

describe('the reader of plain imports', () => {
  it('tells what the parser tells of a source that is right, or gives up', () => {
    const right = PIECES.filter((piece) => piece.length > 12 && !/^(?:\/|'|import j|<)/.test(piece));
    const gap = fc.constantFrom('\n', '\n// import x from "x";\n', '\r\n', ' /* from "y" */\n', ';\n\n');
    const statements = fc.array(fc.tuple(fc.constantFrom(...right), gap), { maxLength: 6 });
    fc.assert(
      fc.property(statements, fc.constantFrom(...LANGUAGES), (some, language) => {
        const source = some.flat().join('');
        const plain = plainImports(source, language);
        if (plain !== undefined) expect(plain).toEqual(parseImports(parse, source, language));
      }),
      { numRuns: 3000 },
    );
  });

  it('never tells less than the parser, whatever the source', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }), (pieces) => {
        const source = pieces.join('');
        const plain = plainImports(source, 'ts');
        if (plain === undefined) return;
        const told = plain.imports.map(({ specifier }) => specifier);
        expect(told).toEqual(
          expect.arrayContaining(parseImports(parse, source, 'ts').imports.map(({ specifier }) => specifier)),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it.each<[string, readonly string[]]>([
    ["import { a } from './a';\nimport * as b from 'b';\nexport const c = a(b.d());\n", ['./a', 'b']],
    ["// A comment.\nexport * from './a';\nexport { b } from './b';\n", ['./a', './b']],
    ["/* import x from 'x'; */\nimport 'effect'\nexport const a = Array.from([1]);\n", ['effect']],
    ['export const a = 1;\n', []],
  ])('reads %j by itself', (source, specifiers) => {
    expect(plainImports(source, 'ts')?.imports.map(({ specifier }) => specifier)).toEqual(specifiers);
  });

  it.each([
    "import { T } from './types';\nexport const a: T = 1;\n",
    "import { a } from './a';\nexport const b = () => import('./b');\n",
    "export const a = 1;\nimport { b } from './b';\nb();\n",
    "import { a } from './a';\na();\nexport { a };\n",
    "export const a = require('./a');\n",
  ])('leaves %j to the parser', (source) => {
    expect(plainImports(source, 'ts')).toBeUndefined();
  });

  it.each(['/', '*', '/*', '//', '/**/', ' ', '\n', '{', 'a', 'a,', '.a', 'import ', 'import type ', "'"])(
    'takes hardly any time for a source of nothing but %j',
    (piece) => {
      const source = piece.repeat(Math.floor(60_000 / piece.length));
      const start = performance.now();
      for (const text of [source, `import {${source}`, `import { a } from 'a';${source}a();`]) plainImports(text, 'ts');
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );
});
