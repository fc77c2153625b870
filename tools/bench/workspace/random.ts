/** Random numbers from a seed: the same seed gives the same numbers on every machine. */

export interface Random {
  /** From 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** From `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One of the list, which must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** `count` different ones of the list, all when it has fewer. */
  sample<T>(list: readonly T[], count: number): readonly T[];
}

/** Mulberry32: 32 bits of state are plenty for choosing files and edits. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    below: (limit) => Math.floor(next() * limit),
    between: (low, high) => low + random.below(high - low + 1),
    chance: (probability) => next() < probability,
    pick(list) {
      const chosen = list[random.below(list.length)];
      if (chosen === undefined) throw new Error('There is nothing to pick from');
      return chosen;
    },
    sample(list, count) {
      const left = [...list];
      const taken: typeof left = [];
      while (taken.length < count && left.length > 0) taken.push(...left.splice(random.below(left.length), 1));
      return taken;
    },
  };
  return random;
}
