/**
 * Fits traced packages to the function's platform, Linux with glibc on its architecture, whatever this machine is:
 * takes the optional packages and prebuilt addons made for it, leaves out those made for others, and refuses packages
 * that have compiled addons for others only.
 */
import { open, readdir, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import {
  type Architecture,
  BINARY_HEADER_SIZE,
  type BinaryTarget,
  binaryTarget,
  type Failure,
  type PackageEdge,
} from '@nx-lambda/core';
import { type PackageJson, readManifest } from './file-facts.ts';
import { folderPackageName } from './package-folder.ts';
import type { TracedPackages } from './trace-packages.ts';

export interface FittingPackages extends Pick<TracedPackages, 'edges' | 'files'> {
  readonly failures: readonly Failure[];
}

/** Node's own names of the architectures. */
const CPU: Readonly<Record<Architecture, string>> = { x86_64: 'x64', arm64: 'arm64' };

export async function forPlatform(
  root: string,
  traced: TracedPackages,
  architecture: Architecture,
): Promise<FittingPackages> {
  const edges: PackageEdge[] = [...traced.edges];
  const files = new Map<string, readonly string[]>();
  const addons = new Map<string, Addons>();
  const foreign = new Set<string>();
  const folders = [...new Set(edges.map((edge) => edge.to))];
  for (const folder of folders) {
    const manifest = readManifest(join(root, folder, 'package.json')) ?? {};
    if (!isFor(manifest, architecture)) {
      foreign.add(folder);
      continue;
    }
    const isPlatformPackage = manifest.os !== undefined || manifest.cpu !== undefined;
    const own = new Set(isPlatformPackage ? await filesBelow(root, folder) : traced.files.get(folder));
    for (const path of await filesBelow(root, `${folder}/prebuilds/linux-${CPU[architecture]}`)) own.add(path);
    const found = await addonsOf(root, [...own], architecture);
    addons.set(folder, found);
    files.set(folder, [...own].filter((path) => !found.foreign.has(path)).sort());
    for (const name of Object.keys(manifest.optionalDependencies ?? {}).sort()) {
      const optional = await installedFolder(root, folder, name);
      if (optional === undefined) continue;
      const wanted = readManifest(join(root, optional, 'package.json'));
      if (wanted?.os === undefined && wanted?.cpu === undefined) continue;
      edges.push({ from: folder, name, to: optional });
      if (!folders.includes(optional)) folders.push(optional);
    }
  }

  const kept = edges.filter((edge) => !foreign.has(edge.to) && (edge.from === undefined || !foreign.has(edge.from)));
  const hasFitting = (folder: string): boolean => (addons.get(folder)?.fitting ?? 0) > 0;
  const failures: Failure[] = [];
  for (const folder of [...new Set(edges.map((edge) => edge.to))].sort()) {
    const dependencies = edges.filter((edge) => edge.from === folder).map((edge) => edge.to);
    if (foreign.has(folder) || hasFitting(folder) || dependencies.some(hasFitting)) continue;
    const [target] = addons.get(folder)?.foreign.values() ?? [];
    const other = dependencies.find((dependency) => foreign.has(dependency));
    if (target !== undefined) failures.push(refusal(folder, architecture, `${target.system} ${target.machine}`));
    else if (other !== undefined) failures.push(refusal(folder, architecture, folderPackageName(other)));
  }
  // A package for another platform that the bundle imports by its own name.
  for (const edge of edges) {
    if (edge.from === undefined && foreign.has(edge.to))
      failures.push(refusal(edge.to, architecture, 'another platform'));
  }
  return { edges: kept, files, failures };
}

interface Addons {
  readonly fitting: number;
  readonly foreign: ReadonlyMap<string, BinaryTarget>;
}

async function addonsOf(root: string, paths: readonly string[], architecture: Architecture): Promise<Addons> {
  const foreign = new Map<string, BinaryTarget>();
  let fitting = 0;
  for (const path of paths.filter((each) => /\.(?:node|dylib|dll|so(?:\.[\d.]+)?)$/.test(each)).sort()) {
    const target = binaryTarget(await header(join(root, path)));
    if (target === undefined) continue;
    if (target.system === 'linux' && target.machine === architecture) fitting += 1;
    else foreign.set(path, target);
  }
  return { fitting, foreign };
}

async function header(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BINARY_HEADER_SIZE), 0, BINARY_HEADER_SIZE, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** As npm reads `os`, `cpu` and `libc`: lists of what fits, or of what does not with a leading `!`. */
function isFor(manifest: PackageJson, architecture: Architecture): boolean {
  return allows(manifest.os, 'linux') && allows(manifest.cpu, CPU[architecture]) && allows(manifest.libc, 'glibc');
}

function allows(list: readonly string[] | undefined, value: string): boolean {
  if (!Array.isArray(list) || list.length === 0) return true;
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.includes('any') || list.every((item) => item.startsWith('!'));
}

/** Node's look-up from a package's real folder, without resolving what the package exports. Workspace-relative. */
async function installedFolder(root: string, from: string, name: string): Promise<string | undefined> {
  for (let at = join(root, from); ; at = dirname(at)) {
    const found = await realpath(join(at, 'node_modules', name)).catch(() => undefined);
    if (found !== undefined) return relative(root, found).split(sep).join('/');
    if (at === dirname(at)) return undefined;
  }
}

/** Workspace-relative, without packages nested in it; none where there is no such folder. */
async function filesBelow(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(root, path);
      return entry.isFile() ? [path] : [];
    }),
  );
  return nested.flat().sort();
}

function refusal(folder: string, architecture: Architecture, found: string): Failure {
  const name = folderPackageName(folder);
  return {
    code: 'NXL-PACKAGE-ARCHITECTURE',
    message: `${name} has compiled code for ${found}, but the function runs on linux ${architecture}.`,
    advice: `Install it for that platform too: npm install --os=linux --cpu=${CPU[architecture]} --libc=glibc ${name} (pnpm: supportedArchitectures), or compile it there.`,
    place: { file: `${folder}/package.json`, line: 1, column: 1 },
  };
}
