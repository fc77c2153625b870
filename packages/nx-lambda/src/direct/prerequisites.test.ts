import type { Task, TaskGraph } from '@nx/devkit';
import { expect, it } from 'vitest';
import { nxArguments, runsBefore } from './prerequisites.ts';

function task(id: string, flags?: readonly string[]): Task {
  const [project = '', target = '', configuration] = id.split(':');
  return {
    id,
    target: { project, target, ...(configuration === undefined ? {} : { configuration }) },
    overrides: flags === undefined ? {} : { __overrides_unparsed__: [...flags] },
    outputs: [],
    parallelism: true,
    cache: false,
  };
}

function graph(tasks: readonly Task[], dependencies: Readonly<Record<string, readonly string[]>>): TaskGraph {
  const edges = (id: string) => (dependencies[id] ?? []).map((each) => ({ id: each }));
  return {
    roots: [],
    tasks: Object.fromEntries(tasks.map((each) => [each.id, each])),
    dependencies: Object.fromEntries(tasks.map(({ id }) => [id, edges(id)])) as TaskGraph['dependencies'],
    continuousDependencies: {},
  };
}

it('runs what the tasks wait for, and leaves to Nx what that waits for', () => {
  const tasks = ['a:deploy', 'b:deploy', 'a:build', 'b:build', 'lib:build', 'lib:generate'].map((id) => task(id));
  const waiting = {
    'a:deploy': ['a:build', 'b:deploy'],
    'b:deploy': ['b:build', 'lib:generate'],
    'a:build': ['lib:build'],
  };
  expect(runsBefore(graph(tasks, waiting), ['a:deploy', 'b:deploy'])).toEqual([
    { target: 'build', projects: ['a', 'b'], flags: [] },
    { target: 'generate', projects: ['lib'], flags: [] },
  ]);
});

it('keeps configurations and flags apart', () => {
  const tasks = [task('a:deploy'), task('a:build:dev'), task('b:build', ['--why']), task('c:build')];
  const runs = runsBefore(graph(tasks, { 'a:deploy': ['a:build:dev', 'b:build', 'c:build'] }), ['a:deploy']);
  expect(runs.map(nxArguments)).toEqual([
    ['run-many', '--targets=build', '--projects=a', '--configuration=dev'],
    ['run-many', '--targets=build', '--projects=b', '--why'],
    ['run-many', '--targets=build', '--projects=c'],
  ]);
});
