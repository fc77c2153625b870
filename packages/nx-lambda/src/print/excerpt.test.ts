import type { Place } from '@nx-lambda/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerpt } from './excerpt.ts';
import { textWidth } from './plain-text.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

function shown(lineText: string, column: number, length?: number, width = 80): readonly string[] {
  const place: Place = { file: 'a.ts', line: 7, column, lineText, ...(length === undefined ? {} : { length }) };
  return excerpt(place, { ...PLAIN_STYLE, width });
}

test('the place is underlined', () => {
  expect(shown("import './missing';", 8, 11)).toEqual(["7 │ import './missing';", '  │        ^~~~~~~~~~~']);
});

test('one character is underlined where no length is given, also behind the end of the line', () => {
  expect(shown('{', 1)).toEqual(['7 │ {', '  │ ^']);
  expect(shown('{', 2)).toEqual(['7 │ {', '  │  ^']);
  expect(shown('', 1)).toEqual(['7 │', '  │ ^']);
});

test('tabs take the same room in both lines', () => {
  expect(shown('\tkey:\tvalue', 7, 5)).toEqual(['7 │     key:    value', '  │             ^~~~~']);
});

test('wide characters take two columns and combining ones none', () => {
  expect(shown('注文: !Foo', 5, 4)).toEqual(['7 │ 注文: !Foo', '  │       ^~~~']);
  expect(shown('e\u0301: !Foo', 5, 4)).toEqual(['7 │ e\u0301: !Foo', '  │    ^~~~']);
  expect(shown('😀 x', 4)).toEqual(['7 │ 😀 x', '  │    ^']);
});

test('control characters are shown as question marks', () => {
  expect(shown('a\u001b[31mb', 7)).toEqual(['7 │ a?[31mb', '  │       ^']);
});

test('a long line is cut around the place', () => {
  const line = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
  expect(shown(line, 501, 4, 40)).toEqual([
    `7 │ …${'a'.repeat(12)}HERE${'b'.repeat(18)}…`,
    `  │  ${' '.repeat(12)}^~~~`,
  ]);
});

test('an underline never leaves the room', () => {
  expect(shown('x'.repeat(200), 1, 200, 40).map(textWidth)).toEqual([40, 40]);
});

test('a place without text has no excerpt', () => {
  expect(excerpt({ file: 'a.ts', line: 1, column: 1 }, PLAIN_STYLE)).toEqual([]);
});

test('whatever the line, the mark stands below the character and nothing leaves the width', () => {
  const characters = fc.constantFrom('a', 'b', '\t', ' ', '注', '😀', '\u0301', '\u0007', ':');
  fc.assert(
    fc.property(
      fc.array(characters, { maxLength: 120 }),
      fc.nat(),
      fc.integer({ min: 24, max: 60 }),
      (parts, at, width) => {
        const index = parts.length === 0 ? 0 : at % parts.length;
        const line = [...parts.slice(0, index), 'X', ...parts.slice(index)].join('');
        const [text = '', mark = ''] = shown(line, line.indexOf('X') + 1, 1, width);
        const upTo = text.slice(0, text.indexOf('X'));
        expect(textWidth(upTo)).toBe(mark.indexOf('^'));
        expect(textWidth(text)).toBeLessThanOrEqual(width);
        expect(textWidth(mark)).toBeLessThanOrEqual(width);
      },
    ),
  );
});
