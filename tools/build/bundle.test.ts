import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundlePlugin } from './bundle.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'bundle-')));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string | Uint8Array>>, folder: string): void {
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}

const request = () => ({
  root,
  package: join(root, 'packages', 'plugin'),
  entryPoints: ['src/plugin.ts', 'src/executors/build.ts'],
  external: ['fflate'],
});

it('builds CommonJS that shares code, loads lazy parts late and finds its assets', async () => {
  write(
    {
      'plugin.ts': "import { count } from './shared.ts'; export const plugin = () => count();",
      'shared.ts': 'let calls = 0; export function count(): number { calls += 1; return calls; }',
      'executors/build.ts': [
        "import { count } from '../shared.ts';",
        "export const build = async () => { const { heavy } = await import('../heavy.ts'); return `${count()} ${heavy}`; };",
      ].join('\n'),
      'heavy.ts': [
        "import { readFileSync } from 'node:fs';",
        "export const heavy = readFileSync(new URL('./heavy.txt', import.meta.url), 'utf8');",
      ].join('\n'),
      'heavy.txt': 'as lead',
    },
    join(root, 'packages', 'plugin', 'src'),
  );
  const files = await bundlePlugin(request());
  write(Object.fromEntries(files.map(({ path, contents }) => [path, contents])), join(root, 'out'));
  const require = createRequire(join(root, 'out', 'main.js'));
  const { plugin } = require('./plugin.js') as { readonly plugin: () => number };
  const { build } = require('./executors/build.js') as { readonly build: () => Promise<string> };
  expect(Object.keys(require.cache).some((path) => path.includes('heavy'))).toBe(false);
  expect(plugin()).toBe(1);
  expect(await build()).toBe('2 as lead');
});

it('fails on a package that the published one would not have', async () => {
  write(
    { 'plugin.ts': "import 'fflate';", 'executors/build.ts': "import { x } from 'undeclared'; export const y = x;" },
    join(root, 'packages', 'plugin', 'src'),
  );
  await expect(bundlePlugin(request())).rejects.toThrow('undeclared, which is no dependency');
});
