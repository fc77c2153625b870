import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateLimiter } from './rate-limit.ts';

test('fifteen control-plane calls of any operation pass at once, the sixteenth waits for its share of a second', () => {
  let now = 0;
  const limiter = createRateLimiter(() => now);
  const operations = ['UpdateFunctionCode', 'ListFunctions', 'GetFunctionConfiguration'];
  const admitted = Array.from({ length: 16 }, (_, index) => limiter.admit('1', 'r', operations[index % 3] ?? ''));
  expect(admitted.filter(Boolean)).toHaveLength(15);
  now += 1000 / 15;
  expect(limiter.admit('1', 'r', 'TagResource')).toBe(true);
  expect(limiter.admit('1', 'r', 'TagResource')).toBe(false);
});

test('GetFunction has a hundred of its own, Invoke no limit, and each account and region its own bucket', () => {
  const limiter = createRateLimiter(() => 0);
  const admitted = (operation: string, account = '1', region = 'r') =>
    Array.from({ length: 200 }, () => limiter.admit(account, region, operation)).filter(Boolean).length;
  expect(admitted('ListFunctions')).toBe(15);
  expect(admitted('GetFunction')).toBe(100);
  expect(admitted('GetPolicy')).toBe(15);
  expect(admitted('Invoke')).toBe(200);
  expect(admitted('ListFunctions', '2')).toBe(15);
  expect(admitted('ListFunctions', '1', 's')).toBe(15);
});

test('however calls are spread, no more pass than one burst and the rate over the time allow', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 500 }), { maxLength: 200 }), (gaps) => {
      let now = 0;
      const limiter = createRateLimiter(() => now);
      let passed = 0;
      for (const gap of gaps) {
        now += gap;
        if (limiter.admit('1', 'r', 'UpdateFunctionCode')) passed += 1;
      }
      expect(passed).toBeLessThanOrEqual(15 + (now / 1000) * 15 + 1e-6);
    }),
  );
});
