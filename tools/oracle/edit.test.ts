import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planWorkspace } from '../bench/workspace/plan.ts';
import { createRandom } from '../bench/workspace/random.ts';
import { oracleShape } from '../bench/workspace/shape.ts';
import { chooseEdit, EDIT_KINDS } from './choose-edit.ts';
import { applyChanges, changesBetween, type Edit, type WorkspaceState } from './edit.ts';

function editsOf(seed: number, count: number): { readonly edits: readonly Edit[]; readonly states: WorkspaceState[] } {
  const shape = oracleShape(seed);
  const random = createRandom(seed);
  const states: WorkspaceState[] = [planWorkspace(shape)];
  const edits: Edit[] = [];
  for (let number = 1; number <= count; number++) {
    const before = states.at(-1) ?? planWorkspace(shape);
    const edit = chooseEdit(before, { shape, random, number, earlier: states });
    edits.push(edit);
    states.push(applyChanges(before, edit));
  }
  return { edits, states };
}

test('the same seed makes the same edits', () => {
  fc.assert(
    fc.property(fc.nat(100), (seed) => {
      expect(editsOf(seed, 15).edits).toEqual(editsOf(seed, 15).edits);
    }),
    { numRuns: 20 },
  );
});

test('every kind of edit is made', () => {
  const made = new Set(Array.from({ length: 6 }, (_, seed) => editsOf(seed, 250).edits.map(({ kind }) => kind)).flat());
  expect([...made].sort()).toEqual([...EDIT_KINDS].sort());
});

test('what leads from one state to another, applied to the one, gives the other', () => {
  const { states } = editsOf(3, 40);
  for (const [index, to] of states.entries()) {
    const from = states[(index * 7) % states.length];
    if (from === undefined) continue;
    const reached = applyChanges(from, changesBetween(from, to));
    expect(Object.fromEntries(reached.files)).toEqual(Object.fromEntries(to.files));
    expect(Object.fromEntries(reached.links)).toEqual(Object.fromEntries(to.links));
    expect(reached.packages).toEqual(to.packages);
  }
});
