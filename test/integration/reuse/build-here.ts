/** One service built as the plugin builds it, in as few lines as that takes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildKnowledge, BuildPorts, LambdaEvent, LambdaFunction, Service } from '@nx-lambda/core';
import { buildServices } from '@nx-lambda/operations';
import { createBuildPorts, moduleScanner } from '@nx-lambda/workspace';

export interface HereOptions {
  /** Of the plugin. */
  readonly version?: string;
  /** False: a clean build that knows of no earlier one. */
  readonly reuse?: boolean;
  readonly why?: boolean;
  readonly output?: string;
  readonly afterScan?: () => Promise<void>;
  readonly beforeBundling?: () => Promise<void>;
}

export interface HereResult {
  /** Logical ids. */
  readonly reused: readonly string[];
  readonly failed: readonly string[];
  /** Everything in the output folder, in base64. */
  readonly files: Readonly<Record<string, string>>;
  /** Codes. */
  readonly notices: readonly string[];
  readonly why: Readonly<Record<string, BuildKnowledge>>;
}

export async function buildHere(
  root: string,
  functions: readonly LambdaFunction[],
  { version = '1.0.0', reuse = true, why = false, output = 'dist', afterScan, beforeBundling }: HereOptions = {},
): Promise<HereResult> {
  const services = [serviceOf(functions)];
  const { inputsOf, graphOf, contentOf } = moduleScanner({ workspaceRoot: root });
  const inputs = await inputsOf(services);
  await afterScan?.();
  const ports = createBuildPorts({
    workspaceRoot: root,
    outputFolder: () => join(root, output),
    ...(reuse && { reuse: { cacheFolder: join(root, 'cache'), version } }),
    contentOf,
  });
  const bundler: BuildPorts['bundler'] = {
    async bundle(request) {
      await beforeBundling?.();
      return ports.bundler.bundle(request);
    },
  };
  const events: LambdaEvent[] = [];
  const request = { services, inputs, graphOf, why, concurrency: 4, now: () => performance.now() };
  await buildServices(request, { ...ports, bundler }, (event) => {
    events.push(event);
  });
  const built = events.flatMap((event) => (event.type === 'function-built' ? [event] : []));
  const failed = events.flatMap((event) => (event.type === 'function-build-failed' ? [event] : []));
  return {
    reused: idsOf(built.filter((event) => event.reused === true)),
    failed: idsOf(failed),
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
