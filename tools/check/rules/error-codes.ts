import type { Finding } from '../finding.ts';
import { isTest, type SourceFile } from '../source-file.ts';

export const ERRORS_DOCUMENT = 'docs/errors.md';

const CODE = /NXL-[A-Z]+-[A-Z0-9]+(?:-[A-Z0-9]+)*/g;
const HEADING = /^### (?<code>NXL-[A-Z0-9-]+)$/gm;
const EMPTY = /^### (?<code>NXL-[A-Z0-9-]+)\n+(?=#|$(?![^]))/gm;

/** Every code that a user can meet is explained, and nothing is explained that cannot happen. */
export function checkErrorCodes(files: readonly SourceFile[], document: string): readonly Finding[] {
  const used = usedCodes(files);
  const explained = documentedCodes(document);
  const at = { rule: 'error-codes', severity: 'error' } as const;
  const missing = [...used].filter(([code]) => !explained.has(code));
  const stale = [...explained].filter(([code]) => !used.has(code));
  const empty = [...document.matchAll(EMPTY)].map(({ groups }) => groups?.code ?? '');
  return [
    ...empty.map((code) => ({
      ...at,
      file: ERRORS_DOCUMENT,
      line: explained.get(code) ?? 1,
      message: `${code} has a heading and no explanation`,
    })),
    ...missing.map(([code, { path, line }]) => ({
      ...at,
      file: path,
      line,
      message: `${code} is not in ${ERRORS_DOCUMENT}`,
    })),
    ...stale.map(([code, line]) => ({ ...at, file: ERRORS_DOCUMENT, line, message: `${code} is in no source` })),
  ];
}

export interface CodeUse {
  readonly path: string;
  readonly line: number;
}

/** The first place of each code in the packages' sources, tests and comments left out. */
export function usedCodes(files: readonly SourceFile[]): ReadonlyMap<string, CodeUse> {
  const uses = new Map<string, CodeUse>();
  for (const { path, code } of files) {
    if (!path.startsWith('packages/') || path.startsWith('packages/fake-aws/') || isTest(path)) continue;
    for (const match of code.matchAll(CODE)) {
      if (!uses.has(match[0])) uses.set(match[0], { path, line: code.slice(0, match.index).split('\n').length });
    }
  }
  return uses;
}

export function documentedCodes(document: string): ReadonlyMap<string, number> {
  return new Map(
    [...document.matchAll(HEADING)].map((match) => [
      match.groups?.code ?? '',
      document.slice(0, match.index).split('\n').length,
    ]),
  );
}
