/** Undoing deployments through real Nx: what was replaced comes back, and the next deployment sees it for what it is. */
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeployReport, HistoryReport, StatusReport } from '@nx-lambda/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NxRunOptions } from '../../tools/sample/workspace.ts';
import { cloudCode, type Shop, startShop } from './setup/shop.ts';

let shop: Shop;
/** codeSha256 by logical id: as somebody else deployed it, after the first and after the second deployment. */
const code: Readonly<Record<string, string>>[] = [];
const commits: string[] = [];

beforeAll(async () => {
  shop = await startShop('rollback');
  code.push(live());
  commits.push(await head());
  await shop.deployAll();
  code.push(live());
  await shop.workspace.edit('services/catalog/src/list.ts', '450', '460');
  await shop.workspace.edit('services/orders/src/create.ts', 'line(s)', 'lines');
  await shop.commit('Other prices');
  commits.push(await head());
  const second = await shop.deploy(['run-many', '-t', 'deploy-feature']);
  if (second.updated.join() !== 'CreateOrder,ListProducts') throw new Error(second.output);
  code.push(live());
});
afterAll(() => shop.stop());

function live(): Readonly<Record<string, string>> {
  return cloudCode(shop.control, 'ann');
}

async function head(): Promise<string> {
  return (await shop.workspace.git('rev-parse', 'HEAD')).stdout.trim();
}

async function rollback(args: readonly string[], options?: NxRunOptions) {
  const run = await shop.run(['run-many', '-t', 'rollback-feature', '--report=dist/rollback.json', ...args], options);
  return { ...run, report: JSON.parse(await shop.workspace.read('dist/rollback.json')) as DeployReport };
}

it('shows what it would bring back', async () => {
  const run = await rollback(['--dry-run']);
  expect(run.code).toBe(0);
  expect(run.mutations).toEqual([]);
  expect(run.report).toMatchObject({ command: 'rollback-feature', counts: { wouldUpdate: 2, skipped: 4 } });
  expect(run.output).toContain(`back to ${code[1]?.['CreateOrder']?.slice(0, 12)} (${commits[0]?.slice(0, 10)}`);
  expect(live()).toEqual(code[2]);
});

it('brings back exactly what the last deployment replaced, without a build', async () => {
  const run = await rollback([]);
  expect(run.code).toBe(0);
  expect(run.updated).toEqual(['CreateOrder', 'ListProducts']);
  expect(run.output).toContain('ann: 2 rolled back, 4 left out');
  expect(run.output).not.toContain('Built');
  expect(live()).toEqual(code[1]);
});

it('is told by status-feature, with the commit of the code that is back', async () => {
  const run = await shop.run(['run-many', '-t', 'status-feature', '--report=dist/status.json']);
  const status: StatusReport = JSON.parse(await shop.workspace.read('dist/status.json'));
  const create = status.functions.find(({ logicalId }) => logicalId === 'CreateOrder');
  expect(create).toMatchObject({
    origin: 'ours',
    commit: commits[0],
    drift: 'differs',
    restoredAt: expect.any(String),
  });
  expect(run.output).toMatch(new RegExp(` CreateOrder +differs +\\S{12} +rolled back, ${commits[0]?.slice(0, 10)}`));
});

it('lists what was deployed from here', async () => {
  const run = await shop.run(['run-many', '-t', 'rollback-feature', '--list', '--report=dist/list.json']);
  expect(run.code).toBe(0);
  expect(run.mutations).toEqual([]);
  const { deployments, kept }: HistoryReport = JSON.parse(await shop.workspace.read('dist/list.json'));
  expect(deployments.map(({ command, number, commit }) => [command, number, commit])).toEqual([
    ['rollback-feature', undefined, undefined],
    ['deploy-feature', undefined, commits[1]],
    ['deploy-feature', 1, commits[0]],
  ]);
  // Also what somebody else had deployed was kept.
  expect(kept).toEqual(expect.arrayContaining([...new Set(Object.values(code[0] ?? {}))]));
  expect(run.output).toContain('2 deployments from here; 1 can be taken back with --to=<number>.');
});

it('is seen by the next deployment, which brings the built code again', async () => {
  const run = await shop.deploy(['run-many', '-t', 'deploy-feature']);
  expect(run.output).toContain('code differs: rolled back at 20');
  expect(run.updated).toEqual(['CreateOrder', 'ListProducts']);
  expect(live()).toEqual(code[2]);
});

it('refuses a kept zip that was damaged, and leaves the function as it is', async () => {
  const folder = join(shop.home, 'nx-cache');
  const files = (await Promise.all([folder, shop.workspace.root].map(zipsIn))).flat();
  const hex = Buffer.from(code[1]?.['CreateOrder'] ?? '', 'base64').toString('hex');
  const [damaged] = files.filter((file) => file.endsWith(`${hex}.zip`));
  if (damaged === undefined) throw new Error('the code is kept');
  await appendFile(damaged, 'x');
  const run = await shop.run(['run', 'orders:rollback-feature']);
  expect(run.code).toBe(1);
  expect(run.mutations).toEqual([]);
  expect(run.output).toContain('NXL-DEPLOY-KEPT-DAMAGED');
});

it('goes back to what somebody else had deployed, and tells no address of it', async () => {
  const run = await rollback(['--to=2', '--function={GetOrder,ListProducts}']);
  expect(run.code).toBe(0);
  expect(live()).toMatchObject({ ListProducts: code[0]?.['ListProducts'], GetOrder: code[0]?.['GetOrder'] });
  expect(run.output).not.toContain('X-Amz');
});

it('fails where there is nothing to bring back, and where --to means nothing', async () => {
  const nowhere = await shop.run(['run', 'orders:rollback-feature', '--environment=nobody']);
  expect(nowhere.code).toBe(1);
  expect(nowhere.output).toContain('NXL-PLAN-NOTHING-TO-UNDO');
  const nothing = await shop.run(['run', 'orders:rollback-feature', '--to=0']);
  expect(nothing.output).toContain('NXL-OPTION-TO');
  expect(nothing.code).toBe(1);
});

async function zipsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch((): string[] => []);
  return names.filter((name) => name.includes('rollback') && name.endsWith('.zip')).map((name) => join(folder, name));
}
