/** Files that git ignores: a library's build folder, and a client that somebody generated. */
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { affectedTasks, type Shop, startShop } from './setup/shop.ts';

const BUILD_LIBRARY = `
const fs = require('node:fs');
fs.mkdirSync('libs/client/dist', { recursive: true });
for (const name of fs.readdirSync('libs/client/src')) fs.copyFileSync('libs/client/src/' + name, 'libs/client/dist/' + name);
`;

const FILES = {
  'libs/client/package.json': '{ "name": "@shop/client", "main": "dist/index.js" }\n',
  'libs/client/project.json': JSON.stringify({
    name: 'client',
    targets: {
      build: {
        command: 'node libs/client/build.cjs',
        cache: true,
        inputs: ['{projectRoot}/src/**/*', '{projectRoot}/build.cjs'],
        outputs: ['{projectRoot}/dist'],
      },
    },
  }),
  'libs/client/build.cjs': BUILD_LIBRARY,
  'libs/client/src/index.js': "export { url } from './url.js';\n",
  'libs/client/src/url.js': "export const url = 'first';\n",
};

let shop: Shop;

beforeAll(async () => {
  shop = await startShop('generated', { files: FILES });
  // As npm links the packages of a workspace.
  await mkdir(join(shop.workspace.root, 'node_modules/@shop'), { recursive: true });
  await symlink('../../libs/client', join(shop.workspace.root, 'node_modules/@shop/client'), 'junction');
  await prepend('services/catalog/src/list.ts', "import { url } from '@shop/client';\nconsole.log(url);\n");
  await shop.commit('A client');
});
beforeEach(async () => {
  await shop.workspace.git('reset', '--quiet', '--hard');
  for (const folder of ['dist', 'libs/client/dist']) await rm(join(shop.workspace.root, folder), RECURSIVE);
});
afterAll(() => shop.stop());

const RECURSIVE = { recursive: true, force: true } as const;

async function prepend(path: string, text: string): Promise<void> {
  await shop.workspace.write(path, text + (await shop.workspace.read(path)));
}

async function build(service: string): Promise<string> {
  const run = await shop.run(['run', `${service}:build`]);
  if (run.code !== 0) throw new Error(run.output);
  return run.output;
}

async function code(service: string, logicalId: string): Promise<string> {
  const zip = await readFile(join(shop.workspace.root, `dist/lambda/${service}/${logicalId}.zip`));
  return Object.values(unzipSync(zip))
    .map((bytes) => Buffer.from(bytes).toString())
    .join('\n');
}

const setUrl = (text: string) => shop.workspace.write('libs/client/src/url.js', `export const url = '${text}';\n`);

describe('a library that leads to its build folder', () => {
  it('is built before the service, and no other service waits for it', async () => {
    expect(await build('catalog')).toContain('client:build');
    expect(await code('catalog', 'ListProducts')).toContain('first');
    expect(await build('orders')).not.toContain('client:build');
  });

  it('selects the service when its sources change, built or not', async () => {
    await setUrl('second');
    expect(await affectedTasks(shop, 'build')).toEqual(['catalog:build', 'client:build']);
    await build('catalog');
    expect(await affectedTasks(shop, 'build')).toEqual(['catalog:build', 'client:build']);
    await shop.workspace.git('reset', '--quiet', '--hard');
    expect(await affectedTasks(shop, 'build')).toEqual([]);
  });

  it('gives the bytes of its present sources, whatever is cached', async () => {
    for (const text of ['third', 'fourth', 'third', 'fourth']) {
      await setUrl(text);
      await build('catalog');
      expect(await code('catalog', 'ListProducts')).toContain(text);
      if (text === 'third') await rm(join(shop.workspace.root, 'libs/client/dist'), RECURSIVE);
    }
    // Once the library is built its very files are the inputs, where all that it makes was one before.
    await build('catalog');
    expect(await build('catalog')).toContain('nx run catalog:build  [');
  });
});

describe('a generated file that no target makes', () => {
  const CLIENT = 'services/orders/src/generated.ts';

  it('is told of, and its content counts for cached builds', async () => {
    await shop.workspace.write('.gitignore', `${await shop.workspace.read('.gitignore')}generated.ts\n`);
    await shop.workspace.write(CLIENT, "export const version = 'v-one';\n");
    await prepend('services/orders/src/get.ts', "import { version } from './generated';\nconsole.log(version);\n");
    const first = await build('orders');
    expect(first).toContain('NXL-GRAPH-GENERATED');
    expect(first).toContain(CLIENT);
    expect(await code('orders', 'GetOrder')).toContain('v-one');
    await shop.workspace.write(CLIENT, "export const version = 'v-two';\n");
    await build('orders');
    expect(await code('orders', 'GetOrder')).toContain('v-two');
    await rm(join(shop.workspace.root, CLIENT));
  });
});

describe('a folder that is packaged whole', () => {
  it('counts with the files in it that git ignores', async () => {
    const model = 'services/reports/src/model_generated.py';
    const vendored = 'services/reports/src/vendor/deep/part.py';
    await shop.workspace.write('.gitignore', `${await shop.workspace.read('.gitignore')}*_generated.py\nvendor\n`);
    await shop.workspace.write(model, 'MODEL = 1\n');
    await shop.workspace.write(vendored, 'PART = 1\n');
    const first = await build('reports');
    for (const told of ['NXL-GRAPH-GENERATED', model, 'services/reports/src/vendor']) expect(first).toContain(told);
    expect(await build('reports')).toContain('nx run reports:build  [');
    await shop.workspace.write(model, 'MODEL = 2\n');
    await build('reports');
    expect(await code('reports', 'DailyReport')).toContain('MODEL = 2');
    await shop.workspace.write(vendored, 'PART = 2\n');
    await build('reports');
    expect(await code('reports', 'DailyReport')).toContain('PART = 2');
    await rm(join(shop.workspace.root, model));
    await rm(join(shop.workspace.root, 'services/reports/src/vendor'), RECURSIVE);
  });
});
