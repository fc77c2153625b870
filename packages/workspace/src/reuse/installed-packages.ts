/**
 * The installed packages that code can reach: those that its files import, and what these declare to depend on, each
 * found as Node finds it. What is declared is a superset of what is bundled; the build proves it.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import type { PackageIdentity } from '@nx-lambda/core';
import { folderPackageName } from '../build/package-folder.ts';
import type { PackageDigests } from './package-digests.ts';

/** A package's name, and the workspace-relative folder from which it is imported. */
export interface PackageImport {
  readonly from: string;
  readonly name: string;
}

export interface ReachedPackages {
  /** Sorted by folder. */
  readonly packages: readonly PackageIdentity[];
  /** Sorted. */
  readonly missing: readonly string[];
}

interface InstalledPackage {
  readonly identity: PackageIdentity;
  readonly dependencies: readonly string[];
}

export class InstalledPackages {
  private readonly root: string;
  private readonly digests: PackageDigests;
  private readonly folders = new Map<string, string | undefined>();
  private readonly packages = new Map<string, InstalledPackage | undefined>();
  /** By folder: whether it has a node_modules folder. */
  private readonly installing = new Map<string, boolean>();

  /** @param root absolute and real. */
  constructor(root: string, digests: PackageDigests) {
    this.root = root;
    this.digests = digests;
  }

  /** Undefined where a package is there and can't be read. */
  reachedFrom(imports: Iterable<PackageImport>): ReachedPackages | undefined {
    const reached = new Map<string, PackageIdentity>();
    const missing = new Set<string>();
    const waiting = [...imports];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const folder = this.find(next.from, next.name);
      if (folder === undefined) missing.add(next.name);
      if (folder === undefined || reached.has(folder)) continue;
      const found = this.read(folder);
      if (found === undefined) return undefined;
      reached.set(folder, found.identity);
      for (const name of found.dependencies) waiting.push({ from: folder, name });
    }
    return {
      packages: [...reached.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1)),
      missing: [...missing].sort(),
    };
  }

  /** The real folder, relative to the workspace root. */
  private find(from: string, name: string): string | undefined {
    const key = `${from}\0${name}`;
    if (this.folders.has(key)) return this.folders.get(key);
    const own = this.hasPackages(from) ? this.realFolder(posix.join(from, 'node_modules', name)) : undefined;
    const parent = posix.dirname(from);
    const folder = own ?? (parent === from ? undefined : this.find(parent, name));
    this.folders.set(key, folder);
    return folder;
  }

  private hasPackages(folder: string): boolean {
    const known = this.installing.get(folder);
    if (known !== undefined) return known;
    const found = posix.basename(folder) !== 'node_modules' && this.isFolder(posix.join(folder, 'node_modules'));
    this.installing.set(folder, found);
    return found;
  }

  private isFolder(path: string): boolean {
    return statSync(join(this.root, path), { throwIfNoEntry: false })?.isDirectory() === true;
  }

  private realFolder(path: string): string | undefined {
    if (!this.isFolder(path)) return undefined;
    return relative(this.root, realpathSync.native(join(this.root, path)))
      .split(sep)
      .join('/');
  }

  private read(folder: string): InstalledPackage | undefined {
    if (this.packages.has(folder)) return this.packages.get(folder);
    const digest = this.digests.of(folder);
    const manifest = readManifest(join(this.root, folder, 'package.json'));
    const { name = folderPackageName(folder), version = '0.0.0' } = manifest;
    const found =
      digest === undefined
        ? undefined
        : { identity: { name, version, folder, digest }, dependencies: namesOf(manifest) };
    this.packages.set(folder, found);
    return found;
  }
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function namesOf({ dependencies, optionalDependencies, peerDependencies }: Manifest): readonly string[] {
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/** A broken package.json says nothing: the build will not find its package in the fingerprint, and keep nothing. */
function readManifest(path: string): Manifest {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
