import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutTo, plainLine, plainText, textWidth } from './plain-text.ts';

test('escape sequences, control characters and direction overrides are taken off, tabs and line breaks stay', () => {
  expect(plainText('\u001b[31mred\u001b[0m\u0007\tx\r\ny\u202ez')).toBe('red\tx\nyz');
  expect(plainLine(' a \n\n b ')).toBe('a b');
});

test('a cut text is as wide as asked and ends in the ellipsis', () => {
  expect(cutTo('abcdef', 6, '…')).toBe('abcdef');
  expect(cutTo('abcdefg', 6, '…')).toBe('abcde…');
  expect(cutTo('注文注文', 6, '...')).toBe('注...');
});

test('a cut text is never wider than asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
      expect(textWidth(cutTo(text, width, '…'))).toBeLessThanOrEqual(width);
    }),
  );
});
