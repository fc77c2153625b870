import { expect, it } from 'vitest';
import { globsOfFolder, joinedGlobs } from './input-globs.ts';

const SETTINGS = ['jsconfig.json', 'package.json', 'tsconfig.json'];
const modules = (...stems: readonly string[]) => stems.flatMap((stem) => [stem, `${stem}.ts`, `${stem}.tsx`]);

it('writes what is tried for each module apart from the modules, and no ending that may be missing', () => {
  const folder = globsOfFolder('libs/a', [...modules('price', 'tax.rate'), 'index.ts', '.env']);
  expect(folder.patterns).toEqual(['.env', 'index.ts', '{price,tax.rate}', '{price,tax.rate}.{ts,tsx}']);
});

it('writes once what is looked for in several folders', () => {
  const folders = [
    globsOfFolder('', SETTINGS),
    globsOfFolder('libs/a', [...SETTINGS, 'index.ts']),
    globsOfFolder('libs/b', [...SETTINGS, ...modules('x')]),
  ];
  expect(joinedGlobs(folders)).toEqual([
    '{libs/a/index.ts,libs/b/{x,x.{ts,tsx}},{jsconfig,package,tsconfig}.json,{libs/a/,libs/b/}{jsconfig,package,tsconfig}.json}',
  ]);
  expect(joinedGlobs([...folders].reverse())).toEqual(joinedGlobs(folders));
});

it('makes nothing of nothing', () => {
  expect(joinedGlobs([])).toEqual([]);
  expect(joinedGlobs([globsOfFolder('libs/a', [])])).toEqual([]);
});

it('makes none longer than Nx can read, however much is alike', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `a-long-name-of-a-folder-${index}`);
  const ofFolders = joinedGlobs(many.map((folder) => globsOfFolder(folder, SETTINGS)));
  const ofNames = joinedGlobs([globsOfFolder('libs/a', modules(...many))]);
  for (const globs of [ofFolders, ofNames]) {
    expect(globs.length).toBeGreaterThan(5);
    expect(Math.max(...globs.map((glob) => glob.length))).toBeLessThan(25_000);
  }
});
