import fc from 'fast-check';
import { expect, test } from 'vitest';
import { restoreSyntax, storeSyntax } from './stored-syntax.ts';
import type { WrittenImport } from './written-import.ts';

test('what was stored as JSON is restored as it was', () => {
  const written: fc.Arbitrary<WrittenImport> = fc.record(
    {
      specifier: fc.string(),
      kind: fc.constantFrom('import', 'dynamic-import', 'require', 'require-resolve'),
      line: fc.nat(),
      column: fc.nat(),
      length: fc.nat(),
      unused: fc.constant(true as const),
      optional: fc.constant(true as const),
    },
    { requiredKeys: ['specifier', 'kind', 'line', 'column', 'length'] },
  );
  fc.assert(
    fc.property(fc.array(written), (imports) => {
      const syntax = { imports, globs: [], computed: [], jsx: {} };
      expect(restoreSyntax(JSON.parse(JSON.stringify(storeSyntax(syntax))))).toEqual(syntax);
    }),
  );
});
