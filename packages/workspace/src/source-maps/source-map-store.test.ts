import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { mapFrames, sourceMapFile } from '@nx-lambda/core';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSourceMapStore } from './source-map-store.ts';

const SHA = 'a/b+c=';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nx-lambda-maps-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

const SOURCE = `interface Order { readonly id: string }

function read(order: Order | undefined): string {
  if (order === undefined)
    throw new TypeError('no order');
  return order.id;
}

try {
  read(undefined);
} catch (error) {
  process.stdout.write((error as Error).stack ?? '');
}
`;

test.each([
  ['cjs', 'src/app.js'],
  ['esm', 'src/app.mjs'],
] as const)('frames of a real minified %s bundle lead back to the TypeScript lines', async (format, file) => {
  await write('app.ts', SOURCE);
  const outfile = join(folder, 'out', file);
  await build({
    entryPoints: [join(folder, 'app.ts')],
    outfile,
    format,
    bundle: true,
    platform: 'node',
    minify: true,
    sourcemap: 'external',
    logLevel: 'silent',
  });
  const map = JSON.parse(await readFile(`${outfile}.map`, 'utf8')) as Record<string, unknown>;
  await write(`artifacts/${sourceMapFile(SHA, `${file}.map`)}`, JSON.stringify({ ...map, sources: ['orders/app.ts'] }));
  const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
  const root = join(folder, 'out');
  const asDeployed = stdout
    .replaceAll(pathToFileURL(root).href, 'file:///var/task')
    .replaceAll(root, '/var/task')
    .replaceAll('\\', '/');

  const lookup = await createSourceMapStore(join(folder, 'artifacts')).load(SHA);
  expect(lookup).toBeDefined();
  const mapped = lookup === undefined ? '' : mapFrames(asDeployed, lookup).text;
  expect(mapped).toMatch(/^TypeError: no order\n {4}at \S+ \(orders\/app\.ts:5:11\)\n {4}at .*orders\/app\.ts:10:3/);
  expect(mapped).not.toContain('/var/task/');
});

test('code whose maps are not kept has no lookup', async () => {
  expect(await createSourceMapStore(join(folder, 'nowhere')).load(SHA)).toBeUndefined();
  await write(sourceMapFile(SHA.replace('a', 'b'), 'app.js.map'), '{}');
  expect(await createSourceMapStore(folder).load(SHA)).toBeUndefined();
});

test.each([
  ['text that is no JSON', 'nonsense'],
  ['an empty map', '{"version":3}'],
  ['a mapping to a source it does not have', '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AUAA"}'],
  ['no object', 'null'],
])('a map with %s explains nothing', async (_what, text) => {
  await write(sourceMapFile(SHA, 'app.js.map'), text);
  const lookup = await createSourceMapStore(folder).load(SHA);
  expect(lookup?.('app.js', 1, 1)).toBeUndefined();
  expect(lookup?.('../app.js', 1, 1)).toBeUndefined();
  expect(lookup?.('app.js', 0, 0)).toBeUndefined();
});
