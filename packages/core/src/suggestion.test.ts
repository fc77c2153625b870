import { expect, it } from 'vitest';
import { closestName } from './suggestion.ts';

it.each([
  ['stackname', 'stackName'],
  ['fucntions', 'functions'],
  ['functons', 'functions'],
  ['xyz', undefined],
])('for %s the name %s may be meant', (typed, name) => {
  expect(closestName(typed, ['stackName', 'functions', 'defaults'])).toBe(name);
});

it('is quick on a very long text', () => {
  expect(closestName('x'.repeat(1_000_000), ['functions'])).toBeUndefined();
});
