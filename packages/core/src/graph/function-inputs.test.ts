import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kindOf, numberedInputs, PATH_KINDS, pathOf } from './function-inputs.ts';

const FOLDERS = ['', 'a/', 'a/b/', 'a.b/', 'ab/'];
const paths = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom(...FOLDERS), fc.constantFrom('a', 'b', 'c.ts', 'package.json'))
    .map((parts) => parts.join('')),
);

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);

it('numbers name each path once, as the first of what it is', () => {
  fc.assert(
    fc.property(paths, paths, paths, (files, settings, absent) => {
      const inputs = { files, settings, absent };
      const { table, entries } = numberedInputs(inputs);
      const found = Array.from(entries, (entry) => [table.paths[pathOf(entry)], kindOf(entry)] as const);
      const all = new Set([...files, ...settings, ...absent]);
      expect(new Map(found)).toEqual(
        new Map([...all].map((path) => [path, PATH_KINDS.find((kind) => inputs[kind].includes(path))])),
      );
      expect(found).toHaveLength(all.size);
    }),
  );
});

it('paths of one folder have neighbouring numbers, and know where they end', () => {
  fc.assert(
    fc.property(paths, (files) => {
      const { table } = numberedInputs({ files, settings: [], absent: [] });
      for (const [number, path] of table.paths.entries()) {
        const end = table.folderEnds[number] ?? 0;
        expect(end).toBeGreaterThan(number);
        const sameFolder = table.paths.filter((other) => folderOf(other) === folderOf(path));
        expect(table.paths.slice(end - sameFolder.length, end)).toEqual(sameFolder);
      }
    }),
  );
});
