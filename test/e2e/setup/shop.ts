/** The sample shop in a workspace of its own, and a stand-in for AWS that holds its feature environments. */
import { cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DeployReport, parsePluginOptions, type Service } from '@nx-lambda/core';
import { type Control, type FakeAws, type FakeAwsOptions, startFakeAws } from '@nx-lambda/fake-aws';
import { readServices } from '@nx-lambda/workspace';
import { inject } from 'vitest';
import type { CommandResult } from '../../../tools/sample/command.ts';
import { type FeatureStacks, seedFeatureStacks } from '../../../tools/sample/feature-stacks.ts';
import { cloneTree } from '../../../tools/sample/installation.ts';
import {
  copySample,
  createWorkspace,
  type NxRunOptions,
  openWorkspace,
  type SampleWorkspace,
} from '../../../tools/sample/workspace.ts';

const sample = fileURLToPath(new URL('../../../tools/demo/shop', import.meta.url));

export const SHOP_FUNCTIONS = ['CancelOrder', 'ChargeCard', 'CreateOrder', 'DailyReport', 'GetOrder', 'ListProducts'];
const SHOP_TEMPLATES = ['catalog', 'orders', 'payments', 'reports'].map((name) => `services/${name}/template.yaml`);

export interface ShopOptions {
  /** Files beside the sample's, or in place of them. */
  readonly files?: Readonly<Record<string, string>>;
  /** Templates and configurations of services beside the sample's. */
  readonly definitions?: readonly string[];
  /** Options of the plugin in nx.json; 'none': the plugin is not registered. */
  readonly plugin?: Readonly<Record<string, unknown>> | 'none';
  /** The feature environments that exist; `ann` when absent. */
  readonly stacks?: readonly FeatureStacks[];
  readonly fakeAws?: FakeAwsOptions;
}

export interface Shop {
  readonly workspace: SampleWorkspace;
  readonly control: Control;
  readonly endpoint: string;
  /** Of whoever runs Nx in the workspace. */
  readonly home: string;
  /** Runs `nx …` for the feature environment ann, and tells what reached AWS meanwhile. */
  run(args: readonly string[], options?: NxRunOptions): Promise<ShopRun>;
  /** {@link run} of deploy-feature with a report, which is read. */
  deploy(args: readonly string[], options?: NxRunOptions): Promise<ShopRun & { readonly report: DeployReport }>;
  /** Builds and deploys everything for the first time. */
  deployAll(): Promise<void>;
  commit(message: string): Promise<void>;
  /** Keeps the commit and the code in AWS as they are now, for {@link reset}. Everything must be built and deployed. */
  remember(): Promise<void>;
  /** Puts the files of the workspace and the code in AWS back to what was remembered; faults and limits end. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface ShopRun extends CommandResult {
  /** Logical ids whose code was written, sorted. */
  readonly updated: readonly string[];
  /** Operations that change anything, invocations left out. */
  readonly mutations: readonly string[];
}

export async function startShop(name: string, options: ShopOptions = {}): Promise<Shop> {
  const fake = await startFakeAws(options.fakeAws);
  const home = await newHome();
  const workspace = await createWorkspace(name, environmentOf(fake.endpoint, home));
  await copySample(sample, workspace);
  for (const [path, text] of Object.entries(options.files ?? {})) await workspace.write(path, text);
  await addInstallation(workspace, options.plugin ?? {});
  await workspace.git('init', '--quiet', '--initial-branch=main');
  const shop = openShop(workspace, fake, home);
  await shop.commit('A shop of four services');
  const services = await readShopServices(workspace, [...SHOP_TEMPLATES, ...(options.definitions ?? [])]);
  for (const stacks of options.stacks ?? [{ environment: 'ann' }]) seedFeatureStacks(fake.control, services, stacks);
  return shop;
}

/** The services as their definitions say. */
export async function readShopServices(
  workspace: SampleWorkspace,
  definitionFiles: readonly string[] = SHOP_TEMPLATES,
): Promise<readonly Service[]> {
  const options = parsePluginOptions({});
  if (!options.ok) throw new Error(options.failures[0].message);
  return readServices({ workspaceRoot: workspace.root, definitionFiles, options: options.value });
}

/** Another folder with the same commit, and an installation and a home folder of its own. */
export async function cloneShop(
  shop: Shop,
  name: string,
  gitArguments: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<SampleWorkspace> {
  const home = await newHome();
  const { root } = await createWorkspace(name);
  const workspace = openWorkspace(root, { ...environmentOf(shop.endpoint, home), ...environment });
  // Git makes the folder itself.
  await rm(root, { recursive: true });
  await shop.workspace.git('clone', '--quiet', ...gitArguments, `file://${shop.workspace.root}`, root);
  await cloneTree(join(inject('installation'), 'node_modules'), join(root, 'node_modules'));
  return {
    ...workspace,
    async remove() {
      await workspace.remove();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** codeSha256 by logical id of what AWS holds for the stacks of one environment. */
export function cloudCode(control: Control, environment: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    control
      .functions()
      .filter(({ tags }) => tags['aws:cloudformation:stack-name']?.endsWith(`-${environment}`))
      .map(({ tags, codeSha256 }) => [tags['aws:cloudformation:logical-id'] ?? '', codeSha256]),
  );
}

/** The tasks that Nx would run, sorted; what was not committed counts as a change. */
export async function affectedTasks(shop: Shop, target: string, base = 'HEAD'): Promise<readonly string[]> {
  const run = await shop.workspace.nx(['affected', '-t', target, `--base=${base}`, '--graph=stdout']);
  if (run.code !== 0) throw new Error(run.output);
  const { tasks }: { tasks: { tasks: Record<string, unknown> } } = JSON.parse(run.stdout);
  return Object.keys(tasks.tasks).sort();
}

/** Nx keeps its cache in the home folder, where all clones of a repository share it. Each workspace gets its own. */
export async function newHome(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-home-')));
}

export function environmentOf(endpoint: string, home: string): Readonly<Record<string, string>> {
  return {
    HOME: home,
    USERPROFILE: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ann',
    AWS_SECRET_ACCESS_KEY: 'secret',
    FEATURE_ENV: 'ann',
    // Plugins in Nx's own process: less than half the time of a call.
    NX_ISOLATE_PLUGINS: 'false',
  };
}

const AS_INIT_WRITES = { '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' } };

export async function addInstallation(workspace: SampleWorkspace, plugin: ShopOptions['plugin']): Promise<void> {
  const installation = inject('installation');
  for (const file of ['package.json', 'package-lock.json'])
    await cp(join(installation, file), join(workspace.root, file));
  await cloneTree(join(installation, 'node_modules'), join(workspace.root, 'node_modules'));
  if (plugin === 'none') return;
  const nxJson: Record<string, unknown> = JSON.parse(await workspace.read('nx.json'));
  await workspace.write(
    'nx.json',
    `${JSON.stringify({ ...nxJson, plugins: [{ plugin: 'nx-lambda', options: plugin }], pluginsConfig: AS_INIT_WRITES }, undefined, 2)}\n`,
  );
}

function openShop(workspace: SampleWorkspace, fake: FakeAws, home: string): Shop {
  const { control } = fake;
  const remembered = new Map<string, Uint8Array>();
  const shop: Shop = {
    workspace,
    control,
    endpoint: fake.endpoint,
    home,
    async run(args, options) {
      control.calls.reset();
      const result = await workspace.nx(args, options);
      const writes = control.calls.list({ mutating: true }).filter(({ operation }) => operation !== 'Invoke');
      const updated = writes
        .filter(({ operation }) => operation === 'UpdateFunctionCode')
        .map(({ resource }) => control.functionFacts(resource ?? '')?.tags['aws:cloudformation:logical-id'] ?? '?');
      return { ...result, updated: updated.sort(), mutations: writes.map(({ operation }) => operation) };
    },
    async deploy(args, options) {
      const file = 'dist/deploy.json';
      await rm(join(workspace.root, file), { force: true });
      const run = await shop.run([...args, `--report=${file}`], options);
      const text = await workspace.read(file).catch(() => undefined);
      if (text === undefined) throw new Error(`There is no report. Nx said:\n${run.output}`);
      const report: DeployReport = JSON.parse(text);
      return { ...run, report };
    },
    async deployAll() {
      const { updated, output } = await shop.run(['run-many', '-t', 'deploy-feature']);
      if (updated.join() !== SHOP_FUNCTIONS.join()) throw new Error(`Not everything was deployed:\n${output}`);
    },
    async commit(message) {
      await workspace.git('add', '--all');
      await workspace.git('commit', '--quiet', `--message=${message}`);
    },
    async remember() {
      await workspace.git('tag', '--force', 'remembered');
      for (const { functionName, tags } of control.functions()) {
        const [service] = (tags['aws:cloudformation:stack-name'] ?? '').split('-');
        const zip = join('dist/lambda', service ?? '', `${tags['aws:cloudformation:logical-id']}.zip`);
        remembered.set(functionName, await readFile(join(workspace.root, zip)));
      }
    },
    async reset() {
      await workspace.git('reset', '--quiet', '--hard', 'remembered');
      await workspace.git('clean', '--quiet', '-fd');
      control.setFaults([]);
      for (const [functionName, zip] of remembered) control.seedFunction({ functionName, code: { zip } });
    },
    async stop() {
      await fake.stop();
      await workspace.remove();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return shop;
}
