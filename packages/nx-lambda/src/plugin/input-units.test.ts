import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { WorkspaceContext } from 'nx/src/native';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputUnits, joinedInputs, type TaskInput } from './input-units.ts';
import { PathTable } from './path-table.ts';

const FOLDERS = ['', 'libs/a/', 'libs/a/src/', 'libs/a,b/', 'services/[id]/', 'services/orders/src/'];
const NAMES = ['a', 'a.ts', 'a.tsx', 'a.test.ts', 'b', 'b.ts', 'b.tsx', 'index.ts', '.env', 'c-d.ts', 'tsconfig.json'];
const FILES = FOLDERS.flatMap((folder) => NAMES.map((name) => `${folder}${name}`));

function inputsOf(paths: readonly string[], isIgnored: (path: string) => boolean = () => false): readonly TaskInput[] {
  const units = new InputUnits(isIgnored, new PathTable()).of([{ files: paths, settings: [], absent: [] }]);
  return [...joinedInputs(units), ...units.flatMap(({ ignored }) => ignored)];
}

describe('the glob of a service', () => {
  let root: string;
  let matching: (input: unknown) => readonly string[];

  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-lambda-one-glob-')));
    for (const file of FILES) {
      const path = join(root, 'files', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '');
    }
    const context = new WorkspaceContext(join(root, 'files'), join(root, 'cache'));
    matching = (input) => context.glob([String(input).replace('{workspaceRoot}/', '')]);
  });

  afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

  it('matches, as Nx reads it, just the paths that it was made of', () => {
    const paths = fc.uniqueArray(fc.oneof(fc.constantFrom(...FILES), fc.constant('libs/a/gone.ts')), { minLength: 1 });
    fc.assert(
      fc.property(paths, (some) => {
        const inputs = inputsOf(some);
        expect(inputs).toHaveLength(1);
        expect([...matching(inputs[0])].sort()).toEqual(some.filter((path) => FILES.includes(path)).sort());
      }),
      { numRuns: 200 },
    );
  });

  it('makes several globs of paths that are too many for one', () => {
    const more = Array.from({ length: 6000 }, (_, index) => `libs/a/src/file-number-${index}-with-a-long-name.ts`);
    const inputs = inputsOf([...more, ...FILES]);
    expect(inputs.length).toBeGreaterThan(10);
    expect(Math.max(...inputs.map((input) => JSON.stringify(input).length))).toBeLessThan(25_000);
    expect([...new Set(inputs.flatMap((input) => matching(input)))].sort()).toEqual([...FILES].sort());
  });

  it('leaves what git ignores to an input that looks at the disk', () => {
    expect(inputsOf(['libs/a/a.ts', 'libs/a/dist/b.js', 'c.ts'], (path) => path.includes('/dist/'))).toEqual([
      '{workspaceRoot}/{c.ts,libs/a/a.ts}',
      { fileset: '{workspaceRoot}/libs/a/dist/b.js', includeIgnored: true },
    ]);
  });

  it('is the same in whatever order the paths come', () => {
    const sorted = inputsOf(FILES);
    fc.assert(
      fc.property(fc.shuffledSubarray(FILES, { minLength: FILES.length }), (shuffled) => {
        expect(inputsOf(shuffled)).toEqual(sorted);
      }),
      { numRuns: 50 },
    );
  });
});

describe('what functions take of folders', () => {
  const inputs = (lists: { files?: string[]; settings?: string[]; absent?: string[] }) => ({
    files: [],
    settings: [],
    absent: [],
    ...lists,
  });

  it('observes what may be installed or ignored beside a file and above it, and nothing beside other paths', () => {
    const table = new PathTable();
    const units = new InputUnits(() => false, table);
    const observed = units
      .of([inputs({ files: ['a/b/c.ts', 'd.ts'], settings: ['s/t.json'] })])
      .flatMap((unit) => unit.observed.map((number) => table.at(number)));
    expect(new Set(observed)).toEqual(
      new Set([
        ...['a/b/c.ts', 'd.ts', 's/t.json'],
        ...['a/b/node_modules', 'a/b/.gitignore', 'a/node_modules', 'a/.gitignore'],
      ]),
    );
  });

  it.each([
    ['a file that git ignores', inputs({ files: ['lib/out/a.js'] }), true],
    ['a package.json in place of a main file', inputs({ files: ['lib/package.json'] }), true],
    ['a package.json that is read', inputs({ settings: ['lib/package.json'] }), false],
    ['another file', inputs({ files: ['lib/a.ts'] }), false],
  ])('may be made by another task: %s', (_, taken, expected) => {
    const units = new InputUnits((path) => path.includes('/out/'), new PathTable()).of([taken]);
    expect(units.map(({ mayBeProduced }) => mayBeProduced)).toEqual([expected]);
  });

  it('counts a package.json whole that one function found and another did not', () => {
    const path = 'lib/package.json';
    const found = inputs({ settings: [path] });
    const units = (...taken: ReturnType<typeof inputs>[]) => new InputUnits(() => false, new PathTable()).of(taken);
    expect(units(found, found)).toMatchObject([{ packageJsons: [path], globs: { patterns: [] } }]);
    expect(units(found, inputs({ absent: [path] }))).toMatchObject([
      { packageJsons: [], globs: { prefix: 'lib/', patterns: ['package.json'] } },
    ]);
  });
});
