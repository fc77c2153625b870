/** What users write and how the workspace takes it: bad templates, lambda.config.json, project.json, other names. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedFeatureStacks } from '../../tools/sample/feature-stacks.ts';
import { affectedTasks, readShopServices, type Shop, startShop } from './setup/shop.ts';

const INVOICES_CONFIG = JSON.stringify(
  {
    functions: {
      SendInvoice: {
        entryPoint: 'src/send.ts',
        runtime: 'nodejs20.x',
        name: 'invoices-{environment}-send',
      },
    },
  },
  undefined,
  2,
);

const STOCK_TEMPLATE = `Resources:
  CountStock:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: count.handler
      Runtime: nodejs20.x
`;

let shop: Shop;

/** Before each test: the shop, the service invoices of lambda.config.json alone, and stock, whose template has another name. */
beforeAll(async () => {
  shop = await startShop('definitions', {
    plugin: { templates: '**/{template,*.stack}.{yaml,yml,json}' },
    files: {
      'services/invoices/lambda.config.json': INVOICES_CONFIG,
      'services/invoices/src/send.ts':
        "import { json } from '@shop/http';\nexport const handler = async () => json(202, 'sent');\n",
      'services/stock/main.stack.yaml': STOCK_TEMPLATE,
      'services/stock/src/count.ts': 'export const handler = async () => 7;\n',
      'examples/hello/template.yaml': STOCK_TEMPLATE.replace('count.handler', 'missing.handler'),
      '.nxignore': 'examples\n',
    },
    definitions: ['services/invoices/lambda.config.json', 'services/stock/main.stack.yaml'],
  });
  await shop.workspace.git('tag', 'remembered');
});
beforeEach(() => shop.reset());
afterAll(() => shop.stop());

async function showProject(name: string): Promise<Readonly<Record<string, unknown>>> {
  const { code, stdout, output } = await shop.workspace.nx(['show', 'project', name, '--json']);
  if (code !== 0) throw new Error(output);
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

describe('a template with an error', () => {
  it('does not keep Nx from listing all projects, and fails its own build alone, at its place', async () => {
    await shop.workspace.edit('services/catalog/template.yaml', 'Handler: list.handler', 'Handler: lists.handler');
    await shop.workspace.edit('services/payments/template.yaml', 'Resources:', 'Resources: [');
    const shown = await shop.workspace.nx(['show', 'projects', '--json']);
    expect(shown.code).toBe(0);
    const names = [
      'catalog',
      'events',
      'http',
      'invoices',
      'nx-lambda',
      'orders',
      'payments',
      'pricing',
      'reports',
      'stock',
    ];
    expect((JSON.parse(shown.stdout) as string[]).sort()).toEqual(names);

    const built = await shop.workspace.nx(['run-many', '-t', 'build', '--nxBail=false', '--output-style=static']);
    expect(built.code).toBe(1);
    expect(built.output).toMatch(/services\/catalog\/template\.yaml:10:16/);
    expect(built.output).toMatch(/services\/payments\/template\.yaml:\d+:\d+/);
    const [, failed = ''] = built.output.split('Failed tasks:');
    const failedTasks = [...failed.matchAll(/^- (?<task>\S+)$/gm)].map(({ groups }) => groups?.task ?? '');
    expect(failedTasks.sort()).toEqual(['catalog:build', 'payments:build']);
    expect(await shop.workspace.read('dist/lambda/orders/GetOrder.json')).toContain('codeSha256');
  });

  it('is built again once the template is right', async () => {
    await shop.workspace.edit('services/catalog/template.yaml', 'Handler: list.handler', 'Handler: lists.handler');
    await shop.commit('A wrong handler');
    await shop.workspace.edit('services/catalog/template.yaml', 'Handler: lists.handler', 'Handler: list.handler');
    expect(await affectedTasks(shop, 'build')).toEqual(['catalog:build']);
  });
});

it('functions of a lambda.config.json alone are deployed to their physical names', async () => {
  const run = await shop.deploy(['run', 'invoices:deploy-feature']);
  expect(run.report.outcomes).toMatchObject([
    { kind: 'updated', logicalId: 'SendInvoice', physicalName: 'invoices-ann-send' },
  ]);
  expect(run.code).toBe(0);
  const invoked = await shop.workspace.nx(['run', 'invoices:invoke-cloud', '--output=payload']);
  expect(invoked.stdout).toContain('"statusCode":202');
});

it('a Python function is deployed as its folder and answers', async () => {
  const run = await shop.run(['run', 'reports:deploy-feature']);
  expect(run.updated).toEqual(['DailyReport']);
  const invoked = await shop.workspace.nx(['run', 'reports:invoke-cloud:day']);
  expect(invoked.output).toContain('"total": 1620');
  expect(invoked.output).toContain('2 order(s)');
  expect(invoked.code).toBe(0);
});

it('what project.json says merges over what is inferred', async () => {
  await shop.workspace.write(
    'services/orders/project.json',
    JSON.stringify({
      name: 'ordering',
      tags: ['scope:orders'],
      targets: {
        'deploy-feature': { options: { environment: 'ann', dryRun: true } },
        smoke: { command: 'echo smoke' },
      },
    }),
  );
  expect(await showProject('ordering')).toMatchObject({
    root: 'services/orders',
    tags: expect.arrayContaining(['scope:orders']),
    targets: {
      build: { executor: 'nx-lambda:build', cache: true },
      'deploy-feature': { executor: 'nx-lambda:deploy-feature', dependsOn: ['build'], options: { dryRun: true } },
      smoke: { executor: 'nx:run-commands' },
    },
  });
  const [orders] = await readShopServices(shop.workspace, ['services/orders/template.yaml']);
  if (orders === undefined) throw new Error('orders is a service');
  seedFeatureStacks(shop.control, [{ ...orders, name: 'ordering' }], { environment: 'ann' });
  const run = await shop.run(['run', 'ordering:deploy-feature'], { env: { FEATURE_ENV: '' } });
  expect(run.output).toContain('dry run');
  expect(run.output).toContain('CreateOrder');
  expect(run.code).toBe(0);
  expect(run.mutations).toEqual([]);
});

it('a template under another name is a service where the option `templates` says so', async () => {
  expect(await showProject('stock')).toMatchObject({
    root: 'services/stock',
    metadata: { lambda: { functions: [{ logicalId: 'CountStock', entryPoint: 'services/stock/src/count.ts' }] } },
  });
});

it('options that are wrong stop Nx with all of them named', async () => {
  await shop.workspace.edit('nx.json', '"templates"', '"enviroment": "x", "concurrency": 0, "templates"');
  const run = await shop.workspace.nx(['show', 'projects']);
  expect(run.code).toBe(1);
  expect(run.output).toContain('enviroment');
  expect(run.output).toContain('concurrency');
});
