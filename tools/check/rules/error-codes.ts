import type { Finding } from '../finding.ts';
import { isTest, type SourceFile } from '../source-file.ts';

export const ERRORS_DOCUMENT = 'docs/errors.md';

const CODE = /NXL-[A-Z]+-[A-Z0-9]+(?:-[A-Z0-9]+)*/g;
const HEADING = /^### (?<code>NXL-[A-Z0-9-]+)$/gm;
const AREA_OR_CODE = /^###? (?<name>NXL-[A-Z0-9]+)/gm;
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
    ...codesOutsideTheirArea(document).map((line) => ({
      ...at,
      file: ERRORS_DOCUMENT,
      line,
      message: 'a code stands under the heading of another area',
    })),
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

/** Their lines. */
function codesOutsideTheirArea(document: string): readonly number[] {
  let area: string | undefined;
  return [...document.matchAll(AREA_OR_CODE)].flatMap(({ 0: heading, groups, index }) => {
    if (!heading.startsWith('###')) area = groups?.name;
    return groups?.name === area ? [] : [document.slice(0, index).split('\n').length];
  });
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
