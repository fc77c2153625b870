/** The whole life of a feature environment of four services that need one another, through Nx on the stand-in. */
import { fileURLToPath } from 'node:url';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { DestroyReport, EnvironmentList, ProvisionReport, StatusReport, SweepReport } from '@nx-lambda/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LINKED_FILES, LINKS, makingOf, stackNames } from './setup/linked-shop.ts';
import { SHOP_FUNCTIONS, type Shop, type ShopRun, startShop } from './setup/shop.ts';

const ALL = ['catalog', 'orders', 'payments', 'reports'];
const STACKS = ALL.map((service) => `${service}-ann`);
const LATER = fileURLToPath(new URL('./setup/days-later.cjs', import.meta.url));

let shop: Shop;
let cloudFormation: CloudFormationClient;

beforeAll(async () => {
  shop = await startShop('life', {
    stacks: [],
    files: LINKED_FILES,
    plugin: { artifactBucket: 'shop-artifacts', parameters: { Stage: '{environment}' } },
  });
  const settings = {
    endpoint: shop.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'ann', secretAccessKey: 'secret' },
  };
  cloudFormation = new CloudFormationClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'shop-artifacts' }));
  s3.destroy();
});
afterAll(async () => {
  cloudFormation.destroy();
  await shop.stop();
});

/** Runs a command with a report, which is read. `days`: so many days later. */
async function run<Report>(args: readonly string[], days = 0): Promise<ShopRun & { readonly report: Report }> {
  const env: Record<string, string> =
    days === 0 ? {} : { NODE_OPTIONS: `--require=${LATER}`, LATER_DAYS: String(days) };
  const result = await shop.run([...args, '--report=dist/report.json'], { env });
  const report: Report = JSON.parse(await shop.workspace.read('dist/report.json'));
  return { ...result, report };
}

const provision = (...args: readonly string[]) => run<ProvisionReport>(args);
const destroy = (...args: readonly string[]) => run<DestroyReport>(args);
const kinds = ({ stacks }: Pick<ProvisionReport | DestroyReport | SweepReport, 'stacks'>) =>
  stacks.map(({ service, kind }) => `${service} ${kind}`).sort();
const each = (kind: string) => ALL.map((service) => `${service} ${kind}`);
const removedInOrder = () =>
  shop.control.calls
    .list({ operation: 'DeleteStack' })
    .map(({ resource = '' }) => STACKS.find((name) => resource.includes(name)) ?? resource);

// Each goes on where the one before ended.
describe.sequential('a feature environment', () => {
  it('is planned whole though nothing is there yet', async () => {
    const { report, output, code } = await provision('run-many', '-t', 'provision-feature', '--dry-run');
    expect(code).toBe(0);
    expect(kinds(report)).toEqual(each('planned'));
    expect(output).toContain('orders can be planned only once catalog, payments are provisioned');
    expect(await stackNames(cloudFormation)).toEqual([]);
  });

  it('is provisioned with each stack after those that it needs', async () => {
    const { report, code } = await provision('run-many', '-t', 'provision-feature', '--expires=3d');
    expect(kinds(report)).toEqual(each('created'));
    expect(code).toBe(0);
    for (const [service, needed] of LINKS) {
      const [, done] = await makingOf(cloudFormation, `${needed}-ann`);
      const [begun] = await makingOf(cloudFormation, `${service}-ann`);
      expect(begun, `${service} after ${needed}`).toBeGreaterThanOrEqual(done);
    }
  });

  it('has nothing for deploy-feature, and after an edit one function', async () => {
    const before = await shop.deploy(['run-many', '-t', 'deploy-feature']);
    expect(before).toMatchObject({ code: 0, mutations: [] });
    expect(before.report.counts.skipped).toBe(SHOP_FUNCTIONS.length);
    await shop.workspace.edit('services/orders/src/get.ts', 'Which order?', 'Which order');
    const after = await shop.deploy(['run-many', '-t', 'deploy-feature']);
    expect(after.updated).toEqual(['GetOrder']);
  });

  it('is told by deploy-feature what of a changed template waits, and gets its code all the same', async () => {
    await shop.workspace.edit('services/orders/template.yaml', 'PRODUCTS:', 'CURRENCY: EUR\n          PRODUCTS:');
    await shop.workspace.edit(
      'services/orders/template.yaml',
      'Resources:',
      'Resources:\n  Late: { Type: AWS::SQS::Queue }',
    );
    await shop.workspace.edit('services/orders/src/cancel.ts', 'can not', 'cannot');
    const { updated, report, code } = await shop.deploy(['run', 'orders:deploy-feature']);
    expect(code).toBe(0);
    expect(updated).toEqual(['CancelOrder']);
    expect(report.notices.map(({ message }) => message)).toContain(
      'The stack orders-ann is waiting for provision-feature: Resources.CreateOrder (changed), Resources.Late (new).',
    );
    const status = await run<StatusReport>(['run', 'orders:status-feature']);
    expect(status.output).toContain(
      'waits for provision-feature: Resources.CreateOrder (changed), Resources.Late (new)',
    );
  });

  it('gets the change with the next provision-feature, which shows it first, and keeps the code that was deployed', async () => {
    const { report, output } = await provision('run-many', '-t', 'provision-feature', '--expires=3d');
    expect(kinds(report)).toEqual(['catalog unchanged', 'orders updated', 'payments unchanged', 'reports unchanged']);
    const orders = report.stacks.find(({ service }) => service === 'orders');
    expect(orders?.changes.map(({ kind, logicalId }) => `${kind} ${logicalId}`)).toEqual(
      expect.arrayContaining(['add Late', 'change CreateOrder']),
    );
    expect(output).toMatch(/change +CreateOrder +AWS::Lambda::Function +Environment/);
    expect(output.indexOf('Stack orders-ann: ')).toBeLessThan(output.search(/updated +orders-ann +CreateOrder/));
    const { report: deployed, mutations } = await shop.deploy(['run-many', '-t', 'deploy-feature']);
    expect(mutations).toEqual([]);
    expect(deployed.counts.skipped).toBe(SHOP_FUNCTIONS.length);
  });

  it('is shown by status-feature and list-features, as a table and as JSON', async () => {
    const status = await run<StatusReport>(['run-many', '-t', 'status-feature']);
    expect(status.output).toMatch(/ orders-ann +UPDATE_COMPLETE, made today by .+ \(in 3 days\), as the template here/);
    expect(status.output).toContain('Products = ');
    expect(status.output).toMatch(/ServerlessHttpApi: https:\/\/\S+\.execute-api\.us-east-1\.amazonaws\.com/);
    const listed = await run<EnvironmentList>(['run', 'nx-lambda:list-features']);
    expect(listed.output).toMatch(/Environment +Owner +Branch +Made +Expires +State +Services/);
    expect(listed.output).toMatch(
      /ann +\S+ +main +0 hours ago +[-0-9]{10} \(in 3 days\) +ready +catalog, orders, payments, reports/,
    );
    expect(listed.report.environments).toMatchObject([
      {
        name: 'ann',
        branches: ['main'],
        daysLeft: 3,
        state: 'ready',
        stacks: STACKS.map((stackName) => ({ stackName })),
      },
    ]);
    const json = await shop.run(['run', 'nx-lambda:list-features', '--output=json']);
    const printed: EnvironmentList = JSON.parse(
      json.stdout.slice(json.stdout.indexOf('{'), json.stdout.lastIndexOf('}') + 1),
    );
    expect(printed.environments).toEqual(listed.report.environments);
  });

  it('goes on where a service fails that others do not need, and names those that wait for it', async () => {
    const broken = '  Wrong: { Type: Custom::Thing, Properties: { ServiceToken: x } }\n';
    await shop.workspace.edit('services/payments/template.yaml', '  Charges:', `${broken}  Charges:`);
    await shop.workspace.edit(
      'services/catalog/template.yaml',
      'Resources:',
      'Resources:\n  News: { Type: AWS::SNS::Topic }',
    );
    const { report, output, code } = await provision('run-many', '-t', 'provision-feature', '--expires=3d');
    expect(code).toBe(1);
    expect(kinds(report)).toEqual(['catalog updated', 'orders not-started', 'payments failed', 'reports not-started']);
    expect(output).toContain('reports was not provisioned, because payments, which it needs, was not.');
    await shop.workspace.edit('services/payments/template.yaml', broken, '');
    const mended = await provision('run-many', '-t', 'provision-feature', '--expires=3d');
    expect(mended.code).toBe(0);
  });

  it('says which services need one another in a circle, and changes nothing', async () => {
    await shop.workspace.write('services/catalog/lambda.config.json', '{ "dependsOn": ["reports"] }\n');
    const { report, output, code, mutations } = await provision('run-many', '-t', 'provision-feature', '--expires=3d');
    expect(code).toBe(1);
    expect(output).toContain('need one another: catalog → reports → orders → catalog.');
    expect(output).toContain('NXL-PROVISION-CYCLE');
    expect(mutations).not.toContain('ExecuteChangeSet');
    expect(kinds(report)).toEqual(['catalog failed', 'orders failed', 'payments unchanged', 'reports failed']);
    await shop.workspace.write('services/catalog/lambda.config.json', '{}\n');
  });

  it('loses only what is named, and never what others import from', async () => {
    const alone = await destroy('run', 'reports:destroy-feature');
    expect(kinds(alone.report)).toEqual(['reports removed']);
    expect(removedInOrder()).toEqual(['reports-ann']);
    const needed = await destroy('run', 'catalog:destroy-feature');
    expect(needed.code).toBe(1);
    expect(kinds(needed.report)).toEqual(['catalog refused']);
    expect(needed.output).toContain("can't be removed: orders-ann import from it");
    expect(await stackNames(cloudFormation)).toEqual(['catalog-ann', 'orders-ann', 'payments-ann']);
  });

  it('loses of nx affected those that changed, consumers first', async () => {
    await shop.commit('All of it');
    await shop.workspace.edit('services/catalog/src/list.ts', '450', '460');
    await shop.workspace.edit('services/orders/src/get.ts', 'Which order', 'Which one');
    await shop.workspace.edit('services/payments/src/charge.ts', '-4', '-3');
    const { report } = await destroy('affected', '-t', 'destroy-feature', '--base=HEAD');
    expect(kinds(report)).toEqual(['catalog removed', 'orders removed', 'payments removed']);
    expect(removedInOrder()[0]).toBe('orders-ann');
    expect(shop.control.functions()).toEqual([]);
  });

  it('is made again, expires, and is swept away whole only when that is asked for', async () => {
    const made = await provision('run-many', '-t', 'provision-feature', '--expires=2d');
    expect(kinds(made.report)).toEqual(each('created'));
    const early = await run<SweepReport>(['run', 'nx-lambda:sweep-features', '--remove'], 2);
    expect(early.report.environments).toEqual([]);
    const listed = await run<EnvironmentList>(['run', 'nx-lambda:list-features'], 3);
    expect(listed.output).toContain('(expired)');
    const dry = await run<SweepReport>(['run', 'nx-lambda:sweep-features'], 3);
    expect(kinds(dry.report)).toEqual(each('planned'));
    expect(dry.output).toContain('Nothing was removed: pass --remove to do so');
    expect(await stackNames(cloudFormation)).toEqual(STACKS);
    const swept = await run<SweepReport>(['run', 'nx-lambda:sweep-features', '--remove'], 3);
    expect(swept.code).toBe(0);
    expect(kinds(swept.report)).toEqual(each('removed'));
    const order = removedInOrder();
    for (const [service, needed] of LINKS) {
      expect(order.indexOf(`${service}-ann`)).toBeLessThan(order.indexOf(`${needed}-ann`));
    }
    expect(await stackNames(cloudFormation)).toEqual([]);
    expect(shop.control.functions()).toEqual([]);
  });

  it('is removed a second time with success', async () => {
    const { report, code } = await destroy('run-many', '-t', 'destroy-feature');
    expect(code).toBe(0);
    expect(kinds(report)).toEqual(each('absent'));
  });
});
