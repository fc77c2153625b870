import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toCommonJs } from './commonjs.ts';
import { withLazyRequires } from './lazy-requires.ts';

const require = createRequire(import.meta.url);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazy-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const isLoaded = (name: string) => Object.keys(require.cache).some((path) => path.endsWith(name));

async function load(name: string, code: string): Promise<Readonly<Record<string, (() => unknown) | undefined>>> {
  const file = join(folder, name);
  writeFileSync(file, await toCommonJs(code, name, 'node20.19'));
  return require(file) as Readonly<Record<string, () => unknown>>;
}

it('a file is loaded when something of it is first used, be it called, made or read', async () => {
  writeFileSync(
    join(folder, 'other.js'),
    'exports.count = () => 7; exports.Thing = class { kind = "thing"; }; exports.value = 1;',
  );
  const code = [
    "import { count, Thing, value } from './other.js';",
    'export const used = () => [count(), new Thing().kind, value, `${count()}`];',
    'export const unused = () => 1;',
  ].join('\n');
  const { used, unused } = await load('user.js', code);
  expect(unused?.()).toBe(1);
  expect(isLoaded('other.js')).toBe(false);
  expect(used?.()).toEqual([7, 'thing', 1, '7']);
  expect(isLoaded('other.js')).toBe(true);
});

it('a default, a namespace and what is handed on stay what they are', async () => {
  writeFileSync(
    join(folder, 'esm.js'),
    'exports.__esModule = true; exports.default = () => "default"; exports.one = 1; exports.two = 2;',
  );
  const code = [
    "import main, * as all from './esm.js';",
    "export { two } from './esm.js';",
    'export const used = () => [typeof main, Object.keys(all).includes("one"), all.one];',
  ].join('\n');
  const module = await load('handing.js', code);
  expect(module.used?.()).toEqual(['function', true, 1]);
  expect(module).toHaveProperty('two', 2);
});

it('two files that need each other can be loaded', async () => {
  const code = (own: string, other: string) =>
    `import { ${other} } from './${other}.js'; export const ${own} = (n) => n === 0 ? '${own}' : ${other}(n - 1);`;
  writeFileSync(join(folder, 'odd.js'), await toCommonJs(code('odd', 'even'), 'odd.js', 'node20.19'));
  const { even } = await load('even.js', code('even', 'odd'));
  expect((even as unknown as (n: number) => string)(3)).toBe('odd');
});

it('Node’s own modules, and what is used as a whole, are loaded as before', () => {
  const code = [
    'var import_node_path = require("node:path");',
    'var import_whole = require("whole");',
    'module.exports = [import_node_path.sep, import_whole];',
  ].join('\n');
  expect(withLazyRequires(code)).toBe(code);
});
