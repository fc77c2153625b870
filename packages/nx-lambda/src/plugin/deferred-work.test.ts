import { describe, expect, it, vi } from 'vitest';
import { DeferredWork, type Work } from './deferred-work.ts';

function* counting(done: number[], steps: number): Work {
  for (let step = 0; step < steps; step++) {
    done.push(step);
    yield;
  }
}

describe('work that can wait', () => {
  it('is done later, in steps, without being asked', async () => {
    const done: number[] = [];
    const work = new DeferredWork();
    work.putOff('a', counting(done, 3));
    expect(done).toEqual([]);
    await vi.waitFor(() => expect(done).toEqual([0, 1, 2]));
  });

  it('is done at once when it must be, and only once', () => {
    const done: number[] = [];
    const work = new DeferredWork();
    work.putOff('a', counting(done, 3));
    work.finish('a');
    work.finish('a');
    expect(done).toEqual([0, 1, 2]);
  });

  it('gives way to other work between steps, and goes on from there when it must be finished', async () => {
    const done: number[] = [];
    const work = new DeferredWork();
    await new Promise<void>((begun) => {
      work.putOff(
        'a',
        (function* () {
          begun();
          // As long as steps may last before others have their turn.
          const end = performance.now() + 10;
          while (performance.now() < end);
          yield* counting(done, 3);
        })(),
      );
    });
    expect(done).toEqual([0]);
    work.finish('a');
    expect(done).toEqual([0, 1, 2]);
  });

  it('is dropped for newer work of the same key', async () => {
    const [older, newer]: [number[], number[]] = [[], []];
    const work = new DeferredWork();
    work.putOff('a', counting(older, 3));
    work.putOff('a', counting(newer, 2));
    await vi.waitFor(() => expect(newer).toEqual([0, 1]));
    expect(older).toEqual([]);
  });
});
