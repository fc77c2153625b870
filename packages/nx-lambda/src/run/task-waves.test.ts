import { expect, it } from 'vitest';
import { failedDependency, projectsBefore, taskWaves } from './task-waves.ts';

const graph = {
  tasks: Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, { target: { project: id } }])),
  dependencies: { a: [], b: [{ id: 'a' }, { id: 'outside' }], c: [{ id: 'b' }, { id: 'a' }], d: [] },
};

it('puts each task behind those that it waits for', () => {
  expect(taskWaves(graph)).toEqual([['a', 'd'], ['b'], ['c']]);
});

it('names the dependency that failed', () => {
  expect(failedDependency(graph, 'c', new Set(['a']))).toBe('a');
  expect(failedDependency(graph, 'd', new Set(['a']))).toBeUndefined();
});

it('knows the projects of its own tasks that a task waits for', () => {
  expect(projectsBefore(graph, 'b')).toEqual(['a']);
  expect(projectsBefore(graph, 'd')).toEqual([]);
});
