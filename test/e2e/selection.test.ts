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

interface Lockfile {
  readonly packages: Readonly<Record<string, object>>;
}

/** The services that Nx builds, where it has not the result of the same inputs. */
async function built(): Promise<readonly string[]> {
  const { code, output } = await shop.run(['run-many', '-t', 'build']);
  if (code !== 0) throw new Error(output);
  const runs = [...output.matchAll(/nx run (\w+):build(.*)/g)].filter(([, , note]) => note?.includes('[') === false);
  return [...new Set(runs.map(([, service]) => service ?? ''))].sort();
}

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
    const { workspace } = shop;
    await workspace.write('node_modules/vat-rates/package.json', '{ "name": "vat-rates", "version": "1.0.0" }');
    await workspace.write('node_modules/vat-rates/index.js', 'exports.rate = 0.2;\n');
    await workspace.edit(
      'services/payments/src/charge.ts',
      "import { type Line, priceOf } from '@shop/pricing';",
      "import { type Line, priceOf } from '@shop/pricing';\nimport { rate } from 'vat-rates';\nconsole.log(rate);",
    );
    await workspace.edit('package.json', '"devDependencies": {', '"devDependencies": { "vat-rates": "*",');
    const lockEntry = (version: string) => `"node_modules/vat-rates": { "version": "${version}", "dev": true },`;
    await workspace.edit('package-lock.json', '"node_modules/yaml":', `${lockEntry('1.0.0')} "node_modules/yaml":`);
    await shop.commit('VAT rates from a package');
    await workspace.edit('package-lock.json', lockEntry('1.0.0'), lockEntry('1.1.0'));
    expect(await affected()).toEqual(['payments:build']);
  });

  it('and builds, of a package that is locked in several versions, the services that use the one that changes', async () => {
    const { workspace } = shop;
    for (const source of ['services/catalog/src/list.ts', 'services/payments/src/charge.ts']) {
      await workspace.write(source, `import 'money';\n${await workspace.read(source)}`);
    }
    const money = 'services/catalog/node_modules/money';
    await workspace.write('node_modules/money/package.json', '{ "name": "money", "version": "1.0.0" }');
    await workspace.write(`${money}/package.json`, '{ "name": "money", "version": "2.0.0" }');
    for (const folder of ['node_modules/money', money])
      await workspace.write(`${folder}/index.js`, 'console.log(1);\n');
    await workspace.edit('package.json', '"devDependencies": {', '"devDependencies": { "money": "^1.0.0",');
    const lockfile: Lockfile = JSON.parse(await workspace.read('package-lock.json'));
    const lock = (packages: Lockfile['packages']) =>
      workspace.write(
        'package-lock.json',
        `${JSON.stringify({ ...lockfile, packages: { ...lockfile.packages, ...packages } }, undefined, 2)}\n`,
      );
    const locked = {
      'node_modules/money': { version: '1.0.0', dependencies: { cents: '*' } },
      'node_modules/cents': { version: '1.0.0' },
      [money]: { version: '2.0.0', dependencies: { cents: '*' } },
      [`${money}/node_modules/cents`]: { version: '3.0.0' },
    };
    await lock(locked);
    await shop.commit('Money in two versions');
    await built();
    await lock({ ...locked, [money]: { version: '2.0.0', dependencies: { cents: '*' }, integrity: 'sha512-new' } });
    const first = await built();
    await lock({ ...locked, [`${money}/node_modules/cents`]: { version: '3.1.0' } });
    const second = await built();
    await lock({ ...locked, 'node_modules/cents': { version: '1.1.0' } });
    expect([first, second, await built()]).toEqual([['catalog'], ['catalog'], ['payments']]);
  });

  it('more than needed where nx.json does not narrow changes of the lockfile, and says so once', async () => {
    const { workspace } = shop;
    const nxJson: Record<string, unknown> = JSON.parse(await workspace.read('nx.json'));
    await workspace.write('nx.json', JSON.stringify({ ...nxJson, pluginsConfig: {} }));
    await shop.commit('Without the setting');
    await workspace.edit('services/catalog/src/list.ts', '450', '470');
    const run = await shop.run(['affected', '-t', 'build', '--base=HEAD']);
    expect(run.output.split('NXL-GRAPH-LOCKFILE'), run.output).toHaveLength(2);
    const narrowed = await shop.run(['run-many', '-t', 'build', '--skip-nx-cache']);
    expect(narrowed.output).not.toContain('NXL-GRAPH-LOCKFILE');
  });
});
