import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toCommonJs } from './commonjs.ts';

const require = createRequire(import.meta.url);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exports-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function write(name: string, code: string): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, await toCommonJs(code, name, 'node20.19'));
  return file;
}

it('exports are properties, also of what is defined behind its use', async () => {
  const file = await write('plain.js', 'export { later }; export const one = 1; const later = () => one;');
  const module: Readonly<Record<string, unknown>> = require(file);
  const descriptors = Object.getOwnPropertyDescriptors(module);
  expect(Object.keys(module).sort()).toEqual(['later', 'one']);
  expect(descriptors['one']).toMatchObject({ value: 1, enumerable: true });
  expect(descriptors['later']?.get).toBeUndefined();
  expect(descriptors).toHaveProperty('__esModule.value', true);
});

it('an ES module can import them by name', async () => {
  const file = await write('named.js', 'export const first = 1; export const second = 2;');
  const user = join(folder, 'user.mjs');
  writeFileSync(user, `import { second } from ${JSON.stringify(pathToFileURL(file).href)}; export default second;`);
  const module: { readonly default: unknown } = await import(pathToFileURL(user).href);
  expect(module.default).toBe(2);
});

it('what hands on another file hands on all of it', async () => {
  writeFileSync(join(folder, 'other.js'), 'exports.a = 1; exports.b = 2;');
  const file = await write('handing-on.js', "export * from './other.js'; export const c = 3;");
  const { a, b, c }: Readonly<Record<string, unknown>> = require(file);
  expect([a, b, c]).toEqual([1, 2, 3]);
});
