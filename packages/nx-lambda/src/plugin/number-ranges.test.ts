import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbersIn, RangeIndex, rangesOf } from './number-ranges.ts';

const numbers = fc.array(fc.nat(40));

describe('number ranges', () => {
  it('join neighbours', () => {
    expect(rangesOf([7, 1, 2, 3, 9, 2])).toEqual([1, 4, 7, 8, 9, 10]);
    expect(rangesOf([0])).toEqual([0, 1]);
    expect(rangesOf([])).toEqual([]);
  });

  it('hold each number once, in order', () => {
    fc.assert(
      fc.property(numbers, (some) => {
        expect(numbersIn(rangesOf(some))).toEqual([...new Set(some)].sort((a, b) => a - b));
      }),
    );
  });

  it('meet what has a number in common', () => {
    fc.assert(
      fc.property(numbers, numbers, (some, others) => {
        const met = some.some((number) => others.includes(number));
        expect(new RangeIndex(some, 41).meets(rangesOf(others))).toBe(met);
      }),
    );
  });
});
