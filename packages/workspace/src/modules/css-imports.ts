/** What a style sheet pulls into the bundle: `@import`, `composes … from` and `url(…)`. */
import type { ModuleSyntax, WrittenImport } from './written-import.ts';

const COMMENT = /\/\*[\s\S]*?\*\//g;
const REFERENCE = /(?:@import\s+|\bfrom\s+)(["'])(.*?)\1|\burl\(\s*(?:(["'])(.*?)\3|([^"')\s]+))\s*\)/g;

/** Every reference is optional: esbuild itself decides which of them must resolve. */
export function cssImports(source: string): ModuleSyntax {
  const text = source.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ' '));
  const imports = [...text.matchAll(REFERENCE)].flatMap((match): readonly WrittenImport[] => {
    const reference = match[2] ?? match[4] ?? match[5] ?? '';
    if (reference === '' || reference.startsWith('#') || reference.startsWith('data:')) return [];
    const before = text.slice(0, match.index).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    const specifier = /^[./]|^[a-z]+:/.test(reference) ? reference : `./${reference}`;
    return [{ specifier, kind: 'import', line: before.length, column, length: match[0].length, optional: true }];
  });
  return { imports, globs: [], computed: [] };
}
