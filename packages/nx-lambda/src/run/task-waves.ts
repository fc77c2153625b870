/** The order that Nx asks for inside one batch: Nx leaves it to the batch, and skips no dependants by itself. */

export interface BatchGraph {
  readonly tasks: Readonly<Record<string, { readonly target: { readonly project: string } }>>;
  /** The tasks that each task waits for; those outside the batch are done already. */
  readonly dependencies: Readonly<Record<string, readonly { readonly id: string }[]>>;
}

/** Tasks that may run at once, wave by wave; Nx has refused cycles before. */
export function taskWaves(graph: BatchGraph): readonly (readonly string[])[] {
  const waveOf = new Map<string, number>();
  const find = (task: string): number => {
    const known = waveOf.get(task);
    if (known !== undefined) return known;
    waveOf.set(task, 0);
    const before = (graph.dependencies[task] ?? []).filter(({ id }) => id in graph.tasks).map(({ id }) => find(id));
    const wave = before.length === 0 ? 0 : Math.max(...before) + 1;
    waveOf.set(task, wave);
    return wave;
  };
  const waves: string[][] = [];
  for (const task of Object.keys(graph.tasks)) {
    const wave = find(task);
    (waves[wave] ??= []).push(task);
  }
  return waves;
}

/** The first dependency of a task that did not succeed. */
export function failedDependency(graph: BatchGraph, task: string, failed: ReadonlySet<string>): string | undefined {
  return graph.dependencies[task]?.find(({ id }) => failed.has(id))?.id;
}

/** The projects of the batch's tasks that a task waits for. */
export function projectsBefore({ tasks, dependencies }: BatchGraph, task: string): readonly string[] {
  return (dependencies[task] ?? []).flatMap(({ id }) => tasks[id]?.target.project ?? []);
}

/** Some tasks of a batch, with all dependencies told. */
export function subgraph({ tasks, dependencies }: BatchGraph, chosen: readonly string[]): BatchGraph {
  const kept: Record<string, { readonly target: { readonly project: string } }> = {};
  for (const task of chosen) {
    const found = tasks[task];
    if (found !== undefined) kept[task] = found;
  }
  return { tasks: kept, dependencies };
}

export interface ProjectTask {
  readonly task: string;
  readonly project: string;
}

/** The tasks of a graph with their projects, by the projects' names: for what is done in no order. */
export function tasksByProject(graph: BatchGraph): readonly ProjectTask[] {
  return Object.entries(graph.tasks)
    .map(([task, { target }]) => ({ task, project: target.project }))
    .sort((a, b) => (a.project < b.project ? -1 : 1));
}
