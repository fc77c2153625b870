import fc from 'fast-check';
import { expect, it } from 'vitest';
import { notAmong } from './not-among.ts';

const paths = fc.array(fc.constantFrom('a', 'a/b', 'B', 'c', 'd.ts', 'ä'));
const inSomeOrder = fc.tuple(paths, fc.boolean()).map(([list, ordered]) => (ordered ? list.toSorted() : list));

it('tells exactly what a list does not have, in whatever order it is asked', () => {
  fc.assert(
    fc.property(inSomeOrder, inSomeOrder, (known, asked) => {
      const things = asked.map((path) => ({ path }));
      const missing = things.filter(notAmong(known, (path) => path));
      expect(missing).toEqual(things.filter(({ path }) => !known.includes(path)));
    }),
  );
});
