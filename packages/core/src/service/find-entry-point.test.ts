import { expect, it } from 'vitest';
import { shownPaths } from './find-entry-point.ts';

it('shows paths that differ in their extensions alone as one', () => {
  expect(shownPaths(['src/app.ts', 'src/app.js', 'src/app/index.ts', 'src/app/index.js', 'src/bin'])).toBe(
    'src/app.ts, .js; src/app/index.ts, .js; src/bin',
  );
});
