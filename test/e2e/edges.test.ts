/** The edges of Nx's project graph: a file's stay as long as it is the same, whatever happens beside it. */
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../../tools/sample/command.ts';
import { type Shop, startShop } from './setup/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop('edges', { stacks: [] });
  await shop.workspace.edit(
    'tsconfig.base.json',
    '"paths": {',
    '"paths": { "@shop/rates": ["libs/rates/src"], "@shop/promised": ["libs/promised/src"],',
  );
  await shop.workspace.write('libs/rates/project.json', '{ "name": "rates" }');
  await shop.workspace.write('libs/rates/src/index.ts', 'export {};\n');
});
afterAll(() => shop.stop());

interface GraphFile {
  readonly graph: { readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>> };
}

/** What Nx says a project depends on, in a command of its own. */
async function dependenciesOf(project: string): Promise<readonly string[]> {
  const { code, output } = await shop.run(['graph', '--file=graph.json']);
  if (code !== 0) throw new Error(output);
  const { graph }: GraphFile = JSON.parse(await readFile(join(shop.workspace.root, 'graph.json'), 'utf8'));
  return (graph.dependencies[project] ?? []).map(({ target }) => target).sort();
}

const CREATE = 'services/orders/src/create.ts';
const GET = 'services/orders/src/get.ts';

async function prepend(file: string, line: string): Promise<void> {
  await shop.workspace.write(file, `${line}\n${await shop.workspace.read(file)}`);
}

it('of files that are as they were stay, and those of a file that changes follow it', async () => {
  await prepend(GET, "import '@shop/pricing';");
  await prepend(GET, "import '@shop/rates';");
  expect(await dependenciesOf('orders')).toEqual(['events', 'http', 'pricing', 'rates']);
  // Nothing changed: Nx asks about no file.
  expect(await dependenciesOf('orders')).toEqual(['events', 'http', 'pricing', 'rates']);

  const created = await shop.workspace.read(CREATE);
  await shop.workspace.write(CREATE, created.replace(/^import .*'@shop\/pricing';\n/m, ''));
  expect(await shop.workspace.read(CREATE)).not.toBe(created);
  // The other file imports it still.
  expect(await dependenciesOf('orders')).toEqual(['events', 'http', 'pricing', 'rates']);

  await shop.workspace.edit(GET, "import '@shop/pricing';\n", '');
  expect(await dependenciesOf('orders')).toEqual(['events', 'http', 'rates']);
});

it('of a file that stays the same appear with the library that it has been waiting for', async () => {
  await shop.workspace.write(
    'services/waiting/template.yaml',
    await shop.workspace.read('services/catalog/template.yaml'),
  );
  await shop.workspace.write(
    'services/waiting/src/list.ts',
    "import '@shop/promised';\nexport const handler = () => 1;\n",
  );
  expect(await dependenciesOf('waiting')).toEqual([]);

  // The graph of this command fails, so that Nx keeps nothing of it.
  await shop.workspace.write('libs/promised/src/index.ts', 'export {};\n');
  await shop.workspace.write('libs/promised/project.json', '{ "name": "http" }');
  expect((await shop.run(['show', 'projects'])).code).not.toBe(0);

  await shop.workspace.write('libs/promised/project.json', '{ "name": "promised" }');
  expect(await dependenciesOf('waiting')).toEqual(['promised']);
  expect(await dependenciesOf('waiting')).toEqual(['promised']);
});

/**
 * Asks the plugin twice, as a process of Nx that stays does, with no file changed since Nx kept its graph, and tells how
 * many edges it was given. By its clock all files are old enough for their times to prove something.
 */
const ASK_TWICE = `
const { readFileSync } = require('node:fs');
const plugin = require('nx-lambda');
const begin = Date.now();
Date.now = () => begin + 60_000;
const { projects, files } = JSON.parse(process.argv[1]);
const workspaceRoot = process.cwd();
const nxJsonConfiguration = JSON.parse(readFileSync('nx.json', 'utf8'));
const projectFileMap = Object.fromEntries(Object.entries(files).map(([name, own]) => [name, own.map((file) => ({ file }))]));
const context = { workspaceRoot, nxJsonConfiguration, projects, externalNodes: {},
  fileMap: { projectFileMap, nonProjectFiles: [] }, filesToProcess: { projectFileMap: {}, nonProjectFiles: [] } };
const ask = async () => {
  await plugin.createNodes[1](['services/orders/template.yaml'], {}, context);
  return plugin.createDependencies({}, context).length;
};
ask().then(async (first) => process.stdout.write(JSON.stringify([first, await ask()])));
`;

async function askTwice(): Promise<unknown> {
  const { root } = shop.workspace;
  const projects = {
    orders: { root: 'services/orders' },
    http: { root: 'libs/http' },
    events: { root: 'libs/events' },
  };
  const files = { orders: [CREATE, GET, 'services/orders/src/cancel.ts'] };
  const run = await runCommand(process.execPath, ['-e', ASK_TWICE, JSON.stringify({ projects, files })], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: shop.home, NODE_PATH: join(root, 'node_modules') },
  });
  if (run.code !== 0) throw new Error(run.output);
  return JSON.parse(run.stdout);
}

it('are told once as long as Nx keeps them, and always to a process that may not know what others keep', async () => {
  const all = 4;
  expect(await askTwice()).toEqual([all, all]);
  const later = Date.now() / 1000 + 60;
  await utimes(join(shop.workspace.root, '.nx/workspace-data/file-map.json'), later, later);
  expect(await askTwice()).toEqual([0, all]);
});
