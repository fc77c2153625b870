import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closestName, closestNames, editDistance } from './suggestion.ts';

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

it('typing errors, wrong case and beginnings are suggested, most alike first', () => {
  const known = ['CreateOrder', 'ListOrders', 'CreateOrders', 'Refund'];
  expect(closestNames('CraeteOrder', known)).toEqual(['CreateOrder', 'CreateOrders']);
  expect(closestNames('refund', known)).toEqual(['Refund']);
  expect(closestNames('list', known)).toEqual(['ListOrders']);
  expect(closestNames('Payment', known)).toEqual([]);
});

it('swapped neighbours are one edit', () => {
  expect(editDistance('abcd', 'abdc')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
});

it('the distance is symmetric, zero only for equal texts, and at most the longer length', () => {
  const text = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
