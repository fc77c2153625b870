import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonFault } from './json-fault.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const fragments = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"',
  '\\',
  '\\u00',
  '\\n',
  '1',
  '-',
  '01',
  '1.',
  'e5',
  '-0.5E+3',
  'true',
  'nul',
  'null',
  ' ',
  '\n',
  '\t',
  '\u0001',
  '\u2028',
  'é',
  '//',
);

test('a fault is found exactly where JSON.parse refuses the text', () => {
  fc.assert(
    fc.property(
      fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join('')),
      (text) => {
        expect(findJsonFault(text) === undefined).toBe(parses(text));
      },
    ),
    { numRuns: 5000 },
  );
});

test('every JSON value is without fault, and none of its proper beginnings is later than its end', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, cut) => {
      const text = JSON.stringify(value);
      expect(findJsonFault(text)).toBeUndefined();
      const beginning = text.slice(0, cut % text.length);
      expect(findJsonFault(beginning)?.offset ?? 0).toBeLessThanOrEqual(beginning.length);
    }),
  );
});

test.each([
  ['{"a": 1,}', 8, 'a key in double quotes'],
  ["{'a': 1}", 1, 'a key in double quotes or `}`'],
  ['[1 2]', 3, '`,` or `]`'],
  ['{"a" 1}', 5, '`:`'],
  ['[1, x]', 4, 'a value'],
  ['{"a": 1', 7, '`,` or `}`'],
  ['"abc', 4, 'the end of a string'],
  ['"a\nb"', 2, 'the end of a string'],
  ['"a\\x"', 2, 'an escape that JSON knows'],
  ['{} {}', 3, 'the end of the text'],
])('%s goes wrong at offset %i', (text, offset, expected) => {
  expect(findJsonFault(text)).toEqual({ offset, expected });
});

test('six megabytes of nesting or of one string are read without harm', () => {
  const size = 6 * 1024 * 1024;
  expect(findJsonFault('['.repeat(size))).toEqual({ offset: size, expected: 'a value or `]`' });
  expect(findJsonFault(`"${'a'.repeat(size)}"`)).toBeUndefined();
});
