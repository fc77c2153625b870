/**
 * Runs in a process of its own, started in the workspace: answers what `nx affected` would select and how Nx hashes
 * each task, by Nx's own code and a project graph made anew for each question, in a tenth of the time of the command.
 * What it answers is compared with the command now and then.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SessionAnswer, SessionQuestion } from './session-protocol.ts';

interface Task {
  readonly id: string;
}

/** The parts of Nx that `nx affected` is made of; internal, so they hold for the version that the lockfile pins. */
interface NxParts {
  readonly configuration: { readNxJson(): unknown };
  readonly graph: { createProjectGraphAsync(options: { exitOnError: boolean }): Promise<ProjectGraph> };
  readonly affected: {
    computeAffectedTasks(request: object): Promise<{
      readonly affectedTaskIds: ReadonlySet<string>;
      readonly taskGraph: { readonly tasks: Readonly<Record<string, Task>> };
      readonly taskSelection: { readonly taskIds: readonly string[]; readonly planningContext: unknown };
    }>;
  };
  readonly arguments: { parseFiles(options: { base: string }): { readonly files: readonly string[] } };
  readonly files: { calculateFileChanges(files: readonly string[], options: { base: string }): readonly object[] };
  readonly hasher: {
    createTaskHasher(
      graph: ProjectGraph,
      nxJson: unknown,
      options: object,
    ): {
      hashTasks(
        tasks: readonly Task[],
        taskGraph: object,
        environment: NodeJS.ProcessEnv,
      ): Promise<readonly { readonly value: string }[]>;
    };
  };
}

interface ProjectGraph {
  readonly nodes: Readonly<Record<string, { readonly data: { readonly targets?: Readonly<Record<string, object>> } }>>;
}

const require = createRequire(join(process.cwd(), 'package.json'));
// By path: the package does not export them.
const load = (path: string): unknown => require(join(process.cwd(), 'node_modules/nx/dist/src', `${path}.js`));
const nx = {
  configuration: load('config/configuration'),
  graph: load('project-graph/project-graph'),
  affected: load('project-graph/affected/affected-tasks'),
  arguments: load('utils/command-line-utils'),
  files: load('project-graph/file-utils'),
  hasher: load('hasher/create-task-hasher'),
} as NxParts;

// Whoever asks is gone.
process.on('disconnect', () => process.exit());
process.on('message', (question: SessionQuestion) => {
  answer(question).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ kind: 'failed', message: textOf(error) }),
  );
});

async function answer({ base, targets }: SessionQuestion): Promise<SessionAnswer> {
  const nxJson = nx.configuration.readNxJson();
  const touchedFiles = nx.files.calculateFileChanges(nx.arguments.parseFiles({ base }).files, { base });
  const projectGraph = await nx.graph.createProjectGraphAsync({ exitOnError: false });
  const { affectedTaskIds, taskGraph } = await nx.affected.computeAffectedTasks({
    nxJson,
    projectGraph,
    targets,
    touchedFiles,
    fileChangeArgs: { base },
    selectivelyHashTsConfig: false,
  });
  const tasks = Object.values(taskGraph.tasks);
  const hasher = nx.hasher.createTaskHasher(projectGraph, nxJson, {});
  const hashes = await hasher.hashTasks(tasks, taskGraph, process.env);
  return {
    kind: 'answered',
    selected: [...affectedTaskIds].sort(),
    hashes: Object.fromEntries(tasks.map(({ id }, index) => [id, hashes[index]?.value ?? ''])),
    inputs: Object.fromEntries(
      Object.entries(projectGraph.nodes).flatMap(([name, { data }]) => {
        const build = data.targets?.build;
        return build !== undefined && 'inputs' in build ? [[name, build.inputs]] : [];
      }),
    ),
  };
}

/** Nx's errors hold the plugins' own in a list. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = 'getErrors' in error && typeof error.getErrors === 'function' ? (error.getErrors() as unknown[]) : [];
  const cause = error.cause === undefined ? [] : [error.cause];
  return [error.message, ...[...inner, ...cause].map(textOf)].join('\n');
}
