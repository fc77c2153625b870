import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DIST_URL, toCommonJs } from './commonjs.ts';

const require = createRequire(import.meta.url);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'commonjs-'));
  mkdirSync(join(folder, 'executors'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function load(name: string, code: string): Promise<Readonly<Record<string, unknown>>> {
  const file = join(folder, name);
  writeFileSync(file, await toCommonJs(code, name, 'node20.19'));
  return require(file) as Readonly<Record<string, unknown>>;
}

it('loads a lazily imported file only when it is asked for', async () => {
  writeFileSync(join(folder, 'heavy.js'), 'globalThis.heavyWasLoaded = true; exports.weight = 7;');
  const { weigh } = await load('lazy.js', `export const weigh = async () => (await import('./heavy.js')).weight;`);
  expect(globalThis).not.toHaveProperty('heavyWasLoaded');
  expect(await (weigh as () => Promise<number>)()).toBe(7);
  expect(globalThis).toHaveProperty('heavyWasLoaded');
});

it('keeps an import whose name only the run knows, so that it can load ES modules by URL', async () => {
  const module = join(folder, 'plugin.mjs');
  writeFileSync(module, 'export const name = await Promise.resolve("an ES module");');
  const { read } = await load('computed.js', 'export const read = async (url) => (await import(url)).name;');
  expect(await (read as (url: string) => Promise<string>)(pathToFileURL(module).href)).toBe('an ES module');
});

it('tells a file its own place and that of dist', async () => {
  const exports = await load(
    'executors/place.js',
    `export const own = import.meta.url; export const asset = new URL('assets/a.cjs', ${DIST_URL}).href;`,
  );
  expect(exports.own).toBe(pathToFileURL(join(folder, 'executors', 'place.js')).href);
  expect(exports.asset).toBe(pathToFileURL(join(folder, 'assets', 'a.cjs')).href);
});
