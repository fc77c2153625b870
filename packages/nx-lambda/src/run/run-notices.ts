/** What concerns a whole run and not one service: told once, by the first of the run's last target. */
import type { Notice } from '@nx-lambda/core';
import { WIDE_LOCKFILE_VARIABLE } from '../plugin/lockfile-setting.ts';

export interface RunTask {
  readonly id: string;
  readonly target: { readonly project: string; readonly target: string };
}

/**
 * The project for which the batch that has it tells what is to be told; undefined: nothing is.
 *
 * @param targets by what they wait for, the last one first: a run tells by the first of them that it has.
 */
export function tellingProject(tasks: readonly RunTask[], targets: readonly string[]): RunTask['target'] | undefined {
  const last = targets.find((name) => tasks.some(({ target }) => target.target === name));
  return tasks
    .filter(({ target }) => target.target === last)
    .map(({ target }) => target)
    .sort((a, b) => (a.project < b.project ? -1 : 1))[0];
}

export function runNotices(environment: Readonly<Record<string, string | undefined>>): readonly Notice[] {
  const lockfile = environment[WIDE_LOCKFILE_VARIABLE];
  if (lockfile === undefined || lockfile === '') return [];
  return [
    {
      code: 'NXL-GRAPH-LOCKFILE',
      message: `nx affected selects every service when ${lockfile} changes, whichever packages did.`,
      advice: 'Set "projectsAffectedByDependencyUpdates": "auto" for "@nx/js" under "pluginsConfig" in nx.json.',
      place: { file: 'nx.json', line: 1, column: 1 },
    },
  ];
}
