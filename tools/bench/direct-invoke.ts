/**
 * How long `node_modules/.bin/nx-lambda invoke orders` takes beyond a bare `node` and beyond the calls to AWS: with a warm
 * cache, on a stand-in without latency. The stand-in is in this process, which so knows how long it had each call.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parsePluginOptions } from '../../packages/core/src/index.ts';
import { startFakeAws } from '../../packages/fake-aws/src/index.ts';
import { readServices } from '../../packages/workspace/src/index.ts';
import { mustRun, runCommand } from '../sample/command.ts';
import { seedFeatureStacks } from '../sample/feature-stacks.ts';
import { openWorkspace } from '../sample/workspace.ts';
import { median } from './measure.ts';
import { copyPlugin } from './plugin-copy.ts';
import { writeWorkspace } from './workspace/write-workspace.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: src/api.handler
`;

const FILES: ReadonlyMap<string, string> = new Map([
  ['nx.json', JSON.stringify({ analytics: false, cacheDirectory: '.nx/cache', plugins: ['nx-lambda'] })],
  ['package.json', JSON.stringify({ name: 'bench', private: true })],
  ['services/orders/template.yaml', TEMPLATE],
  ['services/orders/src/api.ts', 'export const handler = async () => ({ ok: true });\n'],
]);

const BARE = ['-e', '0'] as const;

/** One JSON line. */
export async function directInvokeFigure(runs: number): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-bench-')));
  const fake = await startFakeAws();
  try {
    const root = join(folder, 'workspace');
    const links = await copyPlugin(join(folder, 'installation'));
    await mkdir(root);
    await writeWorkspace(root, { files: FILES, links });
    const command = await linkCommand(root);
    const workspace = openWorkspace(root, environmentOf(fake.endpoint, folder));
    const options = parsePluginOptions({});
    if (!options.ok) throw new Error(options.failures[0].message);
    const definitionFiles = ['services/orders/template.yaml'];
    const services = await readServices({ workspaceRoot: root, definitionFiles, options: options.value });
    seedFeatureStacks(fake.control, services, { environment: 'ann' });

    const at = { cwd: root, env: workspace.environment };
    await mustRun(command, ['deploy', 'orders'], at);
    const invoke = () => timedCalls(() => runCommand(command, ['invoke', 'orders'], at));
    // Nx's graph, then the memory once what was written is old enough, then what the invocation itself remembers.
    for (let warm = 0; warm < 4; warm += 1) await invoke();

    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const bare = await mustRun(process.execPath, BARE, at);
      const { result, calls } = await invoke();
      if (result.stdout !== '{"ok":true}\n') throw new Error(result.output);
      times.push(result.duration - bare.duration - calls);
    }
    return JSON.stringify({ bench: 'direct-invoke-extra', runs, medianMs: Math.round(median(times)) });
  } finally {
    await fake.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** As npm links it. */
async function linkCommand(root: string): Promise<string> {
  const file = join(root, 'node_modules/nx-lambda/dist/bin/nx-lambda.js');
  const link = join(root, 'node_modules/.bin/nx-lambda');
  await chmod(file, 0o755);
  await mkdir(dirname(link), { recursive: true });
  await symlink(file, link);
  return link;
}

function environmentOf(endpoint: string, home: string): Readonly<Record<string, string>> {
  return {
    HOME: home,
    USERPROFILE: home,
    PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ann',
    AWS_SECRET_ACCESS_KEY: 'secret',
    FEATURE_ENV: 'ann',
  };
}

/** Milliseconds in which the servers of this process had a request and had not answered it. */
async function timedCalls<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly calls: number }> {
  const began = new Map<unknown, number>();
  let calls = 0;
  const start = (message: unknown) => {
    const request = requestOf(message);
    // What the functions ask of their runtime lies within an invocation, or waits for the next one.
    if (!String(request?.url).includes('/runtime/')) began.set(request, performance.now());
  };
  const finish = (message: unknown) => {
    const time = began.get(requestOf(message));
    if (time !== undefined) calls += performance.now() - time;
  };
  subscribe('http.server.request.start', start);
  subscribe('http.server.response.finish', finish);
  try {
    return { result: await run(), calls };
  } finally {
    unsubscribe('http.server.request.start', start);
    unsubscribe('http.server.response.finish', finish);
  }
}

function requestOf(message: unknown): IncomingMessage | undefined {
  const request: unknown =
    typeof message === 'object' && message !== null ? Reflect.get(message, 'request') : undefined;
  return request instanceof IncomingMessage ? request : undefined;
}
