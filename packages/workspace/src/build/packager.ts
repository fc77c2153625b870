/** One function's files → zip and manifest. Nothing is written. */
import { hash } from 'node:crypto';
import {
  type Failure,
  failed,
  type LambdaFunction,
  MANIFEST_SCHEMA,
  type PackagePort,
  type PackedArtifact,
  type PackRequest,
  type Result,
  sizeLimitFailure,
  sourceMapFile,
  success,
  unzippedSize,
} from '@nx-lambda/core';
import { readArchive } from './archive-source.ts';
import { type ArtifactContents, mergedFailures } from './artifact-contents.ts';
import { assetFiles } from './assets.ts';
import { bundleFiles } from './bundle-files.ts';
import { directoryFiles } from './directory-source.ts';
import type { FileFacts } from './file-facts.ts';
import { isExecutable } from './file-mode.ts';
import { packageVersion } from './lazy-modules.ts';
import type { TraceCache } from './trace-packages.ts';
import { MAX_ENTRIES, writeZip } from './zip.ts';

export function packager(workspaceRoot: string, facts: FileFacts): PackagePort {
  const traceCache: TraceCache = {};
  return { pack: (request) => pack(workspaceRoot, facts, traceCache, request) };
}

async function pack(
  root: string,
  facts: FileFacts,
  traceCache: TraceCache,
  request: PackRequest,
): Promise<Result<PackedArtifact>> {
  const { function: fn, bundle } = request;
  switch (fn.source.kind) {
    case 'archive':
      return packArchive(root, facts, request, fn.source.path);
    case 'directory': {
      const contents = await directoryContents(root, facts, fn.source, fn.logicalId);
      return contents.ok ? zipped(request, contents.value) : contents;
    }
    case 'bundle': {
      if (bundle === undefined) throw new Error(`${fn.logicalId} was not bundled`);
      const contents = await bundleFiles(root, facts, { ...fn, source: fn.source }, bundle, traceCache);
      return contents.ok ? zipped(request, contents.value) : contents;
    }
  }
}

async function directoryContents(
  root: string,
  facts: FileFacts,
  source: Extract<LambdaFunction['source'], { kind: 'directory' }>,
  logicalId: string,
): Promise<Result<ArtifactContents>> {
  const own = await directoryFiles(root, source.path, logicalId);
  const assets = await assetFiles(root, source.assets);
  if (!own.ok || !assets.ok) return mergedFailures(own, assets);
  const files = [...own.value, ...assets.value];
  const inputs = [...new Set(files.map((file) => file.from))].sort().map(facts.digest);
  return success({ files, inputs, packages: [], externals: [], tools: { fflate: packageVersion('fflate') } });
}

function zipped({ service, function: fn }: PackRequest, contents: ArtifactContents): Result<PackedArtifact> {
  const { files } = contents;
  const sized = files.map((file) => ({ path: file.path, size: file.bytes.length }));
  const [first, ...rest] = [...duplicates(fn, files), ...tooLarge(fn, sized)];
  if (first !== undefined) return failed(first, ...rest);

  const zip = writeZip(files.map((file) => ({ ...file, executable: isExecutable(file.path, file.bytes) })));
  const codeSha256 = sha256(zip);
  const sourceMaps = contents.sourceMap === undefined ? [] : [contents.sourceMap];
  const placed = sourceMaps.map(({ path, bytes }) => ({ path: sourceMapFile(codeSha256, path), bytes }));
  return success({
    zip,
    sourceMaps: placed,
    manifest: {
      ...identity(service, fn),
      codeSha256,
      zipSize: zip.length,
      unzippedSize: unzippedSize(sized),
      inputs: contents.inputs,
      packages: contents.packages,
      externals: contents.externals,
      tools: contents.tools,
      sourceMaps: placed.map((map) => map.path),
    },
  });
}

async function packArchive(
  root: string,
  facts: FileFacts,
  { service, function: fn }: PackRequest,
  path: string,
): Promise<Result<PackedArtifact>> {
  const archive = await readArchive(root, path);
  if (!archive.ok) return archive;
  const { bytes, entries } = archive.value;
  const [first, ...rest] = tooLarge(fn, entries);
  if (first !== undefined) return failed(first, ...rest);
  return success({
    zip: bytes,
    sourceMaps: [],
    manifest: {
      ...identity(service, fn),
      codeSha256: sha256(bytes),
      zipSize: bytes.length,
      unzippedSize: unzippedSize(entries),
      inputs: [facts.digest(path)],
      packages: [],
      externals: [],
      tools: {},
      sourceMaps: [],
    },
  });
}

function identity(service: string, fn: LambdaFunction) {
  return {
    schema: MANIFEST_SCHEMA,
    service,
    function: fn.logicalId,
    runtime: fn.runtime,
    handler: fn.handler,
    architecture: fn.architecture,
  } as const;
}

function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64');
}

function duplicates(fn: LambdaFunction, files: readonly { readonly path: string }[]): readonly Failure[] {
  const seen = new Set<string>();
  const twice = new Set(files.flatMap(({ path }) => (seen.has(path) ? path : (seen.add(path), []))));
  return [...twice].map((path) => ({
    code: 'NXL-PACKAGE-DUPLICATE',
    message: `Two files of ${fn.logicalId} would be packaged as ${path}.`,
    advice: 'Give the asset another folder with "to" in lambda.config.json.',
  }));
}

function tooLarge(
  fn: LambdaFunction,
  entries: readonly { readonly path: string; readonly size: number }[],
): readonly Failure[] {
  const failure = sizeLimitFailure(fn.logicalId, entries);
  if (failure !== undefined) return [failure];
  if (entries.length <= MAX_ENTRIES) return [];
  return [
    {
      code: 'NXL-PACKAGE-TOO-MANY',
      message: `${fn.logicalId} has ${entries.length} files, more than the ${MAX_ENTRIES} that a zip takes.`,
      advice: 'Leave out what is not needed at run time.',
    },
  ];
}
