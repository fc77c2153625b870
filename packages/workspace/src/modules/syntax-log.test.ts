import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SyntaxEntry, SyntaxLog } from './syntax-log.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'syntax-log-'));
  file = join(folder, 'cache/modules');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (tools = '1') => new SyntaxLog(file, tools);
const inode = () => statSync(file).ino;
const entryOf = (digest: string): SyntaxEntry => ({
  stamp: { size: 1, modified: 2, changed: 3 },
  seen: 4,
  digest,
  language: 'ts',
  syntax: { imports: [`./${digest}`, 0, 1, 1, 1], globs: [], computed: [] },
});

function write(entries: Readonly<Record<string, string>>, tools?: string): void {
  const log = open(tools);
  for (const [path, digest] of Object.entries(entries)) log.put(path, entryOf(digest));
  log.save();
}

describe('the log of imports', () => {
  test('tells the last entry of each path, by path and by content', () => {
    write({ a: '1', b: '2' });
    write({ a: '3' });
    const log = open();
    expect([log.size, log.get('a'), log.get('b'), log.get('c')]).toEqual([2, entryOf('3'), entryOf('2'), undefined]);
    expect([log.withDigest('2', 'ts'), log.withDigest('2', 'js')]).toEqual([entryOf('2'), undefined]);
    log.put('c', entryOf('4'));
    expect([log.get('c'), log.withDigest('4', 'ts')]).toEqual([entryOf('4'), entryOf('4')]);
    expect(log.problems).toEqual([]);
  });

  test('appends what is new, and leaves the rest as it is', () => {
    write(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, 'x'.repeat(50)])));
    const before = { inode: inode(), text: readFileSync(file, 'utf8') };
    write({ f1: 'new' });
    const text = readFileSync(file, 'utf8');
    expect([inode(), text.startsWith(before.text)]).toEqual([before.inode, true]);
    expect(text.length - before.text.length).toBeLessThan(300);
  });

  test('is written anew, by rename, once most of it is old', () => {
    write({ a: '0', b: '0' });
    const first = inode();
    for (let round = 1; round <= 70; round++) write({ a: String(round) });
    expect(inode()).not.toBe(first);
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(70);
    expect([open().get('a'), open().get('b')]).toEqual([entryOf('70'), entryOf('0')]);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['modules']);
  });

  test('loses nothing but the line that was cut off, tells it, and is whole again', () => {
    write({ a: '1', b: '2' });
    write({ c: '3' });
    truncateSync(file, statSync(file).size - 5);
    const log = open();
    expect([log.get('a'), log.get('b'), log.get('c')]).toEqual([entryOf('1'), entryOf('2'), undefined]);
    expect(log.problems).toHaveLength(1);
    log.save();
    expect([open().problems, open().get('b')]).toEqual([[], entryOf('2')]);
  });

  test('goes on after a line that another process did not finish', () => {
    write({ a: '1' });
    const log = open();
    log.put('b', entryOf('2'));
    writeFileSync(file, '"x"\t{"stamp":', { flag: 'a' });
    log.save();
    expect([open().get('a'), open().get('b'), open().get('x')]).toEqual([entryOf('1'), entryOf('2'), undefined]);
  });

  test('keeps what another process appended meanwhile', () => {
    write({ a: '1' });
    const [one, two] = [open(), open()];
    one.put('b', entryOf('2'));
    two.put('c', entryOf('3'));
    one.save();
    two.save();
    expect(['a', 'b', 'c'].map((path) => open().get(path)?.digest)).toEqual(['1', '2', '3']);
  });

  test('is never appended to where another process replaced it, maybe by entries of other tools', () => {
    write({ a: '1' });
    const log = open();
    log.put('b', entryOf('2'));
    write({ a: '5' }, 'other tools');
    log.save();
    expect([open('other tools').get('b'), open('other tools').problems]).toEqual([undefined, []]);
  });

  test('of other tools is none', () => {
    write({ a: '1' });
    expect([open('2').size, open('2').get('a'), open('2').problems]).toEqual([0, undefined, []]);
  });

  test('forgets the paths that are refused', () => {
    write({ a: '1', b: '2', c: '3' });
    const log = open();
    log.put('d', entryOf('4'));
    log.save((path) => path !== 'b');
    expect(readFileSync(file, 'utf8')).not.toContain('"b"');
    expect([open().size, open().get('c')]).toEqual([3, entryOf('3')]);
  });

  test('takes paths and digests of any characters', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (entries) => {
        rmSync(file, { force: true });
        write(entries);
        const log = open();
        for (const [path, digest] of Object.entries(entries)) expect(log.get(path)?.digest).toBe(digest);
        expect(log.problems).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
