import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { NODE_24_MISSING, node24Path, pinnedNode24Version } from '../support/node-24.ts';

it('the second Node of the tests is the one that the lockfile pins', ({ skip }) => {
  const path = node24Path();
  if (path === undefined) return skip(NODE_24_MISSING);
  expect(execFileSync(path, ['--version'], { encoding: 'utf8' }).trim()).toBe(`v${pinnedNode24Version()}`);
});
