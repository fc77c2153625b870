import { spawn } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NODE_24_MISSING, node24Path } from '../../../../test/support/node-24.ts';
import { type TestWorkspace, testWorkspace } from './test-workspace.ts';

const FILES = {
  'package.json': '{"name":"shop","private":true}',
  'node_modules/outer/package.json':
    '{"name":"outer","version":"1.0.0","exports":{"module-sync":"./new.mjs","default":"./index.js"}}',
  'node_modules/outer/index.js': 'module.exports = 1;\n',
  'node_modules/outer/new.mjs': 'export default 1;\n',
  'node_modules/old/package.json': '{"name":"old","version":"2.0.0"}',
  'node_modules/old/index.js': "exports.eol = require('os').EOL;\n",
  'libs/größe.ts': 'export const größe = "ä漢";\n',
  'services/orders/mail/a.txt': 'a\r\n',
  'services/orders/mail/Z.txt': 'z\n',
  'services/orders/mail/ä.txt': 'ä\n',
  'services/orders/app.ts':
    "import { größe } from '../../libs/größe';\nimport outer from 'outer';\nimport old from 'old';\nexport const handler = async () => [größe, outer, old];\n",
  'services/stock/code/bootstrap': '#!/bin/sh\n',
  'services/stock/code/app.py': 'x = 1\n',
};

const SCRIPT = `
  import { reproducibleBuild } from ${JSON.stringify(new URL('./reproducible-build.ts', import.meta.url).href)};
  const [root, umask] = process.argv.slice(1);
  process.umask(Number.parseInt(umask, 8));
  process.stdout.write(await reproducibleBuild(root));`;
const TSX = import.meta.resolve('tsx');

interface Surroundings {
  readonly node?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly umask?: string;
}

async function buildIn(root: string, { node = process.execPath, environment = {}, umask = '022' }: Surroundings = {}) {
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(node, ['--import', TSX, '--input-type=module', '--eval', SCRIPT, root, umask], {
    cwd: root,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
}

describe('artifacts of the same files', () => {
  let here: TestWorkspace;
  let elsewhere: TestWorkspace;
  let expected: unknown;
  beforeAll(async () => {
    [here, elsewhere] = await Promise.all([testWorkspace(FILES), testWorkspace(FILES)]);
    expected = await buildIn(here.root);
  });
  afterAll(() => Promise.all([here.remove(), elsewhere.remove()]));

  it('are made at all', () => {
    expect(expected).toMatchObject([{ manifest: { function: 'Api' } }, { manifest: { function: 'Stock' } }]);
  });

  it.concurrent.each<[string, Surroundings]>([
    ['time zone', { environment: { TZ: 'America/Los_Angeles' } }],
    ['locale', { environment: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } }],
    ['umask', { umask: '077' }],
    ['user and home', { environment: { USER: 'somebody', HOME: '/nonexistent', LOGNAME: 'somebody' } }],
  ])('are the same under another %s', async (_what, surroundings) => {
    expect(await buildIn(here.root, surroundings)).toEqual(expected);
  });

  it.concurrent('are the same under another Node version', async ({ expect, skip }) => {
    const node = node24Path();
    if (node === undefined) return skip(NODE_24_MISSING);
    expect(await buildIn(here.root, { node })).toEqual(expected);
  });

  it.concurrent('are the same in another folder with other modes on disk', async ({ expect }) => {
    await chmod(join(elsewhere.root, 'services/stock/code/app.py'), 0o777);
    await chmod(join(elsewhere.root, 'services/stock/code/bootstrap'), 0o600);
    expect(await buildIn(elsewhere.root)).toEqual(expected);
  });
});
