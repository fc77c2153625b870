/**
 * The direct command goes by the same options as `nx run`, wherever they are written: as Nx computes them, and as they
 * are remembered afterwards.
 */
import type { StatusReport } from '@nx-lambda/core';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { CommandResult } from '../../tools/sample/command.ts';
import { direct } from './setup/direct.ts';
import { type Shop, startShop } from './setup/shop.ts';

/** Loaded before the command: makes it fail where it loads Nx, and with it the project graph. */
const NO_NX = `const Module = require('node:module');
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  if (/^nx\\/src\\/project-graph/.test(name)) throw new Error('Nx is loaded');
  return resolve.call(this, name, ...rest);
};
`;

let shop: Shop;
let nxJson: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  shop = await startShop('direct-options');
  nxJson = JSON.parse(await shop.workspace.read('nx.json'));
  await shop.workspace.write('no-nx.cjs', NO_NX);
  await shop.commit('A way to do without Nx');
});
beforeEach(async () => {
  await shop.workspace.git('reset', '--quiet', '--hard');
  await shop.workspace.git('clean', '--quiet', '-fd');
});
afterAll(() => shop.stop());

const env = { FEATURE_ENV: '' };
const viaNx = (task: string) => shop.run(['run', task, '--output=json'], { env });
const computed = (word: string) => direct(shop, ['status', word, '--output=json'], { env });
const remembered = (word: string) =>
  direct(shop, ['status', word, '--output=json'], { env: { ...env, NODE_OPTIONS: '--require=./no-nx.cjs' } });

/** As soon as what was written is old enough, the command needs no Nx. */
async function onceRemembered(word: string): Promise<CommandResult> {
  return vi.waitFor(
    async () => {
      const result = await remembered(word);
      if (result.output.includes('Nx is loaded')) {
        await computed(word);
        throw new Error(result.output);
      }
      return result;
    },
    { timeout: 60_000, interval: 1000 },
  );
}

function environmentOf({ stdout, output }: CommandResult): string {
  const text = stdout.slice(stdout.indexOf('{\n'), stdout.lastIndexOf('}') + 1);
  if (text === '') throw new Error(output);
  const report: StatusReport = JSON.parse(text);
  return report.environment;
}

const write = (path: string, content: unknown) => shop.workspace.write(path, JSON.stringify(content));
const withNxJson = (more: Readonly<Record<string, unknown>>) => write('nx.json', { ...nxJson, ...more });
const STATUS = 'nx-lambda:status-feature';
const ORDERS = 'services/orders/project.json';

it.each<[expected: string, what: string, write: () => Promise<unknown>, configuration?: string, remember?: boolean]>([
  [
    'by-project',
    "the project's own options",
    async () => write(ORDERS, named({ options: { environment: 'by-project' } })),
    '',
    true,
  ],
  [
    'by-default',
    'target defaults by name',
    () => withNxJson({ targetDefaults: { 'status-feature': { options: { environment: 'by-default' } } } }),
  ],
  [
    'by-executor',
    'target defaults by executor',
    () => withNxJson({ targetDefaults: { [STATUS]: { options: { environment: 'by-executor' } } } }),
  ],
  [
    'by-project',
    'both, of which the project wins',
    async () => {
      await withNxJson({ targetDefaults: { 'status-feature': { options: { environment: 'by-default' } } } });
      await write(ORDERS, named({ options: { environment: 'by-project' } }));
    },
  ],
  [
    'by-configuration',
    'a configuration',
    () =>
      write(
        ORDERS,
        named({ options: { environment: 'by-project' }, configurations: { dev: { environment: 'by-configuration' } } }),
      ),
    ':dev',
    true,
  ],
  [
    'by-configuration',
    'the default configuration',
    () =>
      write(
        ORDERS,
        named({ defaultConfiguration: 'dev', configurations: { dev: { environment: 'by-configuration' } } }),
      ),
  ],
  [
    'by-package',
    'package.json',
    async () => {
      const root = JSON.parse(await shop.workspace.read('package.json'));
      await write('package.json', { ...root, workspaces: ['services/*'] });
      const targets = { 'status-feature': { options: { environment: 'by-package' } } };
      await write('services/orders/package.json', { name: 'orders', nx: { targets } });
    },
  ],
  [
    'by-plugin',
    "the plugin's options",
    () => withNxJson({ plugins: [{ plugin: 'nx-lambda', options: { environment: 'by-plugin' } }] }),
  ],
])('%s, as Nx has it, from %s', async (expected, _, prepare, configuration = '', isRemembered = false) => {
  await prepare();
  expect(environmentOf(await viaNx(`orders:status-feature${configuration}`))).toBe(expected);
  expect(environmentOf(await computed(`orders${configuration}`))).toBe(expected);
  // What is remembered is what was computed, so two cases prove it.
  if (!isRemembered) return;
  expect(environmentOf(await onceRemembered(`orders${configuration}`))).toBe(expected);
});

function named(target: unknown) {
  return { name: 'orders', targets: { 'status-feature': target } };
}

it('goes by a new project.json, a new event and a new service at once', async () => {
  await shop.deployAll();
  await onceRemembered('orders');
  await write('services/orders/events/later.json', { id: 'o-9' });
  const event = await direct(shop, ['invoke', 'orders:later', '--function=GetOrder']);
  expect(JSON.parse(JSON.parse(event.stdout).body)).toMatchObject({ id: 'o-9' });

  await write(ORDERS, { name: 'takings' });
  const renamed = await direct(shop, ['status', 'orders']);
  expect(renamed.stderr).toContain('There is no service orders.');
  expect((await direct(shop, ['status', 'takings'])).stdout).toContain('CreateOrder');

  const template = await shop.workspace.read('services/catalog/template.yaml');
  await shop.workspace.write('services/catalog/nested/template.yaml', template);
  await shop.workspace.write('services/catalog/nested/src/list.ts', 'export const handler = async () => [];\n');
  const here = await direct(shop, ['status', '--output=json'], { folder: 'services/catalog/nested/src' });
  expect(JSON.parse(here.stdout)).toMatchObject({ functions: [{ service: 'nested', logicalId: 'ListProducts' }] });
});

it('leaves a target that somebody else runs to Nx', async () => {
  await write(ORDERS, { name: 'orders', targets: { 'status-feature': { executor: 'nx:noop' } } });
  const { code, stderr } = await direct(shop, ['status', 'orders']);
  expect(stderr).toContain('orders:status-feature is not nx-lambda');
  expect(stderr).toContain('nx:noop');
  expect(code).toBe(2);
});

it('goes by the variables of .env files, as Nx does', async () => {
  await shop.workspace.write('.env', 'FEATURE_ENV=by-${NAME}\nNAME=file\n');
  // A variable of the process, even an empty one, counts before one of a file.
  Reflect.deleteProperty(shop.workspace.environment, 'FEATURE_ENV');
  expect(environmentOf(await shop.run(['run', 'orders:status-feature', '--output=json']))).toBe('by-file');
  expect(environmentOf(await direct(shop, ['status', 'orders', '--output=json']))).toBe('by-file');
});
