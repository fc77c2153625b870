/**
 * Everything that decides the bytes of one function's artifact and the text of its manifest. This type is the
 * specification: what is not in it does not count, and functions of equal fingerprints have equal artifacts.
 *
 * What does not count: time, machine, user, the workspace's folder, Node's version, and the other functions of a build;
 * the build's own tests hold it to that. Of the service's template and configuration only what they say about the
 * function counts, so they are no settings here.
 */
import { hash } from 'node:crypto';
import type { Architecture, CodeSource } from '../service/service.ts';
import { canonicalJson } from './canonical-json.ts';

/** To be raised whenever this type, or the way in which artifacts are made of equal fingerprints, changes. */
export const FINGERPRINT_SCHEMA = 3;

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
  /** The content of each installed package that the code can reach, sorted by folder. */
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

/** Hex SHA-256 of {@link fingerprintText}: the name under which an artifact is kept. */
export function fingerprintDigest(fingerprint: FunctionFingerprint): string {
  return hash('sha256', fingerprintText(fingerprint), 'hex');
}

const texts = new WeakMap<FunctionFingerprint, string>();

/**
 * All of it as JSON on one line, made once. Does not depend on the order of keys and lists. {@link parseFingerprint}
 * reads it back.
 */
export function fingerprintText(fingerprint: FunctionFingerprint): string {
  const known = texts.get(fingerprint);
  if (known !== undefined) return known;
  const { files, settings, absent, packages, missingPackages, ...others } = fingerprint;
  // The lists are long, and as plain lists of texts they are written many times as fast.
  const lists = [
    fileValues(files),
    fileValues(settings),
    sorted(absent),
    packageValues(packages),
    sorted(missingPackages),
  ];
  const text = `[${canonicalJson(others)},${JSON.stringify(lists).slice(1)}`;
  texts.set(fingerprint, text);
  return text;
}

/** Of a value that was read as JSON. Undefined: {@link fingerprintText} of this schema did not write it. */
export function parseFingerprint(value: unknown): FunctionFingerprint | undefined {
  if (!Array.isArray(value) || value.length !== 6) return undefined;
  const [others, ...lists]: readonly unknown[] = value;
  if (typeof others !== 'object' || others === null || !lists.every(isTextList)) return undefined;
  if (!('schema' in others) || others.schema !== FINGERPRINT_SCHEMA) return undefined;
  const [files = [], settings = [], absent = [], packages = [], missingPackages = []] = lists;
  return {
    ...(others as Unlisted),
    files: filesOf(files),
    settings: filesOf(settings),
    absent,
    packages: packagesOf(packages),
    missingPackages,
  };
}

type Listed = 'files' | 'settings' | 'absent' | 'packages' | 'missingPackages';
type Unlisted = Omit<FunctionFingerprint, Listed>;

/** `T`, where `Keys` are all that it has: a field that is added to an identity has to be among its values. */
type WithOnly<T, Keys extends keyof T> = [Exclude<keyof T, Keys>] extends [never] ? T : never;

function fileValues(files: readonly WithOnly<FileIdentity, 'path' | 'digest'>[]): readonly string[] {
  const values: string[] = [];
  for (const { path, digest } of inOrder(files, byPath)) values.push(path, digest);
  return values;
}

function filesOf(values: readonly string[]): readonly FileIdentity[] {
  const files: FileIdentity[] = [];
  for (let at = 0; at < values.length; at += 2) files.push({ path: values[at] ?? '', digest: values[at + 1] ?? '' });
  return files;
}

type Package = WithOnly<PackageIdentity, 'name' | 'version' | 'folder' | 'digest'>;

function packageValues(packages: readonly Package[]): readonly string[] {
  const values: string[] = [];
  for (const { name, version, folder, digest } of inOrder(packages, byFolder))
    values.push(name, version, folder, digest);
  return values;
}

function packagesOf(values: readonly string[]): readonly PackageIdentity[] {
  const packages: PackageIdentity[] = [];
  for (let at = 0; at < values.length; at += 4) {
    const [name = '', version = '', folder = '', digest = ''] = values.slice(at, at + 4);
    packages.push({ name, version, folder, digest });
  }
  return packages;
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function sorted(texts: readonly string[]): readonly string[] {
  return inOrder(texts, order);
}

/** They mostly are in order. */
function inOrder<T>(values: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  for (let at = 1; at < values.length; at++) {
    const before = values[at - 1];
    const here = values[at];
    if (before !== undefined && here !== undefined && compare(before, here) > 0) return values.toSorted(compare);
  }
  return values;
}

function byPath(a: FileIdentity, b: FileIdentity): number {
  return order(a.path, b.path);
}

function byFolder(a: PackageIdentity, b: PackageIdentity): number {
  return order(a.folder, b.folder);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
