import type { Finding } from '../finding.ts';
import { importedFile, isTest, type SourceFile } from '../source-file.ts';

const CORE = 'packages/core/src/';

/** Data flows this way: a stage may import the ones before it. */
const STAGES = [
  'service',
  'environment',
  'graph',
  'change',
  'artifact',
  'plan',
  'deploy',
  'provision',
  'invoke',
  'observe',
  'watch',
];

/**
 * Where the files at core's root stand: `ports.ts` is what deploy, invoke and observe ask of the outside, in words of
 * the plan; `event.ts` and the face gather all stages. Any other file at the root stands before every stage.
 */
const ROOT_RANKS: Readonly<Record<string, number>> = {
  'ports.ts': STAGES.indexOf('plan') + 0.5,
  'event.ts': STAGES.length,
  'index.ts': STAGES.length + 1,
};

/** Checks that no file of core imports a stage or root file that comes after its own. */
export function checkStageOrder(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap(({ path, imports }) => {
    const from = place(path);
    if (from === undefined) return [];
    return imports.flatMap(({ specifier, line }): readonly Finding[] => {
      const target = importedFile(path, specifier);
      const to = target === undefined ? undefined : place(target);
      const message = to === undefined ? undefined : problem(from, to);
      return message === undefined ? [] : [{ rule: 'stage-order', severity: 'error', file: path, line, message }];
    });
  });
}

interface Place {
  readonly name: string;
  readonly rank: number;
}

function place(path: string): Place | undefined {
  if (!path.startsWith(CORE)) return undefined;
  const [first = '', ...rest] = path.slice(CORE.length).split('/');
  if (rest.length === 0) {
    // A test at the root may look at every stage.
    return { name: first, rank: isTest(path) ? STAGES.length + 1 : (ROOT_RANKS[first] ?? -1) };
  }
  return { name: first, rank: STAGES.indexOf(first) === -1 ? Number.NaN : STAGES.indexOf(first) };
}

function problem(from: Place, to: Place): string | undefined {
  if (Number.isNaN(from.rank)) return `${from.name} is no stage of core: ${STAGES.join(', ')}`;
  if (Number.isNaN(to.rank)) return `${to.name} is no stage of core: ${STAGES.join(', ')}`;
  return to.rank > from.rank ? `${from.name} comes before ${to.name} and must not import it` : undefined;
}
