import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faceReader, leadImports } from './direct-imports.ts';

let root: string;
const source = (path: string) => join(root, 'packages', 'core', 'src', path);

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'faces-')));
  const files = {
    'index.ts': [
      "export * from './a.ts';",
      "export { b as renamed, type B } from './parts/b.ts';",
      "export type * from './c.ts';",
      "export * as all from './c.ts';",
    ].join('\n'),
    'a.ts': 'export const a = 1; export interface A {}',
    'parts/b.ts': 'export function b() {} export interface B {}',
    'c.ts': 'export const c = 1;',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(source(path)), { recursive: true });
    writeFileSync(source(path), text);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const led = (code: string) => leadImports('user.ts', code, faceReader(root));

it('what is imported from a package’s face comes from the file that defines it', () => {
  expect(led("import { a, type B, renamed as own } from '@nx-lambda/core';\nown(a);")).toBe(
    `import { a as a } from ${JSON.stringify(source('a.ts'))}; import { b as own } from ${JSON.stringify(source('parts/b.ts'))};\nown(a);`,
  );
});

it.each([
  "import type { A } from '@nx-lambda/core';",
  "import { type A } from '@nx-lambda/core';",
  "import * as core from '@nx-lambda/core';",
  "import { a } from '@nx-lambda/core/part';",
  "import { a } from '@nx-lambda/other';",
  "import { unknown } from '@nx-lambda/core';",
  "import { all } from '@nx-lambda/core';",
  "import { join } from 'node:path';",
])('everything else stays as it is: %s', (code) => {
  expect(led(code)).toBe(code);
});
