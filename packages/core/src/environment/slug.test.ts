import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEnvironmentName, MAX_ENVIRONMENT_NAME, slugOf } from './slug.ts';

describe('slugOf', () => {
  it.each([
    ['anna', 'anna'],
    ['Anna.Meier', 'anna-meier'],
    ['Jürgen', 'jurgen'],
    ['feature/PROJ-12_new  thing', 'feature-proj-12-new-thing'],
    ['--x--', 'x'],
    ['日本', ''],
  ])('makes %j into %j', (text, slug) => {
    expect(slugOf(text)).toBe(slug);
  });

  it('keeps two long names with the same beginning apart', () => {
    const long = 'feature/a-very-long-branch-name-that-goes-on-and-on-for-ever';
    expect(slugOf(`${long}-one`)).not.toBe(slugOf(`${long}-two`));
    expect(slugOf(`${long}-one`)).toHaveLength(MAX_ENVIRONMENT_NAME);
  });

  it('changes nothing when applied to its own answer', () => {
    fc.assert(fc.property(fc.string({ maxLength: 120 }), (text) => slugOf(slugOf(text)) === slugOf(text)));
  });

  it('answers with a name, with nothing, or with something that begins with a digit', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), (text) => {
        const slug = slugOf(text);
        return slug === '' || isEnvironmentName(slug) || /^[0-9][a-z0-9-]*$/.test(slug);
      }),
    );
  });
});
