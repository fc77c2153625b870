/** What `nx affected` selects: exactly the services that contain a change. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { affectedTasks, type Shop, startShop } from './setup/shop.ts';

let shop: Shop;

/** Before each test: everything is committed. */
beforeAll(async () => {
  shop = await startShop('selection', { stacks: [] });
  await shop.workspace.git('tag', 'remembered');
});
beforeEach(() => shop.reset());
afterAll(() => shop.stop());

describe('nx affected -t build selects', () => {
  const affected = (base?: string) => affectedTasks(shop, 'build', base);

  it('the services that contain an edited library, and no other', async () => {
    await shop.workspace.edit('libs/pricing/src/price.ts', 'const VAT = 0.2;', 'const VAT = 0.25;');
    expect(await affected()).toEqual(['orders:build', 'payments:build']);
  });

  it('the one service whose own source was edited in the last commit', async () => {
    await shop.workspace.edit('services/catalog/src/list.ts', '450', '460');
    await shop.commit('Tea is dearer');
    expect(await affected('HEAD~1')).toEqual(['catalog:build']);
  });

  it('nothing for documents, tests and the version in package.json', async () => {
    await shop.workspace.write('services/orders/README.md', '# Orders\n');
    await shop.workspace.write('services/orders/src/create.test.ts', 'export {};\n');
    await shop.workspace.write('libs/pricing/README.md', '# Pricing\n');
    await shop.workspace.edit('package.json', '"private"', '"version": "2.0.0", "private"');
    expect(await affected()).toEqual([]);
  });

  it('the service where a package.json appears that changes what its modules are', async () => {
    await shop.workspace.write('services/catalog/package.json', '{ "type": "module" }\n');
    expect(await affected()).toEqual(['catalog:build']);
  });

  it('the services whose import a new file takes over', async () => {
    await shop.workspace.write('services/orders/src/rate.ts', 'export const rate = 1;\n');
    await shop.workspace.edit(
      'services/orders/src/get.ts',
      "import { json } from '@shop/http';",
      "import { json } from '@shop/http';\nimport { rate } from './rate';\nconsole.log(rate);",
    );
    await shop.commit('A rate');
    await shop.workspace.write('services/orders/src/rate.tsx', 'export const rate = 2;\n');
    await shop.workspace.write('services/payments/src/rate.ts', 'export const rate = 2;\n');
    expect(await affected()).toEqual(['orders:build']);
  });

  it('the services whose import means another file after a file is deleted', async () => {
    await shop.workspace.write('services/orders/src/rate.ts', 'export const rate = 1;\n');
    await shop.workspace.write('services/orders/src/rate/index.ts', 'export const rate = 2;\n');
    await shop.workspace.edit(
      'services/orders/src/get.ts',
      "import { json } from '@shop/http';",
      "import { json } from '@shop/http';\nimport { rate } from './rate';\nconsole.log(rate);",
    );
    await shop.commit('Two rates');
    await shop.workspace.git('rm', '--quiet', 'services/orders/src/rate.ts');
    expect(await affected()).toEqual(['orders:build']);
  });

  it('the service whose template was edited', async () => {
    await shop.workspace.edit('services/reports/template.yaml', 'python3.12', 'python3.13');
    expect(await affected()).toEqual(['reports:build']);
  });

  it('the services that use an npm package whose version in the lockfile changes', async () => {
    await shop.workspace.edit(
      'services/payments/src/charge.ts',
      "import { type Line, priceOf } from '@shop/pricing';",
      "import { type Line, priceOf } from '@shop/pricing';\nimport { parse } from 'yaml';\nconsole.log(parse('1'));",
    );
    await shop.commit('YAML');
    const lock: { packages: Record<string, { version: string }> } = JSON.parse(
      await shop.workspace.read('package-lock.json'),
    );
    const yaml = lock.packages['node_modules/yaml'];
    if (yaml === undefined) throw new Error('yaml is in the lockfile');
    yaml.version = '2.99.0';
    await shop.workspace.write('package-lock.json', `${JSON.stringify(lock, undefined, 2)}\n`);
    expect(await affected()).toEqual(['payments:build']);
  });
});
