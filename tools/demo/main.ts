/**
 * `npm run demo`: the main job on a real sample workspace. Real Nx, the packed plugin, functions that really run; only
 * AWS is a stand-in on this machine, with realistic limits and latency.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { parsePluginOptions } from '@nx-lambda/core';
import { type Control, startFakeAws } from '@nx-lambda/fake-aws';
import { readServices } from '@nx-lambda/workspace';
import { mustRun } from '../sample/command.ts';
import { seedFeatureStacks } from '../sample/feature-stacks.ts';
import { cloneTree, installPlugin, packPlugin } from '../sample/installation.ts';
import { copySample, createWorkspace, type SampleWorkspace } from '../sample/workspace.ts';
import { tellStory } from './shop-story.ts';
import { createStory, StoryBroken } from './story.ts';

const HELP = `npm run demo [-- --keep] [-- --port <number>]

Packs the plugin, makes a workspace of 4 services and 3 libraries outside this repository, starts a stand-in for AWS on
127.0.0.1, provisions an environment there, deploys to it and removes it. Every step is checked; the exit code says whether all was as told.

  --keep           leave the workspace and the stand-in, and say how to go on by hand (Ctrl-C ends both)
  --port <number>  port of the stand-in; a free one unless given
  --help
`;

const ARTIFACT_BUCKET = 'shop-artifacts';
const repository = fileURLToPath(new URL('../../', import.meta.url));
const shop = fileURLToPath(new URL('./shop', import.meta.url));
const write = (text: string) => void process.stdout.write(text);

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'number') return options;
  const start = performance.now();
  const temporary = await mkdtemp(join(tmpdir(), 'nx-lambda-demo-'));
  await mkdir(join(temporary, 'home'));
  const fake = await startFakeAws({
    port: options.port,
    limits: true,
    latency: 40,
    updateTime: 1000,
  });
  const environment = {
    // Nx keeps a cache in the home folder; the demo leaves nothing there.
    HOME: join(temporary, 'home'),
    USERPROFILE: join(temporary, 'home'),
    AWS_ENDPOINT_URL: fake.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'demo',
    AWS_SECRET_ACCESS_KEY: 'demo',
  };
  const workspace = await createWorkspace('shop', environment);
  let kept = false;
  try {
    await prepare(workspace, temporary);
    await makeArtifactBucket(fake.endpoint);
    await seedProduction(fake.control, workspace);
    const story = createStory(write);
    await tellStory({ workspace, control: fake.control, endpoint: fake.endpoint, story, write });
    tellTimes(story.times, performance.now() - start);
    if (options.keep) {
      kept = true;
      await keepGoing(workspace, environment);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof StoryBroken)) throw error;
    process.stderr.write(`\nThe demo did not go as told. ${error.message}\n`);
    return 1;
  } finally {
    await fake.stop();
    await rm(temporary, { recursive: true, force: true });
    if (!kept) await workspace.remove();
  }
}

function readOptions(args: readonly string[]): { keep: boolean; port: number } | number {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { keep: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help === true) {
      write(HELP);
      return 0;
    }
    const port = Number(values.port ?? 0);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port takes a number from 0 to 65535.');
    return { keep: values.keep === true, port };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return 2;
  }
}

async function prepare(workspace: SampleWorkspace, temporary: string): Promise<void> {
  write('Building and packing the plugin …\n');
  await mustRun(process.execPath, ['--import', 'tsx', join(repository, 'tools/build/main.ts')], { cwd: repository });
  const tarball = await packPlugin(temporary);
  write('Installing Nx and the plugin into a new workspace …\n');
  await installPlugin(join(temporary, 'installation'), tarball);
  await copySample(shop, workspace);
  await cloneTree(join(temporary, 'installation/node_modules'), join(workspace.root, 'node_modules'));
  await workspace.git('init', '--quiet', '--initial-branch=main');
  const init = await workspace.nx(['g', 'nx-lambda:init']);
  if (init.code !== 0) throw new Error(`nx g nx-lambda:init failed:\n${init.output}`);
  await workspace.edit('nx.json', '"options": {}', `"options": { "artifactBucket": "${ARTIFACT_BUCKET}" }`);
  await workspace.git('add', '--all');
  await workspace.git('commit', '--quiet', '--message=A shop of four services');
  write(`The workspace is ${workspace.root}\n`);
}

/** CloudFormation reads code from S3 alone. */
async function makeArtifactBucket(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' };
  const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: ARTIFACT_BUCKET }));
  s3.destroy();
}

/** Stacks of the same services that are no feature environment. */
async function seedProduction(control: Control, workspace: SampleWorkspace): Promise<void> {
  const options = parsePluginOptions({});
  if (!options.ok) throw new Error(options.failures[0].message);
  const services = await readServices({
    workspaceRoot: workspace.root,
    definitionFiles: ['orders', 'payments', 'catalog', 'reports'].map((name) => `services/${name}/template.yaml`),
    options: options.value,
  });
  seedFeatureStacks(control, services, { environment: 'prod', untagged: true });
}

function tellTimes(times: readonly { readonly title: string; readonly duration: number }[], total: number): void {
  write('\n── Times\n');
  for (const { title, duration } of times) write(`   ${(duration / 1000).toFixed(1).padStart(5)} s  ${title}\n`);
  write(`   ${(total / 1000).toFixed(1).padStart(5)} s  in all, with packing and installation\n`);
  write('\nEvery step was as told.\n');
}

type DemoEnvironment = Readonly<Record<string, string>> & { readonly HOME: string; readonly USERPROFILE: string };

async function keepGoing(workspace: SampleWorkspace, environment: DemoEnvironment): Promise<void> {
  const { HOME: _home, USERPROFILE: _profile, ...aws } = environment;
  const variables = Object.entries({ ...aws, FEATURE_ENV: 'ann' }).map(([name, value]) => `${name}=${value}`);
  write(
    `\nGo on by hand, in another terminal:\n\n  cd ${workspace.root}\n  export ${variables.join(' ')}\n` +
      `  npx nx run-many -t provision-feature\n  npx nx affected -t deploy-feature\n  npx nx run orders:invoke-cloud:CreateOrder\n\n` +
      'Ctrl-C here ends the stand-in; the workspace stays.\n',
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
