/** The pipeline task: the job's commands in a clone as CI checks out, against the same work on a laptop. */
import { join } from 'node:path';
import type { DeployReport } from '@nx-lambda/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SampleWorkspace } from '../../tools/sample/workspace.ts';
import { controlCharacters } from './setup/control-characters.ts';
import { cloneShop, cloudCode, type Shop, startShop } from './setup/shop.ts';

const PIPELINE = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  // As a pipeline runs it: plugins in processes of their own, the daemon as Nx decides.
  NX_ISOLATE_PLUGINS: '',
  NX_DAEMON: '',
  NX_TUI: '',
  NO_COLOR: '',
};
const DEPLOY = [
  'affected',
  '-t',
  'deploy-feature',
  '--base=origin/main',
  '--report=dist/deploy.json',
  '--output-style=static',
];

let shop: Shop;
let checkout: SampleWorkspace;
let head: string;

/** The branch of a pull request is pushed: one line of the library pricing differs from main. Both environments exist. */
beforeAll(async () => {
  shop = await startShop('ci', { stacks: [{ environment: 'ann' }, { environment: 'pr-7' }] });
  await shop.workspace.git('switch', '--quiet', '--create', 'vat');
  await shop.workspace.edit('libs/pricing/src/price.ts', 'const VAT = 0.2;', 'const VAT = 0.25;');
  await shop.commit('VAT rises');
  head = (await shop.workspace.git('rev-parse', 'HEAD')).stdout.trim();
  checkout = await cloneShop(shop, 'ci-checkout', ['--no-checkout'], PIPELINE);
  await checkout.git('checkout', '--quiet', '--detach', head);
});
afterAll(async () => {
  await checkout.remove();
  await shop.stop();
});

const readReport = async (workspace: SampleWorkspace): Promise<DeployReport> =>
  JSON.parse(await workspace.read('dist/deploy.json')) as DeployReport;

describe('nx affected -t deploy-feature in a pipeline', () => {
  it('fails without the name of an environment, and says how to give one', async () => {
    shop.control.calls.reset();
    const run = await checkout.nx(DEPLOY, { env: { FEATURE_ENV: '' } });
    expect(run.code).toBe(1);
    expect(run.output).toContain('NXL-ENVIRONMENT-CI');
    expect(run.output).toContain('FEATURE_ENV=pr-<number>');
    expect(shop.control.calls.list()).toEqual([]);
  });

  it('fails for a name whose number is missing', async () => {
    const run = await checkout.nx(DEPLOY, { env: { FEATURE_ENV: 'pr-' } });
    expect(run.code).toBe(1);
    expect(run.output).toContain('NXL-ENVIRONMENT-INCOMPLETE');
  });

  it('updates the same functions with the same bytes as a laptop in another folder', async () => {
    const laptop = await shop.run(['affected', '-t', 'deploy-feature', '--base=main']);
    expect(laptop.updated).toEqual(['CancelOrder', 'ChargeCard', 'CreateOrder', 'GetOrder']);

    shop.control.calls.reset();
    const summary = join(checkout.root, 'dist', 'summary.md');
    const run = await checkout.nx([...DEPLOY, '--skip-nx-cache'], {
      env: { FEATURE_ENV: 'pr-7', GITHUB_STEP_SUMMARY: summary },
    });
    expect(run.code).toBe(0);
    expect(run.output).not.toContain('[local cache]');
    expect(run.output).toMatch(/payments {2}ChargeCard .*updated/);
    const report = await readReport(checkout);
    expect(report.environment).toBe('pr-7');
    expect(report.outcomes.map(({ kind, logicalId }) => `${logicalId} ${kind}`).sort()).toEqual(
      laptop.updated.map((logicalId) => `${logicalId} updated`),
    );
    const onLaptop = cloudCode(shop.control, 'ann');
    const inPipeline = cloudCode(shop.control, 'pr-7');
    for (const logicalId of laptop.updated) expect(inPipeline[logicalId]).toBe(onLaptop[logicalId]);
    expect(await checkout.read('dist/summary.md')).toContain('CreateOrder');
    // Nx itself colours its lines.
    expect(controlCharacters(run.stdout).filter((code) => code !== 'U+1B')).toEqual([]);
  });

  it('shows what failed at its place in the pull request', async () => {
    await checkout.edit('services/catalog/src/list.ts', 'const products', 'const = products');
    const run = await checkout.nx(['run', 'catalog:build']);
    await checkout.git('checkout', '--quiet', '--', 'services/catalog/src/list.ts');
    expect(run.code).toBe(1);
    expect(run.output).toMatch(/^::error file=services\/catalog\/src\/list\.ts,line=3,col=7,/m);
  });

  it('fails where a shallow clone has no base, and names it', async () => {
    await withShallowClone(async (shallow) => {
      const run = await shallow.nx(DEPLOY, { env: { FEATURE_ENV: 'pr-7' } });
      expect(run.output).toContain("ambiguous argument 'origin/main'");
      expect(run.code).toBe(1);
    });
  });

  it('selects what differs from the base where a shallow clone has it without a common commit', async () => {
    await withShallowClone(async (shallow) => {
      await shallow.git('fetch', '--quiet', '--depth=1', 'origin', '+main:refs/remotes/origin/main');
      const run = await shallow.nx(['affected', '-t', 'build', '--base=origin/main', '--graph=stdout']);
      expect(run.stdout).toContain('"orders:build"');
      expect(run.stdout).toContain('"payments:build"');
      expect(run.stdout).not.toContain('"reports:build"');
    });
  });
});

/** As actions/checkout makes it by default: the last commit of the branch and nothing else. */
async function withShallowClone(use: (shallow: SampleWorkspace) => Promise<void>): Promise<void> {
  const shallow = await cloneShop(shop, 'ci-shallow', ['--depth=1', '--branch=vat'], PIPELINE);
  try {
    await shallow.git('checkout', '--quiet', '--detach');
    await use(shallow);
  } finally {
    await shallow.remove();
  }
}
