import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestWorkspace, testWorkspace } from './test-workspace.ts';
import { writeZip, type ZipEntry } from './zip.ts';
import { zipDirectory } from './zip-directory.ts';

const segment = fc
  .string({ unit: fc.constantFrom('a', 'B', '1', '2', '-', '.', '_', 'é', '漢'), minLength: 1, maxLength: 5 })
  .filter((name) => !/^\.+$/.test(name));
const entries: fc.Arbitrary<ZipEntry[]> = fc.uniqueArray(
  fc.record({
    path: fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/')),
    bytes: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constant(new Uint8Array(5000))),
    executable: fc.boolean(),
  }),
  { selector: (entry) => entry.path, maxLength: 8 },
);

describe('a zip', () => {
  let workspace: TestWorkspace;
  beforeAll(async () => {
    workspace = await testWorkspace();
  });
  afterAll(() => workspace.remove());

  it('does not depend on the order of its entries', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat()), (list, keys) => {
        const shuffled = list
          .map((entry) => ({ entry, key: keys.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        expect(Buffer.from(writeZip(shuffled)).equals(writeZip(list))).toBe(true);
      }),
    );
  });

  it('gives back what was put in', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const unzipped = unzipSync(writeZip(list));
        expect(Object.keys(unzipped)).toHaveLength(list.length);
        expect(list.every((entry) => Buffer.from(unzipped[entry.path] ?? [1]).equals(entry.bytes))).toBe(true);
      }),
    );
  });

  it('lists its entries and their sizes in its directory', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const sizes = new Map(zipDirectory(writeZip(list))?.map((entry) => [entry.path, entry.size]));
        expect(sizes).toEqual(new Map(list.map((entry) => [entry.path, entry.bytes.length])));
      }),
    );
  });

  it('is read by others, with fixed times and modes', async ({ skip }) => {
    if (spawnSync('python3', ['--version']).status !== 0) skip('python3 is not installed');
    const file = join(workspace.root, 'one.zip');
    const text = (content: string) => Buffer.from(content);
    await writeFile(
      file,
      writeZip([
        { path: 'src/größe.js', bytes: text('x'.repeat(1000)), executable: false },
        { path: 'bootstrap', bytes: text('#!/bin/sh\n'), executable: true },
        { path: '1', bytes: text(''), executable: false },
      ]),
    );
    const script = `
import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(json.dumps([z.testzip(), [[i.filename, list(i.date_time), oct(i.external_attr >> 16), i.file_size, i.create_system, len(i.extra)] for i in z.infolist()]]))`;
    const { stdout } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual([
      null,
      [
        ['1', [1980, 1, 1, 0, 0, 0], '0o100644', 0, 3, 0],
        ['bootstrap', [1980, 1, 1, 0, 0, 0], '0o100755', 10, 3, 0],
        ['src/größe.js', [1980, 1, 1, 0, 0, 0], '0o100644', 1000, 3, 0],
      ],
    ]);
  });

  it('has no directory when it is cut off or is no zip at all', () => {
    const zip = writeZip([{ path: 'a', bytes: Buffer.from('hello'), executable: false }]);
    expect(zipDirectory(zip.subarray(0, zip.length - 1))).toBeUndefined();
    expect(zipDirectory(zip.subarray(60))).toBeUndefined();
    expect(zipDirectory(Buffer.from('no zip'))).toBeUndefined();
  });
});
