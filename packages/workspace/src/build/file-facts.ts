/** What is known of files that do not change during one build, each read once. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestInput, ManifestPackage } from '@nx-lambda/core';
import { folderPackageName } from './metafile.ts';

export interface FileFacts {
  /** Throws where the file can't be read. */
  digest(path: string): ManifestInput;
  /** Of a package's folder. Undefined where its package.json names no version, as in `exports`-only sub-folders. */
  packageOf(folder: string): Promise<ManifestPackage | undefined>;
}

/** Paths are workspace-relative. */
export function fileFacts(workspaceRoot: string): FileFacts {
  const digest = remembered((path) => {
    const hash = createHash('sha256').update(readFileSync(join(workspaceRoot, path)));
    return { path, sha256: hash.digest('hex') };
  });
  const packageOf = remembered(async (folder) => {
    const manifest = await readManifest(join(workspaceRoot, folder, 'package.json'));
    if (manifest === undefined) return undefined;
    return { name: manifest.name ?? folderPackageName(folder), version: manifest.version ?? '0.0.0' };
  });
  return { digest, packageOf };
}

export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Undefined: there is none, or it is no JSON object. */
export async function readManifest(path: string): Promise<PackageJson | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function remembered<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key) ?? compute(key);
    known.set(key, found);
    return found;
  };
}
