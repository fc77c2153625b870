import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counted, formatDuration, formatSize } from './quantity.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [12_449, '12.4 kB'],
  [999_940, '999.9 kB'],
  [999_950, '1.0 MB'],
  [3_400_000, '3.4 MB'],
  [262_144_000, '262.1 MB'],
  [2_000_000_000, '2.0 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [1.54, '1.5 ms'],
  [9.96, '10 ms'],
  [999.4, '999 ms'],
  [999.5, '1.0 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min'],
  [125_000, '2 min 5 s'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test('a size that fits into a zip never takes more than eight columns', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), (bytes) => {
      expect(formatSize(bytes).length).toBeLessThanOrEqual(8);
    }),
  );
});

test('nouns agree with their number', () => {
  expect([0, 1, 2, 1000].map((count) => counted(count, 'function'))).toEqual([
    '0 functions',
    '1 function',
    '2 functions',
    '1,000 functions',
  ]);
});
