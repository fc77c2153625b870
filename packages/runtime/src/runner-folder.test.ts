import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runnerFolder } from './runner-folder.ts';

it('names every file that runs inside the function’s process, so that none is missing where it is installed', () => {
  const source = readFileSync(new URL('./runner-folder.ts', import.meta.url), 'utf8');
  const named = [...source.matchAll(/'\.\/runner\/([^']+)'/g)].map(([, name = '']) => name);
  expect(new Set(named)).toEqual(new Set(readdirSync(runnerFolder())));
});
