/**
 * What a build needs from the outside: a bundler, a packager and a store of artifacts. Adapters are in
 * packages/workspace; none of them throws for anything that a user's files can cause.
 */
import type { Result } from '../failure.ts';
import type { BundleOptions, LambdaFunction, Service } from '../service/service.ts';
import type { ArtifactManifest } from './manifest.ts';

export interface BuildPorts {
  readonly bundler: BundlePort;
  readonly packager: PackagePort;
  readonly store: ArtifactStorePort;
  /** micromatch: whether a workspace-relative path matches one of the patterns. */
  matchesAny(path: string, patterns: readonly string[]): boolean;
}

export interface BundleRequest {
  /** Workspace-relative, without duplicates. */
  readonly entryPoints: readonly string[];
  readonly options: BundleOptions;
}

export interface BundlePort {
  /**
   * One result for each entry point, in the order of the request. An entry point's bytes depend on nothing but itself,
   * the options and the files that it imports: never on the other entry points of the request.
   */
  bundle(request: BundleRequest): Promise<readonly Result<Bundle>[]>;
}

export interface Bundle {
  readonly code: Uint8Array;
  /** Its `sources` are workspace-relative; the code has no sourceMappingURL comment. */
  readonly sourceMap: Uint8Array;
  /** Files that the code expects beside it, such as those of esbuild's `file` loader. */
  readonly siblings: readonly BundleSibling[];
  /** Every local file that was read for this bundle, sorted by path. */
  readonly inputs: readonly BundleInput[];
  /** Workspace-relative folders of the npm packages in the bundle, sorted. */
  readonly packageFolders: readonly string[];
  /** What the code imports at run time and is no builtin, sorted by specifier. */
  readonly externals: readonly ExternalImport[];
}

export interface BundleSibling {
  /** What is added to the code's file name without extension, or a file name of its own. */
  readonly name:
    | { readonly kind: 'suffix'; readonly suffix: string }
    | { readonly kind: 'file'; readonly file: string };
  readonly bytes: Uint8Array;
}

export interface BundleInput {
  /** Workspace-relative. */
  readonly path: string;
  /** The first file found to import it; absent for the entry point and injected files. */
  readonly importer?: string;
}

export interface ExternalImport {
  readonly specifier: string;
  /** How Node will resolve it: by the `import` or the `require` conditions. */
  readonly kind: 'import' | 'require';
  /** Workspace-relative. */
  readonly importer: string;
}

export interface PackRequest {
  readonly service: string;
  readonly function: LambdaFunction;
  /** Present for functions whose source is a bundle. */
  readonly bundle?: Bundle;
}

export interface PackagePort {
  pack(request: PackRequest): Promise<Result<PackedArtifact>>;
}

/** An artifact that was made but not stored. */
export interface PackedArtifact {
  readonly manifest: ArtifactManifest;
  readonly zip: Uint8Array;
  readonly sourceMaps: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

export interface ArtifactStorePort {
  /** Writes the artifact whole or not at all. */
  write(service: Service, artifact: PackedArtifact): Promise<Result<void>>;
  /** Removes what belongs to no function of `keep` (logical ids), and source maps that no manifest left names. */
  prune(service: Service, keep: readonly string[]): Promise<Result<void>>;
}
