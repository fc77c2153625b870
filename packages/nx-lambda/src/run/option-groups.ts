/** Tasks of a batch that were given the same options: what a project.json sets holds for its own service alone. */
export interface OptionGroup<Options> {
  readonly options: Options;
  readonly tasks: readonly string[];
}

/** Groups in the order of their first task. */
export function optionGroups<Options extends object>(
  tasks: readonly string[],
  optionsOf: (task: string) => Options,
): readonly OptionGroup<Options>[] {
  const groups = new Map<string, { readonly options: Options; readonly tasks: string[] }>();
  for (const task of tasks) {
    const options = optionsOf(task);
    const key = JSON.stringify(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(key) ?? { options, tasks: [] };
    group.tasks.push(task);
    groups.set(key, group);
  }
  return [...groups.values()];
}
