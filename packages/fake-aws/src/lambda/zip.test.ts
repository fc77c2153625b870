import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { inflateEntry, readZip } from './zip.ts';

test('what a zip holds is read back byte for byte, compressed or stored', () => {
  const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.uint8Array({ maxLength: 500 }));
  fc.assert(
    fc.property(files, fc.constantFrom(0 as const, 6 as const), (contents, level) => {
      const entries = readZip(zipSync(contents, { level })) ?? [];
      const read = entries.map((entry) => [entry.name, Array.from(inflateEntry(entry) ?? [])]);
      expect(Object.fromEntries(read)).toEqual(
        Object.fromEntries(Object.entries(contents).map(([name, bytes]) => [name, Array.from(bytes)])),
      );
    }),
  );
});

test('bytes that are no zip are no zip, and never a crash', () => {
  const zip = zipSync({ 'index.js': Buffer.from('x'.repeat(1000)) });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readZip(bytes)));
  for (let end = 0; end < zip.length; end += 1) expect(readZip(zip.subarray(0, end))).toBeUndefined();
});

test('a damaged entry is noticed by its checksum', () => {
  const zip = zipSync({ 'index.js': [Buffer.from('exports.handler = 1'), { level: 0 }] });
  const damaged = Uint8Array.from(zip);
  const inside = Buffer.from(zip).indexOf('handler');
  damaged[inside] = 0;
  const [entry] = readZip(damaged) ?? [];
  expect(entry).toBeDefined();
  expect(entry === undefined ? 'no entry' : inflateEntry(entry)).toBeUndefined();
});
