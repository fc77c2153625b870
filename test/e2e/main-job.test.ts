/** The main job: what is built and deployed after each kind of change, and what is not. */
import { createHash } from 'node:crypto';
import { LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import type { FunctionOutcome } from '@nx-lambda/core';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { controlCharacters } from './setup/control-characters.ts';
import { cloudCode, SHOP_FUNCTIONS, type Shop, startShop } from './setup/shop.ts';

const PRICE = 'libs/pricing/src/price.ts';
const WITH_PRICING = ['ChargeCard', 'CreateOrder'];

let shop: Shop;

/** Before each test: everything is committed, built and deployed to ann. */
beforeAll(async () => {
  shop = await startShop('main-job', {
    stacks: [{ environment: 'ann' }, { environment: 'prod', untagged: true }, { environment: 'bob', untagged: true }],
  });
  await shop.deployAll();
  await shop.remember();
});
beforeEach(() => shop.reset());
afterAll(() => shop.stop());

describe('nx run-many -t deploy-feature', () => {
  it('changes nothing when nothing differs', async () => {
    const run = await shop.deploy(['run-many', '-t', 'deploy-feature']);
    expect(run.output).toContain('all 6 functions up to date');
    expect(run.code).toBe(0);
    expect(run.mutations).toEqual([]);
    expect(run.report.counts).toMatchObject({ updated: 0, skipped: 6 });
    expect(run.report.notCompared).toBe(0);
  });

  it('puts back what someone else changed in the cloud', async () => {
    const before = cloudCode(shop.control, 'ann');
    const theirs = await changeInTheCloud('orders-ann-GetOrder');
    expect(cloudCode(shop.control, 'ann').GetOrder).toBe(theirs);
    const run = await shop.run(['run-many', '-t', 'deploy-feature']);
    expect(run.code).toBe(0);
    expect(run.updated).toEqual(['GetOrder']);
    expect(cloudCode(shop.control, 'ann')).toEqual(before);
  });

  it('updates the other functions when one fails, and exits with 1', async () => {
    await shop.workspace.edit('libs/http/src/index.ts', 'application/json', 'application/json; charset=utf-8');
    shop.control.setFaults([{ kind: 'failed-update', operations: ['lambda:UpdateFunctionCode'], nth: 2 }]);
    const run = await shop.deploy(['run-many', '-t', 'deploy-feature']);
    expect(run.code).toBe(1);
    expect(run.report.counts).toMatchObject({ updated: 3, failed: 1, skipped: 2 });
    expect(failures(run.report.outcomes)).toEqual(['NXL-DEPLOY-UPDATE-FAILED']);
    expect(run.output).toContain('NXL-DEPLOY-UPDATE-FAILED');
  });

  it('writes nothing with --dry-run, and tells the plan', async () => {
    await shop.workspace.edit(PRICE, 'const VAT = 0.2;', 'const VAT = 0.25;');
    const run = await shop.deploy(['run-many', '-t', 'deploy-feature', '--dry-run']);
    expect(run.code).toBe(0);
    expect(run.mutations).toEqual([]);
    expect(run.report.counts).toMatchObject({ updated: 0, wouldUpdate: 2, skipped: 4 });
    expect(run.output).toContain('2 would be updated');
    expect(run.output).toContain('account 123456789012, us-east-1');
    // Nx makes two batches of it, because half of the builds come from the cache; the report joins them.
    expect(run.report.notCompared).toBe(0);
    expect(run.output).not.toContain('not compared');
  });

  it('writes to no function of an environment with a protected name', async () => {
    const run = await shop.deploy(['run-many', '-t', 'deploy-feature', '--environment=prod']);
    expect(run.code).toBe(1);
    expect(run.mutations).toEqual([]);
    expect(new Set(failures(run.report.outcomes))).toEqual(new Set(['NXL-PLAN-PROTECTED']));
  });

  it('writes to no function without the tag of the environment, and says how to make it one', async () => {
    const run = await shop.deploy(['run-many', '-t', 'deploy-feature', '--environment=bob']);
    expect(run.code).toBe(1);
    expect(run.mutations).toEqual([]);
    expect(failures(run.report.outcomes)).toEqual(SHOP_FUNCTIONS.map(() => 'NXL-PLAN-NOT-FEATURE'));
    expect(run.output).toContain('nx-lambda:environment=bob');
  });

  it('writes nothing to an account that is not in the list', async () => {
    await shop.workspace.edit('nx.json', '"options": {}', '"options": { "accounts": ["999999999999"] }');
    const run = await shop.deploy(['run-many', '-t', 'deploy-feature']);
    expect(run.code).toBe(1);
    expect(run.mutations).toEqual([]);
    expect(failures(run.report.outcomes)).toEqual(SHOP_FUNCTIONS.map(() => 'NXL-PLAN-ACCOUNT'));
    expect(run.output).toContain('123456789012');
  });

  it('says that credentials are missing, and exits with 1', async () => {
    const run = await shop.run(['run', 'catalog:deploy-feature'], {
      env: {
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
        AWS_CONFIG_FILE: '/nonexistent',
      },
    });
    expect(run.code).toBe(1);
    expect(run.output).toContain('NXL-AWS-CREDENTIALS-MISSING');
  });
});

describe('nx affected -t deploy-feature', () => {
  const deployAffected = (...flags: string[]) =>
    shop.deploy(['affected', '-t', 'deploy-feature', '--base=HEAD', ...flags]);

  it('updates exactly the functions that contain an edited library, and says what it did not compare', async () => {
    await shop.workspace.edit(PRICE, 'const VAT = 0.2;', 'const VAT = 0.25;');
    const run = await deployAffected();
    expect(run.code).toBe(0);
    expect(run.updated).toEqual(WITH_PRICING);
    expect(run.mutations).toEqual(['UpdateFunctionCode', 'UpdateFunctionCode']);
    expect(run.report.notCompared).toBe(2);
    expect(run.output).toContain('nx run-many -t deploy-feature');
  });

  it('builds again after a comment and deploys nothing', async () => {
    await shop.workspace.edit(PRICE, 'const VAT', '// Since this year.\nconst VAT');
    const run = await deployAffected('--output-style=static');
    expect(run.code).toBe(0);
    expect(run.output).toContain('nx run payments:build');
    expect(run.output).not.toContain('nx run payments:build  [local cache]');
    expect(run.mutations).toEqual([]);
    expect(run.report.counts).toMatchObject({ updated: 0, skipped: 4 });
  });

  it('tells with --why which file changed since the deployment', async () => {
    // Whatever was deployed by other tests: this is the last deployment that was made from here.
    await shop.workspace.edit(PRICE, 'const VAT = 0.2;', 'const VAT = 0.21;');
    expect((await deployAffected()).updated).toEqual(WITH_PRICING);
    await shop.workspace.edit(PRICE, 'const VAT = 0.21;', 'const VAT = 0.22;');
    const run = await deployAffected('--why', '--dry-run');
    expect(run.output).toContain(`${PRICE} changed`);
    const charge = run.report.why?.find(({ logicalId }) => logicalId === 'ChargeCard');
    expect(charge).toMatchObject({
      decision: 'update',
      changes: { kind: 'known', changes: [{ kind: 'input-changed', path: PRICE }] },
    });
    expect(run.report.why?.find(({ logicalId }) => logicalId === 'GetOrder')?.decision).toBe('skip');
  });

  it('deploys only the functions whose logical id --function matches', async () => {
    await shop.workspace.edit('libs/http/src/index.ts', 'application/json', 'application/json; charset=utf-8');
    const run = await deployAffected('--function=C*Order');
    expect(run.code).toBe(0);
    expect(run.updated).toEqual(['CancelOrder', 'CreateOrder']);
  });

  it('says so when --function matches nothing', async () => {
    const run = await shop.deploy(['run', 'orders:deploy-feature', '--function=CreateOrdr']);
    expect(run.output).toContain('No function matches --function=CreateOrdr.');
    expect(run.report.notices.map(({ code }) => code)).toEqual(['NXL-OPTION-FUNCTION']);
    expect(run.mutations).toEqual([]);
  });

  it('prints the result of its service as JSON with --output=json', async () => {
    const run = await shop.deploy(['run', 'orders:deploy-feature', '--output=json']);
    expect(run.code).toBe(0);
    const printed: unknown = JSON.parse(run.stdout.slice(run.stdout.indexOf('{'), run.stdout.lastIndexOf('}') + 1));
    expect(printed).toEqual(run.report);
    expect(run.report).toMatchObject({ schema: 1, command: 'deploy-feature', environment: 'ann' });
  });

  it('does not deploy a service whose build fails, and deploys the others', async () => {
    await shop.workspace.edit('libs/http/src/index.ts', 'application/json', 'application/json; charset=utf-8');
    await shop.workspace.edit('services/catalog/src/list.ts', 'const products', 'const = products');
    const run = await shop.run(['affected', '-t', 'deploy-feature', '--base=HEAD', '--nxBail=false']);
    expect(run.code).toBe(1);
    expect(run.output).toContain('services/catalog/src/list.ts:3:7');
    expect(run.updated).toEqual(['CancelOrder', 'CreateOrder', 'GetOrder']);
  });

  it('writes no colours and no control characters where there is no terminal', async () => {
    const run = await shop.run(['run', 'orders:deploy-feature'], { env: { NO_COLOR: '' } });
    expect(controlCharacters(run.stdout)).toEqual([]);
  });
});

function failures(outcomes: readonly FunctionOutcome[]): readonly string[] {
  return outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure.code] : []));
}

/** As any other client of AWS would; the codeSha256 of their code. */
async function changeInTheCloud(prefix: string): Promise<string> {
  const target = shop.control.functions().find(({ functionName }) => functionName.startsWith(prefix));
  if (target === undefined) throw new Error(`There is no function ${prefix}`);
  const zip = zipSync({ 'src/get.js': new TextEncoder().encode('exports.handler = async () => "theirs";\n') });
  const client = new LambdaClient({
    endpoint: shop.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'colleague', secretAccessKey: 'secret' },
  });
  await client.send(new UpdateFunctionCodeCommand({ FunctionName: target.functionName, ZipFile: zip }));
  client.destroy();
  return createHash('sha256').update(zip).digest('base64');
}
