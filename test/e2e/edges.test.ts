/** The edges of Nx's project graph: a file's stay as long as it is the same, whatever happens beside it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
