/** What test/e2e/fixtures/other-tools says that other tools make is what they make. */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mustRun } from '../../tools/sample/command.ts';
import { areOtherToolsInstalled, OTHER_TOOLS_MISSING, OTHER_TOOLS_PACKAGES } from '../support/other-tools.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const fixtures = join(root, 'test/e2e/fixtures/other-tools');

const TIMEOUT = 240_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nx-lambda-tools-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a tool's program in a copy of its sample. */
async function run(sample: string, program: string, args: readonly string[]): Promise<void> {
  await cp(join(fixtures, sample), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "sample" }');
  await writeFile(join(folder, 'package-lock.json'), '{ "name": "sample", "lockfileVersion": 3, "packages": {} }');
  // The CDK asks for esbuild where the app is.
  await mkdir(join(folder, 'node_modules'));
  for (const name of ['esbuild', '.bin']) {
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  await mustRun(process.execPath, [join(OTHER_TOOLS_PACKAGES, program), ...args], {
    cwd: folder,
    env: {
      PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
      HOME: folder,
      NODE_PATH: OTHER_TOOLS_PACKAGES,
      AWS_ACCESS_KEY_ID: 'ann',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}

/** Without times, and without digests of packages that hold times. */
function timeless(template: string): string {
  return template
    .replaceAll(/\d{13}-\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/LambdaVersion\w+/g, 'LambdaVersion')
    .replaceAll(/"CodeSha256": "[^"]+"/g, '"CodeSha256": ""');
}

it('the CDK synthesizes the stack of its sample', { timeout: TIMEOUT }, async ({ skip }) => {
  if (!areOtherToolsInstalled()) return skip(OTHER_TOOLS_MISSING);
  await run('cdk', 'aws-cdk/bin/cdk', [
    'synth',
    '--quiet',
    '--no-notices',
    '--context',
    'environment=ann',
    '--output',
    'made',
  ]);
  const template = 'Stock.template.json';
  expect(await json(join(folder, 'made', template))).toEqual(await json(join(fixtures, 'cdk/cdk.out', template)));
  const { artifacts } = (await json(join(fixtures, 'cdk/cdk.out/manifest.json'))) as { artifacts: object };
  expect(await json(join(folder, 'made/manifest.json'))).toMatchObject({ artifacts });
});

it('the Serverless Framework packages the stack of its sample', { timeout: TIMEOUT }, async ({ skip }) => {
  if (!areOtherToolsInstalled()) return skip(OTHER_TOOLS_MISSING);
  await run('serverless', 'osls/bin/serverless.js', ['package', '--stage', 'ann', '--package', 'made']);
  for (const name of ['cloudformation-template-create-stack.json', 'cloudformation-template-update-stack.json']) {
    const [made, kept] = await Promise.all(
      [join(folder, 'made', name), join(fixtures, 'serverless/packaged', name)].map((path) => readFile(path, 'utf8')),
    );
    expect(JSON.parse(timeless(made ?? ''))).toEqual(JSON.parse(timeless(kept ?? '')));
  }
});
