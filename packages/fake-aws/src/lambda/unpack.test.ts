import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { safePath, unpackZip } from './unpack.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fake-aws-unpack-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('no name of an entry leads out of the folder', () => {
  const part = fc.constantFrom('..', '.', '', 'a', '\\', '..\\', 'C:', '/', 'b.js', '\0');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom('/', '\\', ''), (parts, joint) => {
      const safe = safePath(parts.join(joint));
      if (safe === undefined) return;
      expect(posix.normalize(`/task/${safe}`)).toMatch(/^\/task\/./);
      expect(safe).not.toContain('\\');
    }),
  );
});

test('files are written where the zip says, and entries that lead out are left out', async () => {
  const text = (content: string) => Buffer.from(content);
  const zip = zipSync({ 'index.js': text('1'), 'a/b.js': text('2'), '../out.js': text('3'), '/abs.js': text('4') });
  const inner = join(folder, 'task');
  await unpackZip(zip, inner);
  expect(await readFile(join(inner, 'a/b.js'), 'utf8')).toBe('2');
  expect((await readdir(inner)).sort()).toEqual(['a', 'index.js']);
  expect(await readdir(folder)).toEqual(['task']);
});

test.skipIf(process.platform === 'win32')('an executable stays one, and a symbolic link is left out', async () => {
  const unix = (mode: number) => ({ os: 3, attrs: mode * 65_536 });
  const zip = zipSync({
    bootstrap: [Buffer.from('#!/bin/sh\n'), unix(0o100755)],
    'data.txt': [Buffer.from('x'), unix(0o100644)],
    link: [Buffer.from('/etc/passwd'), unix(0o120777)],
  });
  await unpackZip(zip, folder);
  expect((await stat(join(folder, 'bootstrap'))).mode & 0o111).not.toBe(0);
  expect((await stat(join(folder, 'data.txt'))).mode & 0o111).toBe(0);
  expect(await readdir(folder)).not.toContain('link');
});
