import { expect, it } from 'vitest';
import { withEntries } from './launch-entries.ts';

const entry = { name: 'orders created', port: 9229 };
const plain = (text: string): unknown => {
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*/g, (token) => (token.startsWith('"') ? token : '')));
};
const add = (text: string) => withEntries(text, 'configurations', 'name', [entry]) ?? 'none';

it.each([
  ['an empty list', '{ "version": "0.2.0", "configurations": [] }', []],
  [
    'other entries',
    '{ "configurations": [{ "name": "a", "args": ["]", "[x]"] }] }',
    [{ name: 'a', args: [']', '[x]'] }],
  ],
  ['comments', '{\n  // mine [\n  "configurations": [\n    { "name": "a" } // the first\n  ]\n}\n', [{ name: 'a' }]],
])('puts an entry beside %s and leaves the rest as it is', (_, text, before) => {
  const merged = add(text);
  expect(plain(merged)).toMatchObject({ configurations: [...before, entry] });
  for (const comment of text.match(/\/\/.*/g) ?? []) expect(merged).toContain(comment);
});

it('changes nothing where the entry is there', () => {
  const once = add('{ "configurations": [] }');
  expect(add(once)).toBe(once);
});

it('goes on after a comma that is there already', () => {
  expect(add('{ "configurations": [ { "name": "a" }, ] }')).not.toContain(',,');
});

it('refuses a file without such a list', () => {
  expect(
    withEntries('{ "other": [], "in": { "configurations": [] } }', 'configurations', 'name', [entry]),
  ).toBeUndefined();
});
