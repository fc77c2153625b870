/** The `init` generator and the projects that it brings. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Shop, startShop } from './setup/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop('init', { plugin: 'none' });
});
afterAll(() => shop.stop());

it('registers the plugin once, with minimal options, and does nothing on a second run', async () => {
  const first = await shop.workspace.nx(['g', 'nx-lambda:init']);
  expect(first.output).toContain('UPDATE nx.json');
  expect(first.code).toBe(0);
  const nxJson = await shop.workspace.read('nx.json');
  expect(JSON.parse(nxJson)).toMatchObject({ plugins: [{ plugin: 'nx-lambda', options: {} }] });
  const { stdout: changed } = await shop.workspace.git('status', '--porcelain');
  expect(changed).toBe(' M nx.json\n');

  const second = await shop.workspace.nx(['g', 'nx-lambda:init']);
  expect(second.code).toBe(0);
  expect(second.output).not.toMatch(/UPDATE|CREATE|DELETE/);
  expect(await shop.workspace.read('nx.json')).toBe(nxJson);

  const orders = await shop.workspace.nx(['show', 'project', 'orders', '--json']);
  const project: unknown = JSON.parse(orders.stdout);
  expect(project).toMatchObject({
    root: 'services/orders',
    targets: {
      build: { executor: 'nx-lambda:build', cache: true, outputs: ['{workspaceRoot}/dist/lambda/{projectName}'] },
      'deploy-feature': { executor: 'nx-lambda:deploy-feature', dependsOn: ['build'] },
      'invoke-cloud': { configurations: { CreateOrder: { event: 'services/orders/events/CreateOrder.json' } } },
    },
    metadata: {
      lambda: {
        functions: [
          { logicalId: 'CreateOrder', runtime: 'nodejs20.x', entryPoint: 'services/orders/src/create.ts' },
          { logicalId: 'GetOrder', runtime: 'nodejs20.x', entryPoint: 'services/orders/src/get.ts' },
          { logicalId: 'CancelOrder', runtime: 'nodejs20.x', entryPoint: 'services/orders/src/cancel.ts' },
        ],
      },
    },
  });

  const graph = await shop.workspace.nx(['graph', '--file=stdout', '--print']);
  const { dependencies } = JSON.parse(graph.stdout).graph as {
    dependencies: Record<string, readonly { readonly target: string }[]>;
  };
  const targets = (project: string) => dependencies[project]?.map(({ target }) => target).sort();
  expect(targets('orders')).toEqual(['events', 'http', 'pricing']);
  expect(targets('payments')).toEqual(['pricing']);
  expect(targets('reports')).toEqual([]);
});
