import { type Bundle, failed, type Result, success } from '@nx-lambda/core';
import { describe, expect, it } from 'vitest';
import { callSizes, turns } from './bundle-calls.ts';

function bundleOf(bytes: number): Result<Bundle> {
  const half = new Uint8Array(bytes / 2);
  return success({ code: half, sourceMap: half, siblings: [], inputs: [], packageFolders: [], externals: [] });
}

describe('the calls of the bundler', () => {
  it('start small, and take many entry points of small output', () => {
    const sizes = callSizes();
    const first = sizes.next(1000);
    sizes.learn([bundleOf(10_000), bundleOf(20_000)]);
    expect(sizes.next(1000)).toBeGreaterThan(first);
    sizes.learn([bundleOf(0)]);
    expect(sizes.next(10_000)).toBe(256);
  });

  it('take few entry points of large output, so that memory is bounded', () => {
    const sizes = callSizes();
    sizes.learn([bundleOf(6 * 2 ** 20)]);
    expect(sizes.next(1000)).toBe(16);
    sizes.learn(Array.from({ length: 20 }, () => bundleOf(2 ** 20)));
    expect(sizes.next(1000) * 2 ** 20).toBeLessThanOrEqual(2 ** 26);
  });

  it('take fewer towards the end, for what they make is packaged when nothing else is bundled', () => {
    const sizes = callSizes();
    sizes.learn([bundleOf(1000)]);
    const taken: number[] = [];
    for (let waiting = 1000; waiting > 0; waiting -= taken.at(-1) ?? waiting) taken.push(sizes.next(waiting));
    expect(taken).toEqual(taken.toSorted((a, b) => b - a));
    expect([taken[0], taken.at(-1)]).toEqual([256, 64]);
  });

  it('learn nothing of bundles that failed', () => {
    const sizes = callSizes();
    const first = sizes.next(1000);
    sizes.learn([failed({ code: 'NXL-BUILD-X', message: 'm', advice: 'a' })]);
    expect(sizes.next(1000)).toBe(first);
  });
});

describe('a turn', () => {
  it('ends when it took long, with one round of the event loop for all', async () => {
    let time = 0;
    const turn = turns(() => time);
    expect(turn()).toBeUndefined();
    time = 100;
    let rounds = 0;
    setImmediate(() => {
      rounds += 1;
    });
    const [one, two] = [turn(), turn()];
    expect(one).toBe(two);
    await one;
    expect([rounds, turn()]).toEqual([1, undefined]);
  });
});
