/** What is known of files that do not change during one build, each read once. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestInput, ManifestPackage } from '@nx-lambda/core';
import type { SourceContent } from '../modules/syntax-cache.ts';
import { folderPackageName } from './package-folder.ts';

export interface FileFacts {
  /** Throws where the file can't be read. */
  digest(path: string): ManifestInput;
  /** Of a package's folder. Undefined where its package.json names no version, as in `exports`-only sub-folders. */
  packageOf(folder: string): ManifestPackage | undefined;
}

/** What a scan knows of sources that it read for the same build. */
export type KnownContents = (path: string) => SourceContent | undefined;

/** Paths are workspace-relative. */
export function fileFacts(workspaceRoot: string, contentOf: KnownContents = () => undefined): FileFacts {
  const digest = remembered((path) => {
    const known = contentOf(path);
    if (known !== undefined) return { path, sha256: Buffer.from(known.digest, 'base64').toString('hex') };
    return { path, sha256: hash('sha256', readFileSync(join(workspaceRoot, path)), 'hex') };
  });
  const packageOf = remembered((folder) => {
    const manifest = readManifest(join(workspaceRoot, folder, 'package.json'));
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
export function readManifest(path: string): PackageJson | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
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
