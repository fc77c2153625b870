import { expect, test } from 'vitest';
import { figureLine, growthExponent, interleaved, median } from './measure.ts';

test('the two sides take turns in going first', async () => {
  const order: string[] = [];
  const side = (name: string) => async (run: number) => {
    order.push(name);
    return run;
  };
  const figures = await interleaved(3, side('product'), side('baseline'));
  expect(order).toEqual(['product', 'baseline', 'baseline', 'product', 'product', 'baseline']);
  expect(figures).toEqual({ product: [0, 1, 2], baseline: [0, 1, 2] });
});

test('the median is the middle one, or between the two in the middle', () => {
  expect(median([5, 1, 9])).toBe(5);
  expect(median([4, 1, 9, 2])).toBe(3);
});

test('a figure is one JSON line with the ratio and the difference of the medians', () => {
  expect(
    figureLine({ bench: 'noop', services: 10, runs: 3, unit: 'Ms', product: [3, 300, 150], baseline: [100, 100, 1] }),
  ).toBe('{"bench":"noop","services":10,"runs":3,"medianMs":150,"baselineMs":100,"ratio":1.5,"extraMs":50}');
});

test('growth is told as an exponent', () => {
  const sizes = [100, 300, 1000, 3000];
  expect(growthExponent(sizes.map((size) => [size, 7 * size]))).toBeCloseTo(1);
  expect(growthExponent(sizes.map((size) => [size, size * size]))).toBeCloseTo(2);
  expect(growthExponent(sizes.map((size) => [size, 5]))).toBeCloseTo(0);
});
