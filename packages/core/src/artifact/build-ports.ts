/**
 * What a build needs from the outside: a bundler, a packager and a store of artifacts. Adapters are in
 * packages/workspace; none of them throws for anything that a user's files can cause.
 */
import type { FunctionFingerprint } from '../change/fingerprint.ts';
import type { Notice, Result } from '../failure.ts';
import type { FunctionInputs, ModuleGraph } from '../graph/module-graph.ts';
import type { BundleOptions, LambdaFunction, Service } from '../service/service.ts';
import type { BundledFunction } from './bundle-groups.ts';
import type { ArtifactManifest } from './manifest.ts';

export interface BuildPorts {
  readonly bundler: BundlePort;
  readonly packager: PackagePort;
  readonly store: ArtifactStorePort;
  /** Absent: everything is built, and nothing is known of earlier builds. */
  readonly reuse?: ReusePort;
  /** Absent: no function is bundled before its graph is read. */
  readonly early?: EarlyBundlingPort;
  /** micromatch: whether a workspace-relative path matches one of the patterns. */
  matchesAny(path: string, patterns: readonly string[]): boolean;
}

export interface BundleRequest {
  /** Workspace-relative, without duplicates. */
  readonly entryPoints: readonly string[];
  readonly options: BundleOptions;
  /** For a debugger: statements stay as they were written, whatever the options say. Such bytes are never deployed. */
  readonly readable?: boolean;
}

export interface BundlePort {
  /**
   * One result for each entry point, in the order of the request. An entry point's bytes depend on nothing but itself,
   * the options and the files that it imports: never on the other entry points of the request.
   */
  bundle(request: BundleRequest): Promise<readonly Result<Bundle>[]>;
}

/** What lets functions be bundled while their graph is read, and not after it. */
export interface EarlyBundlingPort {
  /**
   * Those that evidently have to be built: a file of the artifact that is there is another by now, or nothing was ever
   * built here. Called before they are scanned or bundled: what is looked at then is known to the scan.
   */
  outdated(functions: readonly BundledFunction[]): ReadonlySet<BundledFunction>;
  /**
   * Whether all that the fingerprint tells was so when {@link outdated} was first called: then a bundle that was begun
   * since is one of that state. Where that is in doubt, it is not.
   */
  isUntouched(fingerprint: FunctionFingerprint): boolean;
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

export interface FingerprintRequest {
  readonly service: Service;
  readonly function: LambdaFunction;
  /** What the graph declared for the function. */
  readonly inputs: FunctionInputs;
  /** The function's own; absent for what is not bundled. */
  readonly graph?: ModuleGraph;
}

/** Earlier builds on this machine: what they made, by fingerprint, and the fingerprints of each service's last one. */
export interface ReusePort {
  /** Undefined where it can't be taken, e.g. because a file vanished: the function is built then. */
  fingerprint(request: FingerprintRequest): Promise<FunctionFingerprint | undefined>;
  get(fingerprint: FunctionFingerprint): Promise<ReuseLookup>;
  /**
   * Keeps an artifact. Nothing is kept where a file changed after its fingerprint was taken: the artifact may be of
   * the one state or the other.
   *
   * @param round counts the calls of the bundler: a file is looked at once a round. Absent: looked at now.
   */
  put(fingerprint: FunctionFingerprint, artifact: PackedArtifact, round?: number): Promise<readonly Notice[]>;
  /** By logical id. Empty where nothing is recorded or readable. */
  lastBuild(service: string): Promise<ReadonlyMap<string, FunctionFingerprint>>;
  recordBuild(service: string, fingerprints: readonly FunctionFingerprint[]): Promise<readonly Notice[]>;
  /** To be called once, after everything else: what is kept stays bounded. */
  finish(): Promise<void>;
}

export type ReuseLookup =
  | {
      readonly kind: 'hit';
      readonly manifest: ArtifactManifest;
      /** Writes it to where the service's artifacts are. */
      apply(service: Service): Promise<Result<void>>;
    }
  /** With a notice where there is an entry, and it can't be read or is not what was stored. */
  | { readonly kind: 'miss'; readonly notice?: Notice };
