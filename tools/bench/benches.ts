/** What is measured, and against what. */
import { fileURLToPath } from 'node:url';
import { mustRun } from '../sample/command.ts';
import { type Figure, interleaved } from './measure.ts';
import { peakMemory } from './peak-memory.ts';
import { createSubjects, type Subject, type Subjects } from './subjects.ts';

export interface Bench {
  /** Whether the trivial plugin knows each service's files. */
  readonly listInputs: boolean;
  readonly unit: Figure['unit'];
  /** Whether the trivial plugin's projects have all the targets that nx-lambda gives them; else they have `build`. */
  readonly sameTargets?: boolean;
  measure(subjects: Subjects, runs: number): Promise<Pick<Figure, 'product' | 'baseline'>>;
}

const SHOW = ['show', 'projects', '--json'];
const BUILD_ALL = ['run-many', '-t', 'build', '--output-style=static'];
const BUILD_AFFECTED = ['affected', '-t', 'build', '--base=HEAD', '--output-style=static'];

const GRAPH_COLD: Bench = {
  listInputs: false,
  unit: 'Ms',
  measure: (subjects, runs) =>
    eachSide(subjects, runs, async (subject) => {
      await subject.forget();
      return subject.nx(...SHOW);
    }),
};

const GRAPH_WARM: Bench = {
  listInputs: false,
  unit: 'Ms',
  async measure(subjects, runs) {
    await bothSides(subjects, (subject) => subject.nx(...SHOW));
    return eachSide(subjects, runs, async (subject, run) => {
      await subject.editLibrary(run);
      return subject.nx(...SHOW);
    });
  },
};

export const BENCHES: Readonly<Record<string, Bench>> = {
  'graph-cold': { ...GRAPH_COLD, sameTargets: true },
  'graph-warm': { ...GRAPH_WARM, sameTargets: true },
  'graph-cold-one-target': GRAPH_COLD,
  'graph-warm-one-target': GRAPH_WARM,
  affected: {
    listInputs: true,
    unit: 'Ms',
    async measure(subjects, runs) {
      await bothSides(subjects, (subject) => subject.nx(...BUILD_ALL));
      return eachSide(subjects, runs, async (subject, run) => {
        await subject.editLibrary(run);
        return subject.nx(...BUILD_AFFECTED);
      });
    },
  },
  noop: {
    listInputs: true,
    unit: 'Ms',
    async measure(subjects, runs) {
      await bothSides(subjects, (subject) => subject.nx(...BUILD_ALL));
      return eachSide(subjects, runs, (subject) => subject.nx(...BUILD_ALL));
    },
  },
  'build-cold': {
    listInputs: false,
    unit: 'Ms',
    measure: (subjects, runs) =>
      buildAll(subjects, runs, async (args, cwd) => {
        const { stdout } = await mustRun(process.execPath, args, { cwd, env: subjects.environment });
        const { duration }: { duration: number } = JSON.parse(lastLine(stdout));
        return duration;
      }),
  },
  memory: {
    listInputs: false,
    unit: 'Mb',
    measure: (subjects, runs) =>
      buildAll(subjects, runs, async (args, cwd) => {
        const peak = await peakMemory(process.execPath, args, { cwd, env: subjects.environment });
        if (peak === undefined) throw new Error('This system does not tell the memory of processes (no /proc).');
        return peak;
      }),
  },
  'build-one': {
    listInputs: false,
    unit: 'Ms',
    async measure({ product, environment, services }, runs) {
      await product.nx(...BUILD_ALL);
      const args = [child('build-one'), product.root, services[0] ?? '', String(runs)];
      const { stdout } = await mustRun(process.execPath, args, { cwd: product.root, env: environment });
      const durations: Pick<Figure, 'product' | 'baseline'> = JSON.parse(lastLine(stdout));
      return durations;
    },
  },
};

export async function runBench(name: string, services: number, runs: number): Promise<Figure> {
  const bench = BENCHES[name];
  if (bench === undefined) throw new Error(`There is no bench ${name}: ${Object.keys(BENCHES).join(', ')}`);
  const subjects = await createSubjects(services, bench.listInputs, { sameTargets: bench.sameTargets === true });
  try {
    return { bench: name, services, runs, unit: bench.unit, ...(await bench.measure(subjects, runs)) };
  } finally {
    await subjects.remove();
  }
}

function eachSide(
  { product, baseline }: Subjects,
  runs: number,
  measure: (subject: Subject, run: number) => Promise<number>,
): Promise<Pick<Figure, 'product' | 'baseline'>> {
  return interleaved(
    runs,
    (run) => measure(product, run),
    (run) => measure(baseline, run),
  );
}

async function bothSides({ product, baseline }: Subjects, act: (subject: Subject) => Promise<unknown>): Promise<void> {
  for (const subject of [product, baseline]) await act(subject);
}

/**
 * All services in one process, with nothing left of the run before. That is moved away and not deleted: for a minute
 * after thousands of files were deleted ext4 takes ten times as long to make one, and who builds cold deleted nothing.
 */
function buildAll(
  subjects: Subjects,
  runs: number,
  run: (args: readonly string[], cwd: string) => Promise<number>,
): Promise<Pick<Figure, 'product' | 'baseline'>> {
  const side = (name: 'product' | 'baseline') => async () => {
    const { root } = subjects[name];
    await subjects[name].moveAside();
    return run([child('build-all'), name, root, subjects.services.join(',')], root);
  };
  return interleaved(runs, side('product'), side('baseline'));
}

function child(name: string): string {
  return fileURLToPath(new URL(`child/${name}.mjs`, import.meta.url));
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
