/** What `status-feature` tells of a feature environment, before and after a deployment. */
import type { StatusReport } from '@nx-lambda/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { controlCharacters } from './setup/control-characters.ts';
import { SHOP_FUNCTIONS, type Shop, startShop } from './setup/shop.ts';

const TEMPLATE = 'services/catalog/template.yaml';

let shop: Shop;
let commit: string;

/** Before each test: everything is committed, built and deployed to ann. */
beforeAll(async () => {
  shop = await startShop('status');
  commit = (await shop.workspace.git('rev-parse', 'HEAD')).stdout.trim();
  await shop.deployAll();
  await shop.remember();
});
beforeEach(() => shop.reset());
afterAll(() => shop.stop());

async function status(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const run = await shop.run([...args, '--report=dist/status.json'], { env });
  const report: StatusReport = JSON.parse(await shop.workspace.read('dist/status.json'));
  return { ...run, report };
}

describe('status-feature', () => {
  it('tells of all services in one table that the deployed code is built here, and at which commit', async () => {
    const run = await status(['run-many', '-t', 'status-feature']);
    expect(run.code).toBe(0);
    expect(run.mutations).toEqual([]);
    expect(run.report.functions.map(({ logicalId }) => logicalId).sort()).toEqual(SHOP_FUNCTIONS);
    for (const fn of run.report.functions) {
      expect(fn).toMatchObject({ kind: 'deployed', origin: 'ours', commit, drift: 'same', state: 'Active' });
    }
    expect(run.output).toContain('Feature environment ann, account 123456789012, us-east-1');
    expect(run.output).toContain('6 functions: 6 same as built here');
    expect(run.output).toMatch(
      / orders +CreateOrder +same +\S{12} +ours, [0-9a-f]{10} +[-0-9]{10} [:0-9]{5}Z +Active +orders-ann-create/,
    );
    expect(controlCharacters(run.stdout)).toEqual([]);
    expect(shop.control.calls.counts()).toMatchObject({ 'lambda:GetFunction': 6, 'sts:GetCallerIdentity': 1 });
  });

  it('builds nothing: what was edited counts once it is built', async () => {
    await shop.workspace.edit('services/catalog/src/list.ts', '450', '460');
    const before = await status(['run', 'catalog:status-feature']);
    expect(before.report.functions).toMatchObject([{ logicalId: 'ListProducts', drift: 'same' }]);
    expect((await shop.workspace.nx(['run', 'catalog:build'])).code).toBe(0);
    const after = await status(['run', 'catalog:status-feature']);
    expect(after.report.functions).toMatchObject([{ logicalId: 'ListProducts', drift: 'differs', origin: 'ours' }]);
    expect(after.code).toBe(0);
    await shop.reset();
    expect((await shop.workspace.nx(['run', 'catalog:build'])).code).toBe(0);
  });

  it('tells of an environment that is not there', async () => {
    const run = await status(['run', 'orders:status-feature', '--environment=nobody']);
    expect(run.code).toBe(0);
    expect(run.report.counts).toMatchObject({ missing: 3 });
    expect(run.output).toContain('There is no stack orders-nobody');
  });

  it('prints the state of its service as JSON with --output=json', async () => {
    const run = await status(['run', 'orders:status-feature', '--output=json', '--function=G*']);
    const printed: unknown = JSON.parse(run.stdout.slice(run.stdout.indexOf('{'), run.stdout.lastIndexOf('}') + 1));
    expect(printed).toEqual(run.report);
    expect(run.report).toMatchObject({ schema: 1, command: 'status-feature', functions: [{ logicalId: 'GetOrder' }] });
  });

  it('fails for the service whose state can not be read, and tells of the others', async () => {
    shop.control.setCaller('blind', { account: '123456789012', denied: ['lambda:GetFunction'] });
    const run = await status(['run', 'orders:status-feature'], { AWS_ACCESS_KEY_ID: 'blind' });
    expect(run.code).toBe(1);
    expect(run.report.counts).toMatchObject({ unreadable: 3 });
    expect(run.output).toContain('NXL-AWS-ACCESS-DENIED');
    await shop.workspace.edit(TEMPLATE, 'Resources:', 'Resources: [');
    const broken = await status(['run-many', '-t', 'status-feature']);
    expect(broken.code).toBe(1);
    expect(broken.report.counts).toMatchObject({ same: 5 });
  });

  it('waits for no build, and has help', async () => {
    const shown = await shop.workspace.nx(['show', 'project', 'orders', '--json']);
    const { targets }: { targets: Record<string, object> } = JSON.parse(shown.stdout);
    expect(targets['status-feature']).toMatchObject({ executor: 'nx-lambda:status-feature' });
    expect(targets['status-feature']).not.toHaveProperty('dependsOn');
    // Nx keeps nothing of a target that does not say so.
    expect(targets['status-feature']).not.toMatchObject({ cache: true });
    const help = await shop.workspace.nx(['run', 'orders:status-feature', '--help']);
    expect(help.output).toContain('--environment');
    expect(help.output).toContain('is what is built here');
  });
});
