/** `nx-lambda …` without Nx's task runner: the same operations, and an output that can be piped. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DeployReport, InvokeReport, StatusReport } from '@nx-lambda/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandResult } from '../../tools/sample/command.ts';
import { type DirectOptions, direct, startDirect } from './setup/direct.ts';
import { SHOP_FUNCTIONS, type Shop, startShop } from './setup/shop.ts';

let shop: Shop;

/** Before each test: everything is committed, built and deployed to ann. */
beforeAll(async () => {
  shop = await startShop('direct');
  await shop.deployAll();
  await shop.remember();
});
beforeEach(async () => {
  await shop.reset();
  shop.control.calls.reset();
});
afterAll(() => shop.stop());

const run = (args: readonly string[], options?: DirectOptions) => direct(shop, args, options);
const updates = () => shop.control.calls.count({ operation: 'UpdateFunctionCode' });
const edit = () => shop.workspace.edit('services/orders/src/get.ts', "'placed'", "'taken'");

describe('nx-lambda deploy', () => {
  it('builds first, and updates what differs', async () => {
    await edit();
    const first = await run(['deploy', 'orders']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/GetOrder +updated/);
    expect(first.stdout.match(/1 updated/g)).toHaveLength(1);
    expect(updates()).toBe(1);
    const again = await run(['deploy', 'orders', '--dry-run', '--why']);
    expect(again.stdout).toContain('Plan: 0 to update, 3 up to date');
    expect(updates()).toBe(1);
  });

  it('prints one JSON document with --output=json, which is the report', async () => {
    await edit();
    const { code, stdout } = await run(['deploy', 'orders', '--output=json', '--report=dist/direct.json']);
    expect(code).toBe(0);
    const report: DeployReport = JSON.parse(stdout);
    expect(report.counts).toMatchObject({ updated: 1, skipped: 2 });
    expect(JSON.parse(await shop.workspace.read('dist/direct.json'))).toEqual(report);
  });

  it('deploys no service whose build failed, and says why', async () => {
    await shop.workspace.write('services/orders/src/get.ts', 'export const handler = ;\n');
    const told = await run(['deploy', 'orders', 'catalog']);
    expect(told.code).toBe(1);
    expect(told.stderr).toContain('services/orders/src/get.ts:1:24');
    expect(told.stderr).toContain('Not deployed: orders:build failed.');
    expect(told.stdout).toContain('ann: 1 function up to date');
    const json = await run(['deploy', 'orders', '--output=json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ command: 'deploy-feature', failures: [{ code: /^NXL-/ }] });
    expect(json.code).toBe(1);
    expect(updates()).toBe(0);
  });

  it('deploys all services, and those that a pattern means', async () => {
    const all = await run(['deploy', '--all', '--report=dist/all.json']);
    expect(all.code).toBe(0);
    const report: DeployReport = JSON.parse(await shop.workspace.read('dist/all.json'));
    expect(report.outcomes.map(({ logicalId }) => logicalId).sort()).toEqual(SHOP_FUNCTIONS);
    const some = await run(['deploy', 'c*', '--output=json', '--dry-run']);
    expect(JSON.parse(some.stdout)).toMatchObject({ outcomes: [{ service: 'catalog' }] });
  });

  it('lets Nx do what must be done before a build', async () => {
    const script = "require('fs').appendFileSync('services/orders/src/get.ts','export const made = '+Date.now()+';')";
    await shop.workspace.write('make.cjs', script);
    await shop.workspace.write(
      'services/orders/project.json',
      JSON.stringify({
        name: 'orders',
        targets: { make: { command: 'node make.cjs' }, build: { dependsOn: ['make'] } },
      }),
    );
    const { code, stdout, stderr } = await run(['deploy', 'orders', '--output=json']);
    expect(code).toBe(0);
    expect(await shop.workspace.read('services/orders/src/get.ts')).toContain('export const made');
    expect(JSON.parse(stdout)).toMatchObject({ command: 'deploy-feature' });
    expect(stderr).toContain('orders:make');
  });

  it('goes on when nobody reads what it prints', async () => {
    await edit();
    const { child, ended } = startDirect(shop, ['deploy', 'orders']);
    child.stdout?.destroy();
    expect(await ended).toBe(0);
    expect(updates()).toBe(1);
  });

  it('ends with 130 after Ctrl-C, and tells what was done', async () => {
    shop.control.change({ latency: 400 });
    for (const name of ['get', 'cancel', 'create']) {
      const file = `services/orders/src/${name}.ts`;
      await shop.workspace.write(file, `${await shop.workspace.read(file)}\nexport const marked = '${name}';\n`);
    }
    const { child, stderr, ended } = startDirect(shop, ['deploy', 'orders']);
    await vi.waitUntil(() => updates() > 0, { interval: 5, timeout: 60_000 });
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    shop.control.change({ latency: 0 });
    expect(stderr()).toContain('Interrupted: no further update is sent');
    expect(stderr()).toMatch(/\d (updated|failed)/);
  });
});

describe('nx-lambda invoke', () => {
  it('prints the answer alone to standard output', async () => {
    const { code, stdout, stderr } = await run(['invoke', 'orders:CreateOrder']);
    expect(JSON.parse(stdout)).toMatchObject({ statusCode: 201 });
    expect(stderr).toContain('order o-1: 1 line(s), 1080 cents');
    expect(stderr).toMatch(/orders CreateOrder answered in \d/);
    expect(stderr).not.toContain('statusCode');
    expect(code).toBe(0);
  });

  it('reads the payload from a pipe, in the folder of its service', async () => {
    const { code, stdout } = await run(['invoke', '--function', 'GetOrder', '--payload=-'], {
      folder: 'services/orders/src',
      input: '{"id":"o-7"}',
    });
    expect(JSON.parse(JSON.parse(stdout).body)).toEqual({ id: 'o-7', state: 'placed' });
    expect(code).toBe(0);
  });

  it('tells an error of the function beside the answer, and fails', async () => {
    const { code, stdout, stderr } = await run(['invoke', 'orders', '--function=CancelOrder', '--payload={"id":""}']);
    expect(stdout).toBe('');
    expect(stderr).toContain('services/orders/src/cancel.ts:4:30');
    expect(code).toBe(1);
  });

  it('has the other outputs, too', async () => {
    const json = await run(['invoke', 'orders', '--function=GetOrder', '--output=json']);
    const report: InvokeReport = JSON.parse(json.stdout);
    expect(report).toMatchObject({ command: 'invoke-cloud', kind: 'result' });
    expect(json.stderr).toBe('');
    const broken = await run(['invoke', 'orders', '--function=GetOrder', '--output=payload', '--environment=nobody']);
    expect(broken.stdout).toBe('');
    expect(broken.stderr).toContain('NXL-INVOKE-NOT-DEPLOYED');
    expect(broken.code).toBe(1);
  });

  it('tells of an event that is not there', async () => {
    const { code, stderr } = await run(['invoke', 'orders:created']);
    expect(stderr).toContain('NXL-INVOKE-NO-EVENT');
    expect(code).toBe(1);
  });
});

describe('nx-lambda local', () => {
  it('runs the function here, and prints its answer alone to standard output', async () => {
    const { code, stdout, stderr } = await run(['local', 'orders:CreateOrder']);
    expect(JSON.parse(stdout)).toMatchObject({ statusCode: 201 });
    expect(stderr).toContain('as its role: arn:aws:sts::123456789012:assumed-role/orders-ann-create/nx-lambda-ann');
    expect(stderr).toContain('order o-1: 1 line(s), 1080 cents');
    expect(code).toBe(0);
    expect(shop.control.calls.count({ operation: 'Invoke' })).toBe(0);
  });
});

describe('nx-lambda status', () => {
  it('prints one JSON document a service', async () => {
    const { code, stdout } = await run(['status', 'orders', '--output=json']);
    const report: StatusReport = JSON.parse(stdout);
    expect(report.functions.map(({ logicalId }) => logicalId).sort()).toEqual([
      'CancelOrder',
      'CreateOrder',
      'GetOrder',
    ]);
    expect(code).toBe(0);
  });

  it('prints the table of all services once', async () => {
    const { stdout } = await run(['status', '--all']);
    expect(stdout.match(/6 functions: /g)).toHaveLength(1);
  });
});

describe('nx-lambda rollback', () => {
  it('takes a direct deployment back', async () => {
    await edit();
    await run(['deploy', 'orders']);
    const { code, stdout } = await run(['rollback', 'orders', '--output=json']);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { updated: 1 } });
    expect(code).toBe(0);
  });
});

describe('nx-lambda watch', () => {
  it('deploys what is saved until Ctrl-C, which is a good end', async () => {
    const { child, stdout, ended } = startDirect(shop, ['watch', 'orders']);
    await vi.waitUntil(() => stdout().includes('nothing to deploy'), { interval: 20, timeout: 60_000 });
    await edit();
    await vi.waitUntil(() => stdout().includes('1 updated'), { interval: 20, timeout: 60_000 });
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(stdout()).toContain('1 update in 2 rounds; everything that was saved is deployed.');
    expect(updates()).toBe(1);
  });
});

describe('called in a wrong way', () => {
  const misuse = (result: CommandResult, ...texts: readonly string[]) => {
    for (const text of texts) expect(result.stderr).toContain(text);
    expect(result).toMatchObject({ code: 2, stdout: '' });
  };

  it('ends with 2 and tells what was meant', async () => {
    misuse(await run(['deplyo', 'orders']), 'NXL-DIRECT-COMMAND', 'Did you mean nx-lambda deploy?');
    misuse(await run(['deploy', 'ordesr']), 'NXL-DIRECT-UNKNOWN', 'Did you mean orders?');
    misuse(await run(['deploy', 'orders', '--dryrun']), 'NXL-OPTION-FLAG', 'Did you mean --dry-run?');
    misuse(await run(['invoke', 'orders', 'catalog']), 'NXL-DIRECT-SERVICES');
    misuse(await run(['invoke']), 'No service is named');
    misuse(await run(['deploy', 'orders:prod']), 'NXL-DIRECT-CONFIGURATION');
    misuse(await run(['deploy', 'pricing']), 'NXL-DIRECT-TARGET');
  });

  it('names the file for which Nx knows no projects', async () => {
    await shop.workspace.write('services/catalog/project.json', '{ "name": ');
    const { code, stderr } = await run(['status', 'catalog']);
    expect(stderr).toContain('NXL-DIRECT-GRAPH');
    expect(stderr).toContain('services/catalog/project.json');
    expect(code).toBe(1);
  });

  it('says so outside of a workspace', async () => {
    const file = join(shop.workspace.root, 'node_modules', 'nx-lambda', 'dist', 'bin', 'nx-lambda.js');
    const child = spawn(process.execPath, [file, 'deploy', 'orders'], {
      cwd: shop.home,
      env: shop.workspace.environment,
    });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    const [code] = await once(child, 'close');
    expect(text).toContain('NXL-DIRECT-WORKSPACE');
    expect(code).toBe(2);
  });

  it('helps without a workspace', async () => {
    const help = await run(['deploy', '--help'], { folder: 'node_modules' });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--dry-run');
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
