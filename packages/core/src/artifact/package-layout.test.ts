import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookUp, type PackageEdge, type PackageLayout, packageLayout } from './package-layout.ts';

const NAMES = ['a', 'b', 'c', '@s/d'];
const folders = fc.constantFrom(...NAMES.flatMap((name) => [1, 2, 3].map((version) => `store/${name}@${version}`)));

/** Edges in which no importer means two packages by one name, as on any disk. */
function edgesWhere(allowed: (from: string | undefined, to: string) => boolean): fc.Arbitrary<PackageEdge[]> {
  const edge = fc
    .record({ from: fc.option(folders, { nil: undefined, freq: 3 }), name: fc.constantFrom(...NAMES), to: folders })
    .filter(({ from, to }) => from !== to && allowed(from, to))
    .map(({ from, name, to }): PackageEdge => (from === undefined ? { name, to } : { from, name, to }));
  return fc.uniqueArray(edge, { selector: ({ from, name }) => JSON.stringify([from, name]), maxLength: 20 });
}

function expectFound(list: readonly PackageEdge[], { locations }: PackageLayout): void {
  const placed = new Map([...locations].flatMap(([folder, places]) => places.map((place) => [place, folder] as const)));
  for (const edge of list) {
    const importers = edge.from === undefined ? [''] : (locations.get(edge.from) ?? []);
    for (const location of importers) expect(lookUp(placed, location, edge.name)).toBe(edge.to);
  }
}

describe('the layout of node_modules in an artifact', () => {
  it('lets every import at every location find the package that it found on disk', () => {
    const acyclic = edgesWhere((from, to) => from === undefined || from < to);
    fc.assert(
      fc.property(acyclic, (list) => {
        const layout = packageLayout(list);
        expect(layout.conflicts).toEqual([]);
        expectFound(list, layout);
      }),
    );
  });

  it('ends for circles too, and is right or tells of a conflict', () => {
    fc.assert(
      fc.property(
        edgesWhere(() => true),
        (list) => {
          const layout = packageLayout(list);
          if (layout.conflicts.length === 0) expectFound(list, layout);
        },
      ),
    );
  });

  it('takes packages that import one another', () => {
    const circle = [
      { name: 'a', to: 'a1' },
      { from: 'a1', name: 'b', to: 'b1' },
      { from: 'b1', name: 'a', to: 'a1' },
    ];
    const { locations, conflicts } = packageLayout(circle);
    expect([Object.fromEntries(locations), conflicts]).toEqual([
      { a1: ['node_modules/a'], b1: ['node_modules/b'] },
      [],
    ]);
  });

  it('places packages at the root where nothing stands against it', () => {
    const { locations } = packageLayout([
      { name: 'a', to: 'x/a' },
      { from: 'x/a', name: 'b', to: 'x/a/b' },
    ]);
    expect(Object.fromEntries(locations)).toEqual({ 'x/a': ['node_modules/a'], 'x/a/b': ['node_modules/b'] });
  });

  it('nests the second version of a name', () => {
    const { locations } = packageLayout([
      { name: 'a', to: 'a1' },
      { name: 'b', to: 'b1' },
      { from: 'b1', name: 'a', to: 'a2' },
    ]);
    expect(locations.get('a2')).toEqual(['node_modules/b/node_modules/a']);
  });

  it('tells of a name that the bundle itself means two packages by', () => {
    const { conflicts } = packageLayout([
      { name: 'a', to: 'a2' },
      { name: 'a', to: 'a1' },
    ]);
    expect(conflicts).toEqual([{ name: 'a', folders: ['a1', 'a2'] }]);
  });
});
