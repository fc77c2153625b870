import { type SourceText, sourceText, type TemplateNode } from '@nx-lambda/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainYaml } from './plain-yaml.ts';
import { SAMPLES } from './template-samples.ts';
import { readYaml } from './yaml-document.ts';

/** Texts, kinds and where each begins; ends only of scalars, because parsers differ in where a collection ends. */
function shape(node: TemplateNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'list') return { list: node.items.map(shape) };
  if (node.kind === 'map') {
    return { map: node.entries.map(({ key, value }) => [shape(key), shape(value)]) };
  }
  const at = node.text === '' ? undefined : node.start;
  return { text: node.text, plain: node.plain, at };
}

function agreesOrGivesUp(source: SourceText): boolean {
  const fast = readPlainYaml(source);
  if (fast === undefined) return false;
  const full = readYaml(source);
  expect(full.failures).toEqual([]);
  expect(shape(fast)).toEqual(shape(full.root));
  return true;
}

describe('the plain YAML reader', () => {
  it.each(Object.entries(SAMPLES))('reads %s as the full parser does', (_, text) => {
    expect(agreesOrGivesUp(sourceText('t.yaml', text))).toBe(true);
    expect(agreesOrGivesUp(sourceText('t.yaml', text.replaceAll('\n', '\r\n')))).toBe(true);
  });

  it.each([
    ['anchors', 'a: &x 1\nb: *x\n'],
    ['merge keys', 'a:\n  <<: {b: 1}\n'],
    ['tabs', 'a:\n\tb: 1\n'],
    ['duplicate keys', 'a: 1\na: 2\n'],
    ['unknown tags', 'a: !Nope 1\n'],
    ['scalars over several lines', 'a: one\n  two\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['an open quote', 'a: "x\n'],
    ['a wrong indent', 'a:\n    b: 1\n  c: 2\n'],
    ['an emoji', 'a: \u{1f600}\n'],
  ])('gives up on %s', (_, text) => {
    expect(readPlainYaml(sourceText('t.yaml', text))).toBeUndefined();
  });

  it('never reads a mutated template differently from the full parser', () => {
    const pieces = [
      '',
      ' ',
      '  ',
      '\n',
      ':',
      ': ',
      '- ',
      '#',
      ' #',
      '!Ref ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ',',
      '|',
      '>',
      '*',
      '&a',
      'x',
    ];
    const mutation = fc.record({ at: fc.nat(4000), cut: fc.nat(6), put: fc.constantFrom(...pieces) });
    let compared = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(SAMPLES)),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (text, edits) => {
          let mutated = text;
          for (const { at, cut, put } of edits) {
            const from = at % (mutated.length + 1);
            mutated = mutated.slice(0, from) + put + mutated.slice(from + cut);
          }
          if (agreesOrGivesUp(sourceText('t.yaml', mutated))) compared++;
        },
      ),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});
