/** Which stacks need which others, as the targets that provision say it: what removes goes the other way round. */
import type { ExecutorContext } from '@nx/devkit';
import { PROVISION_EXECUTOR } from '../plugin/stack-order.ts';
import type { BatchGraph } from './task-waves.ts';

type Projects = ExecutorContext['projectsConfigurations']['projects'];

/** For each project those whose stacks need its stack. */
export function stacksNeeding(projects: Projects): ReadonlyMap<string, readonly string[]> {
  const needing = new Map<string, string[]>();
  for (const [name, { targets }] of Object.entries(projects)) {
    for (const { executor, dependsOn = [] } of Object.values(targets ?? {})) {
      if (executor !== PROVISION_EXECUTOR) continue;
      for (const each of dependsOn) {
        if (typeof each === 'string' || !Array.isArray(each.projects)) continue;
        for (const needed of each.projects) needing.set(needed, [...(needing.get(needed) ?? []), name]);
      }
    }
  }
  return needing;
}

/** The batch with each task behind those whose stacks need its own one. */
export function removalOrder(graph: BatchGraph, projects: Projects): BatchGraph {
  const needing = stacksNeeding(projects);
  const entries = Object.entries(graph.tasks).map(([task, { target }]) => {
    const first = needing.get(target.project) ?? [];
    const ids = Object.keys(graph.tasks).filter((id) => first.includes(graph.tasks[id]?.target.project ?? ''));
    return [task, [...(graph.dependencies[task] ?? []), ...ids.map((id) => ({ id }))]] as const;
  });
  return { tasks: graph.tasks, dependencies: Object.fromEntries(entries) };
}
