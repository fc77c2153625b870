/** What a workspace's functions are, found by reading and building all of it anew, with nothing remembered. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArtifactManifest,
  type ArtifactStorePort,
  type FunctionInputs,
  type LambdaFunction,
  type PluginOptions,
  parsePluginOptions,
  type Service,
  success,
} from '@nx-lambda/core';
import { buildServices, type ServiceBuildResult } from '@nx-lambda/operations';
import {
  BUNDLING_FIELDS,
  createBuildPorts,
  type ModuleScan,
  readServices,
  scanModules,
  workspacePackages,
} from '@nx-lambda/workspace';
import type { WorkspaceState } from './edit.ts';

export interface Truth {
  readonly services: readonly Service[];
  readonly inputs: readonly FunctionInputs[];
  readonly graphOf: ModuleScan['graphOf'];
  /** By {@link functionKey}. */
  readonly functions: ReadonlyMap<string, FunctionTruth>;
}

export interface FunctionTruth {
  readonly service: string;
  readonly logicalId: string;
  /** codeSha256; undefined where the build fails. */
  readonly code: string | undefined;
  /** Equal as long as none of the function's files, packages and settings differs. */
  readonly need: string;
}

export function functionKey(service: string, logicalId: string): string {
  return `${service}/${logicalId}`;
}

export async function findTruth(root: string, state: WorkspaceState): Promise<Truth> {
  const options = defaultOptions();
  const definitionFiles = [...state.files.keys()].filter((path) =>
    /(^|\/)(template\.yaml|lambda\.config\.json)$/.test(path),
  );
  const services = await readServices({ workspaceRoot: root, definitionFiles, options });
  const { inputs, graphOf } = await scanModules({
    workspaceRoot: root,
    services,
    workspacePackages: workspacePackages(root),
  });
  const built = await buildInMemory(root, services);
  const digests = new Map<string, Promise<string>>();
  const functions = new Map<string, FunctionTruth>();
  for (const service of services) {
    const artifacts = built.get(service.name);
    for (const fn of service.functions) {
      const key = functionKey(service.name, fn.logicalId);
      const own = inputs.find((each) => each.service === service.name && each.logicalId === fn.logicalId);
      functions.set(key, {
        service: service.name,
        logicalId: fn.logicalId,
        code: artifacts?.get(fn.logicalId)?.codeSha256,
        need: await needOf(root, fn, own, state, digests),
      });
    }
  }
  return { services, inputs, graphOf, functions };
}

/** By logical id, of the functions of one service that could be built. */
export type Artifacts = ReadonlyMap<string, ArtifactManifest>;

async function buildInMemory(root: string, services: readonly Service[]): Promise<ReadonlyMap<string, Artifacts>> {
  const { services: results } = await buildServices(
    { services, concurrency: 8, now: () => performance.now() },
    { ...createBuildPorts({ workspaceRoot: root, outputFolder: () => root }), store: NOWHERE },
    () => undefined,
  );
  return new Map(results.map((result) => [result.service, artifactsOf(result)]));
}

export function defaultOptions(): PluginOptions {
  const options = parsePluginOptions({});
  if (!options.ok) throw new Error(options.failures[0].message);
  return options.value;
}

export function artifactsOf(result: ServiceBuildResult): Artifacts {
  return new Map(result.functions.flatMap((each) => (each.kind === 'failed' ? [] : [[each.logicalId, each.manifest]])));
}

const NOWHERE: ArtifactStorePort = {
  write: async () => success(undefined),
  prune: async () => success(undefined),
};

async function needOf(
  root: string,
  fn: LambdaFunction,
  inputs: FunctionInputs | undefined,
  state: WorkspaceState,
  digests: Map<string, Promise<string>>,
): Promise<string> {
  const hash = createHash('sha256');
  const { runtime, handler, architecture, source } = fn;
  hash.update(JSON.stringify({ runtime, handler, architecture, source }));
  const definitions = /(^|\/)(template\.yaml|lambda\.config\.json)$/;
  const inFolders = (inputs?.globs ?? []).flatMap((glob) => {
    const folder = glob.replace(/\*\*\/\*$/, '');
    return [...state.files.keys()].filter((path) => path.startsWith(folder));
  });
  for (const path of [...(inputs?.files ?? []), ...(inputs?.settings ?? []), ...inFolders]) {
    // What the template says of the function stands in the function already.
    if (definitions.test(path)) continue;
    const digest = digests.get(path) ?? digestOf(root, path);
    digests.set(path, digest);
    hash.update(`${path} ${await digest}\n`);
  }
  for (const { name } of inputs?.packages ?? []) hash.update(`${name} ${packageClosure(state, name)}\n`);
  return hash.digest('hex');
}

async function digestOf(root: string, path: string): Promise<string> {
  const bytes = await readFile(join(root, path)).catch(() => undefined);
  if (bytes === undefined) return 'missing';
  if (!path.endsWith('package.json')) return createHash('sha256').update(bytes).digest('hex');
  const manifest: Record<string, unknown> = JSON.parse(bytes.toString('utf8'));
  return JSON.stringify(BUNDLING_FIELDS.map((field) => manifest[field]));
}

/** Versions of a package and of what it depends on: of three that are generated, each depends on the one before. */
function packageClosure(state: WorkspaceState, name: string): string {
  const number = Number(/(\d+)$/.exec(name)?.[1]);
  if (Number.isNaN(number)) return 'unknown';
  const first = number - (number % 3);
  const names = Array.from({ length: number - first + 1 }, (_, index) => name.replace(/\d+$/, String(first + index)));
  return names.map((each) => state.packages.get(each)).join();
}
