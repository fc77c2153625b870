/** One service built as the plugin builds it, in as few lines as that takes. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildKnowledge, BuildPorts, LambdaEvent, LambdaFunction, Service } from '@nx-lambda/core';
import { buildServices } from '@nx-lambda/operations';
import { createBuildPorts, moduleScanner } from '@nx-lambda/workspace';
import { type TestWorkspace, testWorkspace } from '../../../packages/workspace/src/build/test-workspace.ts';

export interface HereOptions {
  /** Of the plugin. */
  readonly version?: string;
  /** False: a clean build that knows of no earlier one. */
  readonly reuse?: boolean;
  readonly why?: boolean;
  readonly output?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly beforeScan?: () => Promise<void>;
  readonly afterScan?: () => Promise<void>;
  readonly beforeBundling?: () => Promise<void>;
  readonly afterBundling?: () => void;
}

export interface HereResult {
  /** Logical ids. */
  readonly reused: readonly string[];
  readonly failed: readonly string[];
  /** Entry points of each call of the bundler. */
  readonly calls: readonly (readonly string[])[];
  /** Everything in the output folder, in base64. */
  readonly files: Readonly<Record<string, string>>;
  /** Codes. */
  readonly notices: readonly string[];
  readonly why: Readonly<Record<string, BuildKnowledge>>;
}

export async function buildHere(
  root: string,
  functions: readonly LambdaFunction[],
  { version = '1.0.0', reuse = true, why = false, output = 'dist', now = Date.now, ...moments }: HereOptions = {},
): Promise<HereResult> {
  const services = [serviceOf(functions)];
  const { inputsOf, graphOf, contentOf, early } = moduleScanner({ workspaceRoot: root });
  const scan = async (some: readonly Service[]) => {
    await moments.beforeScan?.();
    const inputs = await inputsOf(some);
    await moments.afterScan?.();
    return inputs;
  };
  const ports = createBuildPorts({
    workspaceRoot: root,
    outputFolder: () => join(root, output),
    ...(reuse && { reuse: { cacheFolder: join(root, 'cache'), version, now } }),
    contentOf,
    early,
  });
  const calls: (readonly string[])[] = [];
  const bundler: BuildPorts['bundler'] = {
    async bundle(request) {
      calls.push(request.entryPoints);
      await moments.beforeBundling?.();
      const bundles = await ports.bundler.bundle(request);
      moments.afterBundling?.();
      return bundles;
    },
  };
  const events: LambdaEvent[] = [];
  const request = { services, scan, graphOf, why, concurrency: 4, now: () => performance.now() };
  await buildServices(request, { ...ports, bundler }, (event) => {
    events.push(event);
  });
  const built = events.flatMap((event) => (event.type === 'function-built' ? [event] : []));
  const failed = events.flatMap((event) => (event.type === 'function-build-failed' ? [event] : []));
  return {
    reused: idsOf(built.filter((event) => event.reused === true)),
    failed: idsOf(failed),
    calls,
    files: await filesIn(join(root, output)),
    notices: events.flatMap((event) => (event.type === 'notice' ? [event.notice.code] : [])),
    why: Object.fromEntries(
      [...built, ...failed].flatMap((event) => (event.why ? [[event.logicalId, event.why]] : [])),
    ),
  };
}

function idsOf(events: readonly { readonly logicalId: string }[]): readonly string[] {
  return events.map(({ logicalId }) => logicalId).sort();
}

function serviceOf(functions: readonly LambdaFunction[]): Service {
  const none = { undeployable: [], events: [], failures: [], notices: [] };
  const definitionFiles = ['services/orders/template.yaml'];
  return { name: 'orders', root: 'services/orders', functions, definitionFiles, ...none };
}

async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths
      .sort()
      .map(async (path) => [path.slice(folder.length + 1), (await readFile(path)).toString('base64')] as const),
  );
  return Object.fromEntries(files);
}

export const API = 'services/orders/src/api.ts';
export const JOB = 'services/orders/src/job.ts';
export const PRICE = 'libs/price.ts';

/** Two functions, one of which imports a file and a package that imports another. */
export function ordersWorkspace(): Promise<TestWorkspace> {
  return testWorkspace({
    [API]:
      "import { price } from '../../../libs/price';\nimport dep from 'dep';\nexport const handler = () => [price, dep];\n",
    [JOB]: 'export const handler = () => 1;\n',
    [PRICE]: 'export const price = 1;\n',
    'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"main.js","dependencies":{"inner":"1"}}',
    'node_modules/dep/main.js': "module.exports = require('inner');",
    'node_modules/inner/package.json': '{"name":"inner","version":"1.0.0"}',
    'node_modules/inner/index.js': 'module.exports = 1;',
  });
}
