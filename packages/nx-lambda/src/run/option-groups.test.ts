import { expect, it } from 'vitest';
import { optionGroups } from './option-groups.ts';

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
