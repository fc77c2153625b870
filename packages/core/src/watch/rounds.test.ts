import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginRound, endRound, NO_ROUND, nextRoundAt, type RoundState, saved } from './rounds.ts';

describe('rounds of a watch', () => {
  it('begins soon after one save', () => {
    expect(nextRoundAt(saved(NO_ROUND, ['a.ts'], 1000))).toBe(1010);
  });

  it('waits for the end of a burst of many files, and no longer than two seconds', () => {
    const files = Array.from({ length: 500 }, (_, index) => `f${index}.ts`);
    const burst = saved(saved(NO_ROUND, files.slice(0, 250), 1000), files.slice(250), 1050);
    expect(nextRoundAt(burst)).toBe(1130);
    let endless: RoundState = NO_ROUND;
    for (let now = 1000; now < 5000; now += 40) endless = saved(endless, [`f${now}.ts`], now);
    expect(nextRoundAt(endless)).toBe(3000);
  });

  it('begins no second round while one is under way, and one with all that was saved meanwhile after it', () => {
    const running = beginRound(saved(NO_ROUND, ['a.ts'], 0)).state;
    const later = saved(saved(running, ['a.ts'], 20), ['b.ts'], 30);
    expect(nextRoundAt(later)).toBeUndefined();
    const after = endRound(later, false, 500);
    expect(nextRoundAt(after)).toBe(40);
    expect([...beginRound(after).paths]).toEqual(['a.ts', 'b.ts']);
  });

  it('tries again what could not be carried out, less and less often, and at once when something is saved', () => {
    let state = NO_ROUND;
    const delays = Array.from({ length: 7 }, () => {
      state = endRound(beginRound(state).state, true, 0);
      return nextRoundAt(state);
    });
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(nextRoundAt(saved(state, ['a.ts'], 100))).toBe(110);
    expect(nextRoundAt(endRound(beginRound(state).state, false, 0))).toBeUndefined();
  });

  it('gives every path that was saved to exactly one of the rounds that begin after the save', () => {
    const step = fc.oneof(
      fc.record({ save: fc.integer({ min: 0, max: 5 }) }),
      fc.constant('begin' as const),
      fc.constant('end' as const),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let state: RoundState = NO_ROUND;
        const open = new Set<string>();
        for (const [now, each] of steps.entries()) {
          if (typeof each === 'object') {
            state = saved(state, [`f${each.save}`], now);
            open.add(`f${each.save}`);
          } else if (each === 'begin' && nextRoundAt(state) !== undefined) {
            const begun = beginRound(state);
            expect(begun.paths).toEqual(open);
            open.clear();
            state = begun.state;
          } else if (each === 'end' && state.isRunning) state = endRound(state, false, now);
        }
        expect(state.pending).toEqual(open);
        expect(nextRoundAt(state) !== undefined).toBe(open.size > 0 && !state.isRunning);
      }),
    );
  });
});
