import { type BatchGraph, taskWaves } from './task-waves.ts';

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

/** Groups one after the other, so that each task comes after all that it waits for, whatever their options. */
export function optionSteps<Options extends object>(
  order: BatchGraph,
  optionsOf: (task: string) => Options,
): readonly OptionGroup<Options>[] {
  const groups = optionGroups(Object.keys(order.tasks), optionsOf);
  // One group keeps to the order by itself.
  return groups.length === 1 ? groups : taskWaves(order).flatMap((wave) => optionGroups(wave, optionsOf));
}
