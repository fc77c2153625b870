/**
 * Everything that decides the bytes of one function's artifact and the text of its manifest. This type is the
 * specification: what is not in it does not count, and functions of equal fingerprints have equal artifacts.
 *
 * What does not count: time, machine, user, the workspace's folder, Node's version, and the other functions of a build;
 * the build's own tests hold it to that. Of the service's template and configuration only what they say about the
 * function counts, so they are no settings here.
 */
import { createHash } from 'node:crypto';
import type { Architecture, CodeSource } from '../service/service.ts';

/** To be raised whenever this type, or the way in which artifacts are made of equal fingerprints, changes. */
export const FINGERPRINT_SCHEMA = 2;

export interface FunctionFingerprint {
  readonly schema: typeof FINGERPRINT_SCHEMA;
  /** The manifest names the service. */
  readonly service: string;
  /** The manifest names the function. */
  readonly logicalId: string;
  /** In the manifest. What it implies for the bundle is in the source's options. */
  readonly runtime: string;
  /** In the manifest. Where it places the code is in the source. */
  readonly handler: string;
  /** In the manifest; compiled packages are chosen and checked by it. */
  readonly architecture: Architecture;
  /** Where the code comes from, its path inside the zip, and all that esbuild and the packager are told. */
  readonly source: CodeSource;
  /** The content of every local file that is bundled or packaged. */
  readonly files: readonly FileIdentity[];
  /** The content of what steers resolution and bundling: tsconfig chains, package.json fields, symbolic links. */
  readonly settings: readonly FileIdentity[];
  /** Paths that do not exist and that resolution asked for: the appearance of one changes what an import means. */
  readonly absent: readonly string[];
  /** The content of each installed package that the code can reach. */
  readonly packages: readonly PackageIdentity[];
  /** Packages that are imported or declared and not installed: an install would bring them into the artifact. */
  readonly missingPackages: readonly string[];
  /** Versions of what makes the bytes, by name. */
  readonly tools: Readonly<Record<string, string>>;
}

export interface FileIdentity {
  /** Relative to the workspace root, with `/`. */
  readonly path: string;
  /** Hex SHA-256 of what counts of it; of a package.json these are only the fields that steer a bundle. */
  readonly digest: string;
}

export interface PackageIdentity {
  readonly name: string;
  readonly version: string;
  /** Workspace-relative real folder: hoisting and nesting decide which package an import means. */
  readonly folder: string;
  /**
   * Of all files in the folder. A version with the lockfile's integrity says what was installed, not what is there:
   * patches (patch-package, an edit by hand) change the one and not the other.
   */
  readonly digest: string;
}

/** Hex SHA-256: the name under which an artifact is kept. Does not depend on the order of keys and lists. */
export function fingerprintDigest(fingerprint: FunctionFingerprint): string {
  const { files, settings, absent, packages, missingPackages, ...others } = fingerprint;
  // The lists are long, and as plain lists of texts they are written many times as fast.
  const text = JSON.stringify([
    JSON.stringify(others, sortedKeys),
    files.toSorted(byPath).flatMap(fileValues),
    settings.toSorted(byPath).flatMap(fileValues),
    absent.toSorted(),
    packages.toSorted((a, b) => order(a.folder, b.folder)).flatMap(packageValues),
    missingPackages.toSorted(),
  ]);
  return createHash('sha256').update(text).digest('hex');
}

function fileValues({ path, digest, ...others }: FileIdentity): readonly string[] {
  others satisfies Nothing;
  return [path, digest];
}

function packageValues({ name, version, folder, digest, ...others }: PackageIdentity): readonly string[] {
  others satisfies Nothing;
  return [name, version, folder, digest];
}

/** A field that is added to an identity has to be among its values. */
type Nothing = Readonly<Record<string, never>>;

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => order(a, b)));
}

function byPath(a: FileIdentity, b: FileIdentity): number {
  return order(a.path, b.path);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
