/** The demo's telling: steps with their times, each of which is checked, not only shown. */

export interface Story {
  /** Tells and times one step; the first claim that does not hold fails the demo. */
  step(title: string, why: string, act: () => Promise<readonly Claim[]>): Promise<void>;
  /** Milliseconds of each step, in order. */
  readonly times: readonly { readonly title: string; readonly duration: number }[];
}

/** Something that the demo says, and whether it is so. */
export interface Claim {
  readonly text: string;
  readonly holds: boolean;
  /** What was seen instead, where it does not hold. */
  readonly seen?: unknown;
}

export class StoryBroken extends Error {}

export function createStory(write: (text: string) => void): Story {
  const times: { title: string; duration: number }[] = [];
  return {
    times,
    async step(title, why, act) {
      write(`\n── ${times.length + 1}. ${title}\n   ${why}\n\n`);
      const start = performance.now();
      const claims = await act();
      const duration = performance.now() - start;
      times.push({ title, duration });
      if (claims.length === 0) throw new StoryBroken(`Step "${title}" checks nothing.`);
      write('\n');
      for (const claim of claims) {
        write(`   ${claim.holds ? '✔' : '✖'} ${claim.text}\n`);
        if (!claim.holds) throw new StoryBroken(`${claim.text}: not so. Seen: ${JSON.stringify(claim.seen)}`);
      }
      write(`   ${(duration / 1000).toFixed(1)} s\n`);
    },
  };
}

export function claim(text: string, holds: boolean, seen?: unknown): Claim {
  return { text, holds, ...(seen === undefined ? {} : { seen }) };
}

/** A claim that two lists have the same members. */
export function sameMembers(text: string, actual: readonly string[], expected: readonly string[]): Claim {
  const sorted = [...actual].sort();
  return claim(text, JSON.stringify(sorted) === JSON.stringify([...expected].sort()), sorted);
}
