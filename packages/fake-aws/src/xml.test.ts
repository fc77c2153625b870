import fc from 'fast-check';
import { expect, test } from 'vitest';
import { xml, xmlElements, xmlText } from './xml.ts';

test('every text comes back as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(xmlText(xml('Root', { Key: text }), 'Key')).toBe(text);
    }),
  );
});

test('members that are undefined are left out and lists repeat their element', () => {
  const document = xml('Root', { Gone: undefined, Item: [{ Name: 'a' }, { Name: 'b' }], Last: ['x', 'y'] }, 'urn:n');
  expect(document).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Root xmlns="urn:n"><Item><Name>a</Name></Item><Item><Name>b</Name></Item><Last>x</Last><Last>y</Last></Root>',
  );
  expect(xmlElements(document, 'Item').map((item) => xmlText(item, 'Name'))).toEqual(['a', 'b']);
});
