import type { Finding } from '../finding.ts';
import type { SourceFile } from '../source-file.ts';

const FACE = /^packages\/[^/]+\/src\/index\.ts$/;
const FORBIDDEN = /^(.*[-.])?(utils?|helpers?|common|managers?|misc)([-.].*)?$/;
const WARN_ABOVE = 250;
const FAIL_ABOVE = 400;
const REASON = /^long file: \S/;

/** Names say what a file is about, `index.ts` is a package's face, and a file holds one idea. */
export function checkFileLayout(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap((file) => [...checkName(file.path), ...checkSize(file)]);
}

function checkName(path: string): readonly Finding[] {
  const at = { file: path, line: 1, severity: 'error' } as const;
  const vague = path.split('/').find((segment) => FORBIDDEN.test(segment.replace(/\.[a-z]+$/, '')));
  const isIndex = /(^|\/)index\.[a-z]+$/.test(path);
  return [
    ...(vague === undefined ? [] : [{ ...at, rule: 'names', message: `"${vague}" says nothing: name the idea` }]),
    ...(isIndex && !FACE.test(path)
      ? [{ ...at, rule: 'faces', message: 'only a package has an index.ts: packages/<name>/src/index.ts' }]
      : []),
  ];
}

function checkSize({ path, text, comments }: SourceFile): readonly Finding[] {
  const lines = text.trimEnd().split('\n').length;
  const at = { rule: 'file-size', file: path, line: 1 } as const;
  if (lines <= WARN_ABOVE || comments.some(({ name }) => REASON.test(name))) return [];
  if (lines <= FAIL_ABOVE) return [{ ...at, severity: 'warning', message: `${lines} lines (aim for ${WARN_ABOVE})` }];
  const message = `${lines} lines (limit ${FAIL_ABOVE}): split it, or write "// long file: <reason>"`;
  return [{ ...at, severity: 'error', message }];
}
