import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(JSON.parse(canonicalJson(value)))).toBe(JSON.stringify(sortedByKey(value)));
      }),
    );
  });

  it('does not depend on the order of keys, however deep', () => {
    const value = { b: [{ d: 1, c: 'x' }], a: { f: null, e: true } };
    expect(canonicalJson(value)).toBe('{"a":{"e":true,"f":null},"b":[{"c":"x","d":1}]}');
    expect(canonicalJson({ a: { e: true, f: null }, b: [{ c: 'x', d: 1 }] })).toBe(canonicalJson(value));
  });

  it('leaves out what is undefined, and says null for it in lists', () => {
    expect(canonicalJson({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
  });
});

function sortedByKey(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortedByKey);
  const entries = Object.entries(value).map(([key, each]) => [key, sortedByKey(each)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
