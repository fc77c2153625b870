import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFaults, type FaultRule } from './faults.ts';

function strikes(seed: number, rule: FaultRule, calls: number, operation = 'UpdateFunctionCode'): readonly boolean[] {
  const faults = createFaults(seed);
  faults.set([rule]);
  return Array.from({ length: calls }, () => faults.draw('lambda', operation).length > 0);
}

test('the same seed strikes the same calls', () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, probability) => {
      const rule: FaultRule = { kind: 'throttle', probability };
      expect(strikes(seed, rule, 50)).toEqual(strikes(seed, rule, 50));
    }),
  );
});

test('a probability strikes about its share of the calls', () => {
  const struck = strikes(7, { kind: 'reset', probability: 0.25 }, 10_000).filter(Boolean).length;
  expect(struck).toBeGreaterThan(2300);
  expect(struck).toBeLessThan(2700);
});

test('the nth call of the named operation is struck, and as many in a row as told', () => {
  const rule: FaultRule = { kind: 'server-error', operations: ['lambda:UpdateFunctionCode'], nth: 2, times: 2 };
  expect(strikes(1, rule, 5)).toEqual([false, true, true, false, false]);
  expect(strikes(1, rule, 5, 'GetFunction')).toEqual([false, false, false, false, false]);
});

test('a rule names operations with or without their service, or all of a service', () => {
  for (const name of ['*', 'lambda:*', 'UpdateFunctionCode', 'lambda:UpdateFunctionCode']) {
    expect(strikes(1, { kind: 'reset', operations: [name] }, 1)).toEqual([true]);
  }
  expect(strikes(1, { kind: 'reset', operations: ['s3:*', 's3:UpdateFunctionCode'] }, 1)).toEqual([false]);
});
