/** In what state a function is on this machine now. */
import { posix } from 'node:path';
import {
  FINGERPRINT_SCHEMA,
  type FileIdentity,
  type FingerprintRequest,
  type FunctionFingerprint,
  type FunctionInputs,
  type ModuleGraph,
  type ModuleNode,
} from '@nx-lambda/core';
import { matchingFiles } from '../build/assets.ts';
import { directoryPaths } from '../build/directory-source.ts';
import { BUNDLING_FIELDS } from '../modules/package-json.ts';
import type { FileStates } from './file-states.ts';
import type { InstalledPackages, PackageImport } from './installed-packages.ts';

export interface FingerprintParts {
  /** Absolute and real. */
  readonly root: string;
  readonly files: FileStates;
  readonly packages: InstalledPackages;
  readonly tools: Readonly<Record<string, string>>;
}

/** Undefined: something that counts can't be read, or the imports of a bundle, which tell its packages, are not known. */
export async function takeFingerprint(
  parts: FingerprintParts,
  { service, function: fn, inputs, graph }: FingerprintRequest,
): Promise<FunctionFingerprint | undefined> {
  const { source } = fn;
  if (source.kind === 'bundle' && graph === undefined) return undefined;
  const paths = await filePaths(parts.root, source, inputs);
  const files = paths === undefined ? undefined : identities(paths, (path) => parts.files.digest(path));
  const counts = countingSettings(service.definitionFiles, inputs, graph);
  const fields = [...BUNDLING_FIELDS, ...(source.kind === 'bundle' ? (source.bundle.mainFields ?? []) : [])];
  const settings = identities(inputs.settings.filter(counts), (path) => parts.files.settingDigest(path, fields));
  const packages = parts.packages.reachedFrom(importedPackages(inputs, graph));
  if (files === undefined || settings === undefined || packages === undefined) return undefined;
  return {
    schema: FINGERPRINT_SCHEMA,
    service: service.name,
    logicalId: fn.logicalId,
    runtime: fn.runtime,
    handler: fn.handler,
    architecture: fn.architecture,
    source,
    files,
    settings,
    absent: inputs.absent.filter(counts),
    packages: packages.packages,
    missingPackages: packages.missing,
    tools: parts.tools,
  };
}

async function filePaths(
  root: string,
  source: FingerprintRequest['function']['source'],
  inputs: FunctionInputs,
): Promise<readonly string[] | undefined> {
  const paths = new Set(inputs.files);
  let globs = inputs.globs;
  if (source.kind === 'directory') {
    // Not the glob: what is never packaged, such as Python's caches, does not count.
    const listed = await directoryPaths(root, source.path);
    if (!listed.ok) return undefined;
    for (const { from } of listed.value) paths.add(from);
    globs = globs.filter((glob) => glob !== posix.join(source.path, '**/*'));
  }
  for (const glob of globs) for (const path of await matchingFiles(root, glob)) paths.add(path);
  return [...paths].sort();
}

function identities(
  paths: readonly string[],
  digestOf: (path: string) => string | undefined,
): readonly FileIdentity[] | undefined {
  const found: FileIdentity[] = [];
  for (const path of paths) {
    const digest = digestOf(path);
    if (digest === undefined) return undefined;
    found.push({ path, digest });
  }
  return found;
}

/** What the template says counts by what was read from it, unless a file is a setting of the function's modules too. */
function countingSettings(
  definitionFiles: readonly string[],
  { files }: FunctionInputs,
  graph: ModuleGraph | undefined,
) {
  const definitions = new Set(definitionFiles);
  const isOfModules = (path: string): boolean =>
    files.some((file) => {
      const node = graph?.nodes.get(file);
      return node !== undefined && (node.settings.includes(path) || node.absent.includes(path));
    });
  return (path: string): boolean => !definitions.has(path) || isOfModules(path);
}

/** Each package from where it is imported: that decides which of its installations is meant. */
function* importedPackages(inputs: FunctionInputs, graph: ModuleGraph | undefined): Iterable<PackageImport> {
  for (const path of inputs.files) {
    const node = graph?.nodes.get(path);
    if (node === undefined) continue;
    const known = packagesByNode.get(node) ?? packagesOfNode(node);
    packagesByNode.set(node, known);
    for (const each of known) yield each;
  }
}

/** Hundreds of functions share a file. */
const packagesByNode = new WeakMap<ModuleNode, readonly PackageImport[]>();

function packagesOfNode(node: ModuleNode): readonly PackageImport[] {
  const from = posix.dirname(node.path);
  const imported = node.imports.flatMap(({ target }) => (target.kind === 'package' ? target.name : []));
  const named = (node.packages ?? []).map(({ name }) => name);
  return [...new Set([...imported, ...named])].map((name) => ({ from, name }));
}
