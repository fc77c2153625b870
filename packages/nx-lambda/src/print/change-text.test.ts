import { describe, expect, it } from 'vitest';
import { buildKnowledgeLines, changeLine } from './change-text.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

describe('a change of a function', () => {
  it('is told with the imports that lead to it', () => {
    const chain = ['services/a.ts', 'libs/index.ts', 'libs/b.ts'];
    expect(changeLine({ kind: 'input-changed', path: 'libs/b.ts', chain }, PLAIN_STYLE)).toBe(
      '- libs/b.ts changed: services/a.ts → libs/index.ts → libs/b.ts',
    );
    expect(changeLine({ kind: 'package-edited', name: 'zod', chain: ['a.ts', 'b.ts'] }, PLAIN_STYLE)).toBe(
      '- package zod has other files in the same version: a.ts → b.ts',
    );
  });

  it('is told without a chain where it is the entry point itself', () => {
    expect(changeLine({ kind: 'input-changed', path: 'a.ts', chain: ['a.ts'] }, PLAIN_STYLE)).toBe('- a.ts changed');
  });

  it('is told to be none, or to be unknown', () => {
    expect(buildKnowledgeLines({ kind: 'known', changes: [] }, PLAIN_STYLE)).toEqual([
      '- nothing changed since its last build here',
    ]);
    expect(buildKnowledgeLines({ kind: 'not-recorded' }, PLAIN_STYLE)).toEqual(['- no build of it here is recorded']);
  });
});
