/** A feature environment from nothing: made, deployed to, changed and made good again, through Nx. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { ProvisionReport } from '@nx-lambda/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlCharacters } from './setup/control-characters.ts';
import { SHOP_FUNCTIONS, type Shop, startShop } from './setup/shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await startShop('provision', { stacks: [], plugin: { artifactBucket: 'shop-artifacts' } });
  const credentials = { accessKeyId: 'ann', secretAccessKey: 'secret' };
  const s3 = new S3Client({ endpoint: shop.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'shop-artifacts' }));
  s3.destroy();
});
afterAll(() => shop.stop());

async function provision(args: readonly string[]) {
  const run = await shop.run([...args, '--report=dist/provision.json']);
  const report: ProvisionReport = JSON.parse(await shop.workspace.read('dist/provision.json'));
  return { ...run, report, kinds: report.stacks.map(({ service, kind }) => `${service} ${kind}`).sort() };
}

const TEMPLATE = 'services/catalog/template.yaml';
const ALL = ['catalog', 'orders', 'payments', 'reports'];

// Each goes on where the one before ended.
describe.sequential('provision-feature', () => {
  it('plans an environment that is not there, and leaves nothing behind', async () => {
    const run = await provision(['run-many', '-t', 'provision-feature', '--dry-run']);
    expect(run.code).toBe(0);
    expect(run.kinds).toEqual(ALL.map((service) => `${service} planned`));
    expect(run.output).toContain('New stack orders-ann');
    expect(shop.control.functions()).toEqual([]);
    expect(run.mutations).not.toContain('ExecuteChangeSet');
  });

  it('makes all stacks, with the code that is built here', async () => {
    const run = await provision(['run-many', '-t', 'provision-feature']);
    expect(run.kinds).toEqual(ALL.map((service) => `${service} created`));
    expect(run.code).toBe(0);
    expect(run.output).toMatch(/created +orders-ann +CreateOrder/);
    expect(run.output).toContain('4 stacks in ann');
    expect(controlCharacters(run.stdout)).toEqual([]);
    const made = shop.control.functions().map(({ tags }) => tags['aws:cloudformation:logical-id'] ?? '');
    expect(made.sort()).toEqual(SHOP_FUNCTIONS);
  });

  it('leaves nothing to do for deploy-feature', async () => {
    const { code, mutations, report } = await shop.deploy(['run-many', '-t', 'deploy-feature']);
    expect(code).toBe(0);
    expect(mutations).toEqual([]);
    expect(report.counts.skipped).toBe(SHOP_FUNCTIONS.length);
  });

  it('is told by status-feature, stack by stack', async () => {
    const run = await shop.run(['run-many', '-t', 'status-feature']);
    expect(run.code).toBe(0);
    expect(run.output).toMatch(/ orders-ann +CREATE_COMPLETE, made today by .+, as the template here/);
    expect(run.mutations).toEqual([]);
  });

  it('is quick where nothing has changed', async () => {
    const run = await provision(['run-many', '-t', 'provision-feature']);
    expect(run.kinds).toEqual(ALL.map((service) => `${service} unchanged`));
    expect(run.mutations).not.toContain('ExecuteChangeSet');
  });

  it('is asked for by deploy-feature, which brings the code of what fits all the same', async () => {
    await shop.workspace.edit(TEMPLATE, 'Resources:', 'Resources:\n  Prices: { Type: AWS::SNS::Topic }\n');
    await shop.workspace.edit('services/catalog/src/list.ts', '450', '460');
    const { updated, report } = await shop.deploy(['run', 'catalog:deploy-feature']);
    expect(updated).toEqual(['ListProducts']);
    expect(report.notices.map(({ message }) => message)).toContain(
      'The stack catalog-ann is waiting for provision-feature: Resources.Prices (new).',
    );
    const run = await provision(['run', 'catalog:provision-feature']);
    expect(run.kinds).toEqual(['catalog updated']);
    expect(run.report.stacks[0]?.changes.map(({ logicalId }) => logicalId)).toContain('Prices');
  });

  it('prints its report with --output=json, also where it broke off', async () => {
    const run = await provision(['run', 'catalog:provision-feature', '--output=json']);
    const json = (text: string): unknown => JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
    expect(json(run.stdout)).toEqual(run.report);
    const broken = await shop.run(['run', 'catalog:provision-feature', '--output=json', '--expires=soon']);
    expect(broken.code).toBe(1);
    expect(json(broken.stdout)).toMatchObject({
      command: 'provision-feature',
      failures: [{ code: 'NXL-PROVISION-EXPIRES' }],
    });
  });

  it('annotates failures in GitHub Actions', async () => {
    await shop.workspace.edit(
      TEMPLATE,
      'Resources:',
      'Resources:\n  Wrong: { Type: Custom::Thing, Properties: { ServiceToken: x } }\n',
    );
    const run = await shop.run(['run', 'catalog:provision-feature'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(run.code).toBe(1);
    expect(run.output).toContain(`::error file=${TEMPLATE},line=`);
    expect(run.output).toContain('NXL-PROVISION-FAILED');
  });
});
