/** For tests: a workspace in a temporary folder, services in it, and one build of a function. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BundleOptions, CodeSource, LambdaFunction, PackedArtifact, Result } from '@nx-lambda/core';
import { BUNDLE_DEFAULTS } from '@nx-lambda/core';
import { unzipSync } from 'fflate';
import { createBuildPorts } from './build-ports.ts';

export interface TestWorkspace {
  readonly root: string;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  remove(): Promise<void>;
}

export async function testWorkspace(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<TestWorkspace> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-build-')));
  const write: TestWorkspace['write'] = async (contents) => {
    for (const [path, content] of Object.entries(contents)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
  };
  await write(files);
  return { root, write, remove: () => rm(root, { recursive: true, force: true }) };
}

export const PLAIN_OPTIONS: BundleOptions = {
  ...BUNDLE_DEFAULTS,
  format: 'cjs',
  target: ['node20'],
  minify: false,
  external: [],
  provided: ['@aws-sdk/*'],
};

export function bundledFunction(
  entryPoint: string,
  options: Partial<BundleOptions> = {},
  overrides: Partial<LambdaFunction> = {},
): LambdaFunction {
  const bundle = { ...PLAIN_OPTIONS, ...options };
  const outputPath = bundle.format === 'esm' ? 'app.mjs' : 'app.js';
  return plainFunction({ kind: 'bundle', entryPoint, outputPath, bundle }, overrides);
}

export function plainFunction(source: CodeSource, overrides: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    logicalId: 'Api',
    runtime: 'nodejs20.x',
    handler: 'app.handler',
    architecture: 'x86_64',
    source,
    address: { kind: 'stack-resource', logicalId: 'Api' },
    place: { file: 'services/orders/template.yaml', line: 1, column: 1 },
    ...overrides,
  };
}

/** Bundles the functions' entry points in one request and packages each. Their options must be equal. */
export async function buildTogether(
  root: string,
  functions: readonly LambdaFunction[],
): Promise<readonly Result<PackedArtifact>[]> {
  const ports = createBuildPorts({ workspaceRoot: root, outputFolder: () => join(root, 'dist') });
  const sources = functions.flatMap((fn) => (fn.source.kind === 'bundle' ? [fn.source] : []));
  const entryPoints = [...new Set(sources.map((source) => source.entryPoint))];
  const options = sources[0]?.bundle ?? PLAIN_OPTIONS;
  const bundles = entryPoints.length === 0 ? [] : await ports.bundler.bundle({ entryPoints, options });
  return Promise.all(
    functions.map(async (fn): Promise<Result<PackedArtifact>> => {
      if (fn.source.kind !== 'bundle') return ports.packager.pack({ service: 'orders', function: fn });
      const bundle = bundles[entryPoints.indexOf(fn.source.entryPoint)];
      if (bundle === undefined) throw new Error(`no bundle of ${fn.source.entryPoint}`);
      return bundle.ok ? ports.packager.pack({ service: 'orders', function: fn, bundle: bundle.value }) : bundle;
    }),
  );
}

export async function buildAlone(root: string, fn: LambdaFunction): Promise<Result<PackedArtifact>> {
  const [result] = await buildTogether(root, [fn]);
  if (result === undefined) throw new Error('no result');
  return result;
}

/** Fails the test where a result is a failure. */
export function valueOf<T>(result: Result<T> | undefined): T {
  if (result?.ok !== true) throw new Error(JSON.stringify(result, null, 2));
  return result.value;
}

export function textOf(artifact: PackedArtifact, path: string): string {
  return Buffer.from(unzipSync(artifact.zip)[path] ?? []).toString('utf8');
}

export function pathsIn(artifact: PackedArtifact): readonly string[] {
  return Object.keys(unzipSync(artifact.zip));
}

/** Unpacks an artifact into a folder of the workspace and answers its absolute path. */
export async function unpack(workspace: TestWorkspace, artifact: PackedArtifact, folder: string): Promise<string> {
  const files = Object.entries(unzipSync(artifact.zip));
  await workspace.write(Object.fromEntries(files.map(([path, bytes]) => [`${folder}/${path}`, bytes])));
  return join(workspace.root, folder);
}
