import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planWorkspace } from './plan.ts';
import { benchShape, LAYOUTS, oracleShape, RESOLUTIONS, type WorkspaceShape } from './shape.ts';

const shape: fc.Arbitrary<WorkspaceShape> = fc.record({
  seed: fc.nat(),
  services: fc.integer({ min: 1, max: 6 }),
  functionsPerService: fc.integer({ min: 1, max: 4 }),
  libraries: fc.integer({ min: 0, max: 4 }),
  filesPerLibrary: fc.integer({ min: 1, max: 5 }),
  librariesPerFunction: fc.integer({ min: 0, max: 5 }),
  packages: fc.nat(5),
  resolution: fc.constantFrom(...RESOLUTIONS),
  layout: fc.constantFrom(...LAYOUTS),
  varied: fc.boolean(),
});

test('the same shape gives the same files, in the same order', () => {
  fc.assert(
    fc.property(shape, (each) => {
      const [first, second] = [planWorkspace(each), planWorkspace(each)];
      expect([...second.files]).toEqual([...first.files]);
      expect([...second.links]).toEqual([...first.links]);
    }),
  );
});

test('another seed gives other files', () => {
  const text = (seed: number) => JSON.stringify([...planWorkspace(benchShape(20, seed)).files]);
  expect(text(2)).not.toEqual(text(1));
});

test('every relative import leads to a file of the plan', () => {
  fc.assert(
    fc.property(shape, (each) => {
      const { files } = planWorkspace(each);
      for (const [path, text] of files) {
        const folder = path.slice(0, path.lastIndexOf('/'));
        for (const [, specifier] of text.matchAll(/(?:from|import\()\s*'\.\/([^']+)'/g)) {
          const target = `${folder}/${specifier}`;
          expect(files.has(target) || files.has(`${target}.ts`), `${path} imports ${specifier}`).toBe(true);
        }
      }
    }),
  );
});

test('a workspace for benchmarks has 30 library files in each function', () => {
  const { files, definitions } = planWorkspace(benchShape(100));
  const libraryFiles = [...files.keys()].filter((path) => /^libs\/.*\.ts$/.test(path));
  expect(libraryFiles).toHaveLength(4 * 10);
  expect(definitions).toHaveLength(100);
});

test('the shapes for random edits take turns in how libraries are found and how packages are laid out', () => {
  const styles = new Set(
    Array.from({ length: 6 }, (_, seed) => `${oracleShape(seed).resolution} ${oracleShape(seed).layout}`),
  );
  expect(styles.size).toBe(6);
});
