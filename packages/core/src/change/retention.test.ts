import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { artifactsToSweep, isSweepDue } from './retention.ts';

const DAY = 86_400_000;

describe('the store of earlier artifacts', () => {
  it('is swept once a day, also after the clock was set back', () => {
    expect([undefined, 0, 1, DAY + 1].map((last) => isSweepDue(last, DAY))).toEqual([true, true, false, true]);
  });

  it('keeps what was of use last within the bounds, and nothing that is older', () => {
    const kept = fc.record({ size: fc.nat(100), usedAt: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(kept), fc.nat(300), fc.nat(1000), (list, maxSize, maxAge) => {
        const all = list.map((each, index) => ({ ...each, name: String(index) }));
        const swept = new Set(artifactsToSweep(all, 1000, { maxSize, maxAge }));
        const left = all.filter(({ name }) => !swept.has(name));
        expect(left.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(maxSize);
        for (const { usedAt } of left) expect(1000 - usedAt).toBeLessThanOrEqual(maxAge);
        // Nothing went that could have stayed: with what was of use later it is too old or too much.
        for (const each of all.filter(({ name }) => swept.has(name))) {
          const later = all.filter((other) => other.usedAt >= each.usedAt);
          const size = later.reduce((sum, other) => sum + other.size, 0);
          expect(1000 - each.usedAt > maxAge || size > maxSize).toBe(true);
        }
      }),
    );
  });
});
