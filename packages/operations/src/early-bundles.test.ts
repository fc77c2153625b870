import type { BundledFunction, BundleGroup, FunctionFingerprint } from '@nx-lambda/core';
import { expect, it } from 'vitest';
import { earlyBundles } from './early-bundles.ts';

const each = { service: { name: 'orders' }, function: { logicalId: 'Fn' } } as BundledFunction;
const group = { entries: [{ entryPoint: 'a.ts', functions: [each] }], options: {} } as unknown as BundleGroup;
const states = [{ before: { fingerprint: {} as FunctionFingerprint } }] as unknown as Parameters<
  ReturnType<typeof earlyBundles>['holds']
>[0];

it.each([
  [true, ['a.ts', 'a.ts']],
  [false, ['a.ts']],
])('begins further bundles where those before held: %s', (isUntouched, bundled) => {
  const early = earlyBundles({ outdated: (all) => new Set(all), isUntouched: () => isUntouched });
  const calls: string[] = [];
  const bundle: Parameters<typeof early.begin>[1] = async (entries) => {
    for (const { entryPoint } of entries) calls.push(entryPoint);
    return new Map();
  };
  early.look([each]);
  expect(early.begin(group, bundle)?.has('a.ts')).toBe(true);
  expect(early.holds(states)).toBe(isUntouched);
  early.begin(group, bundle);
  expect(calls).toEqual(bundled);
});
