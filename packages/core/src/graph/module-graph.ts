/**
 * The import graph of the workspace's files: built once, then only queried. Plain data, so that it can be cached.
 * All paths are relative to the workspace root, with `/`.
 */
import type { Failure, Notice } from '../failure.ts';

export type ImportKind = 'import' | 'dynamic-import' | 'require' | 'require-resolve' | 'url' | 'entry-point';

export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string }
  /** A package in node_modules (never a workspace library: those are files). */
  | { readonly kind: 'package'; readonly name: string; readonly version?: string }
  | { readonly kind: 'builtin' }
  | { readonly kind: 'external' }
  | { readonly kind: 'unresolved'; readonly failure: Failure };

export interface ModuleImport {
  readonly specifier: string;
  readonly kind: ImportKind;
  readonly target: ImportTarget;
  readonly line: number;
  readonly column: number;
}

export interface ModuleNode {
  readonly path: string;
  readonly imports: readonly ModuleImport[];
  /** Settings files, present or not, that steer how this file is bundled (tsconfig chain, package.json files). */
  readonly settings: readonly string[];
  /** Paths that resolution looked at without finding a file: the appearance of one changes what an import means. */
  readonly absent: readonly string[];
  /** Globs whose matches are imported (`import(`./locales/${name}.json`)`, which esbuild bundles whole). */
  readonly globs?: readonly string[];
  /** Packages that count although no import names them (a tsconfig.json that extends one from a package). */
  readonly packages?: readonly PackageReference[];
  readonly notices: readonly Notice[];
}

export interface PackageReference {
  readonly name: string;
  readonly version?: string;
}

/** The files that were reached from the entry points under one set of resolution options, by path. */
export interface ModuleGraph {
  readonly nodes: ReadonlyMap<string, ModuleNode>;
}

/** Everything that can change one function's bytes. Lists are sorted and free of duplicates. */
export interface FunctionInputs {
  readonly service: string;
  readonly logicalId: string;
  /** Local files that are bundled or packaged. */
  readonly files: readonly string[];
  /** Settings files that exist and count. */
  readonly settings: readonly string[];
  /** Paths that do not exist and whose appearance would count. */
  readonly absent: readonly string[];
  /** Globs, for directories that are packaged whole and for assets. */
  readonly globs: readonly string[];
  /** npm packages by name, with the version that is installed. */
  readonly packages: readonly PackageReference[];
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
}

/** One edge between files of different folders, from which project edges are made. */
export interface FileEdge {
  readonly from: string;
  readonly to: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'package'; readonly name: string };
}
