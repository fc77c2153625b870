import type { Finding } from '../finding.ts';
import type { SourceFile } from '../source-file.ts';

const SILENCED = /^(@ts-(ignore|nocheck|expect-error)|(eslint|oxlint|biome)-(disable|ignore))/;
const LEFT_OVER = /\b(TODO|FIXME|XXX|HACK)\b/;

/** No check is switched off in a source, and nothing is left for later in a comment. */
export function checkSilencedChecks(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap(({ path, comments }) =>
    comments.flatMap(({ name, line }): readonly Finding[] => {
      const word = (SILENCED.exec(name) ?? LEFT_OVER.exec(name))?.[0];
      if (word === undefined) return [];
      return [{ rule: 'silenced-checks', severity: 'error', file: path, line, message: `${word} is not allowed` }];
    }),
  );
}
