/** What Nx loads at every command stays small. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../../tools/sample/command.ts';
import { type Shop, startShop } from './setup/shop.ts';

const HEAVY = ['@aws-sdk', '@smithy', 'esbuild', '@nx/devkit', 'nx', '@vercel/nft', 'typescript', 'oxlint'];

/** Loads the plugin as Nx does, makes the projects twice, and tells which packages were loaded on the way. */
const SCRIPT = `
const { readFileSync } = require('node:fs');
const plugin = require('nx-lambda');
const loaded = () => [...new Set(Object.keys(require.cache)
  .map((file) => /.*node_modules[\\\\/]((?:@[^\\\\/]+[\\\\/])?[^\\\\/]+)/.exec(file)?.[1].replaceAll('\\\\', '/'))
  .filter((name) => name !== undefined && name !== 'nx-lambda'))].sort();
const afterLoading = loaded();
const context = { workspaceRoot: process.cwd(), nxJsonConfiguration: JSON.parse(readFileSync('nx.json', 'utf8')) };
const files = ['catalog', 'orders', 'payments', 'reports'].map((name) => 'services/' + name + '/template.yaml');
plugin.createNodes[1](files, {}, context).then((nodes) => {
  process.stdout.write(JSON.stringify({ afterLoading, afterNodes: loaded(), nodes: nodes.length }));
});
`;

interface Loaded {
  readonly afterLoading: readonly string[];
  readonly afterNodes: readonly string[];
  readonly nodes: number;
}

let shop: Shop;

beforeAll(async () => {
  shop = await startShop('startup', { stacks: [] });
});
afterAll(() => shop.stop());

async function load(): Promise<Loaded> {
  const { root } = shop.workspace;
  const run = await runCommand(process.execPath, ['-e', SCRIPT], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: shop.home, NODE_PATH: join(root, 'node_modules') },
  });
  if (run.code !== 0) throw new Error(run.output);
  return JSON.parse(run.stdout) as Loaded;
}

const heavy = (names: readonly string[]) =>
  names.filter((name) => HEAVY.some((each) => name === each || name.startsWith(`${each}/`)));

/** Of sources and of templates. */
const parsers = (names: readonly string[]) =>
  names.filter((name) => name.includes('oxc-parser') || name === 'yaml').toSorted();

/** Makes the projects with nothing remembered. */
async function loadCold(): Promise<Loaded> {
  await rm(join(shop.workspace.root, '.nx'), { recursive: true, force: true });
  return load();
}

it('loads neither the AWS SDK nor esbuild nor Nx to make the projects, nor a parser for plain imports', async () => {
  const cold = await loadCold();
  expect(cold.nodes).toBe(5);
  expect(parsers(cold.afterNodes)).toEqual([]);
  expect(heavy(cold.afterLoading)).toEqual([]);
  expect(heavy(cold.afterNodes)).toEqual([]);
});

it('loads the parser for a source that is not plain, and none when the cache of the module graph holds everything', async () => {
  await shop.workspace.edit('libs/pricing/src/price.ts', 'const VAT = 0.2;', "const VAT = ['import'].length / 5;");
  const cold = await loadCold();
  expect(parsers(cold.afterNodes)).toEqual([expect.stringContaining('oxc-parser')]);
  expect(heavy(cold.afterNodes)).toEqual([]);
  const warm = await load();
  expect(warm.nodes).toBe(5);
  expect(parsers(warm.afterNodes)).toEqual([]);
});
