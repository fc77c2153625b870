import { expect, it } from 'vitest';
import { optionGroups, optionSteps } from './option-groups.ts';

const options: Readonly<Record<string, object>> = {
  orders: { why: true, environment: 'ann' },
  billing: { environment: 'ann', why: true },
  shared: { environment: 'team', why: true },
};

it('keeps the options of each task, and the tasks of equal options together', () => {
  expect(optionGroups(['orders', 'shared', 'billing'], (task) => options[task] ?? {})).toEqual([
    { options: { why: true, environment: 'ann' }, tasks: ['orders', 'billing'] },
    { options: { environment: 'team', why: true }, tasks: ['shared'] },
  ]);
});

it('puts tasks behind those that they wait for, though their options differ', () => {
  const graph = {
    tasks: Object.fromEntries(['orders', 'shared', 'billing'].map((id) => [id, { target: { project: id } }])),
    dependencies: { orders: [{ id: 'shared' }], shared: [], billing: [] },
  };
  const steps = optionSteps(graph, (task) => options[task] ?? {}).map(({ tasks }) => tasks);
  expect(steps).toEqual([['shared'], ['billing'], ['orders']]);
  expect(optionSteps(graph, () => ({}))).toEqual([{ options: {}, tasks: ['orders', 'shared', 'billing'] }]);
});
