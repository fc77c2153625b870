/**
 * What a service is: plain, serialisable data that later stages build, compare and deploy.
 * This file decides nothing and reads nothing.
 */
import type { Failure, Notice, Place } from '../failure.ts';

/** An Nx project that owns one stack template, or a lambda.config.json that stands in for one. */
export interface Service {
  /** The Nx project's name. */
  readonly name: string;
  /** The service's folder relative to the workspace root, with `/`; `.` for the root itself. */
  readonly root: string;
  /** Workspace-relative path of the SAM or CloudFormation template, where there is one. */
  readonly template?: string;
  /** The tool that makes its infrastructure, where that is not CloudFormation from `template`. */
  readonly tool?: InfrastructureTool;
  /** Workspace-relative path of lambda.config.json, where there is one. */
  readonly config?: string;
  /** Where the stack's name is fixed by the service's own files (lambda.config.json, samconfig.toml). May hold placeholders. */
  readonly stackName?: string;
  /** Services that lambda.config.json has provisioned before this one. Absent: none. */
  readonly dependsOn?: readonly NeededService[];
  /** Stacks whose outputs are values of parameters of the same names; with placeholders. Absent: none. */
  readonly sharedStacks?: readonly string[];
  /** Template parameters as samconfig.toml overrides them. Absent: it does not. */
  readonly samParameters?: Readonly<Record<string, string>>;
  readonly functions: readonly LambdaFunction[];
  /** Functions that the template has but nx-lambda can't deploy, each with the reason. */
  readonly undeployable: readonly UndeployableFunction[];
  /** Layers of the template whose content lies in this workspace. Absent: none. */
  readonly layers?: readonly LambdaLayer[];
  /** The names of the files in `events/` without `.json`, sorted. */
  readonly events: readonly string[];
  /** Every file, present or not, that reading this service looked at, workspace-relative, sorted. */
  readonly definitionFiles: readonly string[];
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
}

export interface NeededService {
  readonly name: string;
  readonly place: Place;
}

export interface InfrastructureTool {
  readonly name: ToolName;
  /** Workspace-relative: the file that makes the folder a service, `serverless.yml` or `cdk.json`. */
  readonly file: string;
}

export type ToolName = 'serverless' | 'cdk';

export type Architecture = 'x86_64' | 'arm64';

/** One Lambda function resource of a service: the unit of deployment. */
export interface LambdaFunction {
  /** The resource's name in its template; for nested stacks `Child/Function`. */
  readonly logicalId: string;
  /** As Lambda names it, e.g. `nodejs22.x`. */
  readonly runtime: string;
  readonly handler: string;
  readonly architecture: Architecture;
  readonly source: CodeSource;
  readonly address: FunctionAddress;
  /** Seconds, as the template says; absent where it can't be told before deployment. */
  readonly timeout?: number;
  /** MB, as the template says. */
  readonly memorySize?: number;
  /** The resource's `Condition` in the template: where it does not hold, the environment has no such function. */
  readonly condition?: string;
  /**
   * The aliases through which the template has it invoked, and that lead to versions published of it. Absent: none.
   */
  readonly aliases?: readonly FunctionAlias[];
  /** Logical ids of the service's own {@link LambdaLayer}s that the template has it use. Absent: none. */
  readonly layers?: readonly string[];
  /** Lambda makes a snapshot of each published version (`SnapStart: {ApplyOn: PublishedVersions}`). */
  readonly snapStart?: boolean;
  readonly place: Place;
}

/** A layer that is a plain folder or a zip: what lies in it is unpacked to /opt of the functions that use it. */
export interface LambdaLayer {
  /** The resource's name in its template; for nested stacks `Child/Layer`. */
  readonly logicalId: string;
  /** Absent where CloudFormation makes the name. */
  readonly name?: NameExpression;
  readonly source: DirectorySource | ArchiveSource;
  readonly compatibleRuntimes: readonly string[];
  readonly compatibleArchitectures: readonly string[];
  readonly place: Place;
}

/** An alias that moves on with the function's code: SAM's AutoPublishAlias, or an AWS::Lambda::Alias of a version. */
export interface FunctionAlias {
  readonly name: NameExpression;
  /** The resource's `Condition`; absent for AutoPublishAlias, which is there whenever the function is. */
  readonly condition?: string;
  /** The template has it moved step by step (DeploymentPreference, RoutingConfig). */
  readonly gradual: boolean;
}

export interface UndeployableFunction {
  readonly logicalId: string;
  readonly reason: Failure;
}

/** Where the bytes of a function's artifact come from. */
export type CodeSource = BundleSource | DirectorySource | ArchiveSource;

/** A Node.js function, bundled by esbuild from one entry point. */
export interface BundleSource {
  readonly kind: 'bundle';
  /** Workspace-relative path of the entry point. */
  readonly entryPoint: string;
  /** Path inside the zip that the handler names, with extension, e.g. `src/app.mjs`. */
  readonly outputPath: string;
  readonly bundle: BundleOptions;
}

/** Any other runtime: a folder that is packaged as it is (Python, Ruby, `provided.*`, already built Java). */
export interface DirectorySource {
  readonly kind: 'directory';
  /** Workspace-relative. */
  readonly path: string;
  /** Extra files (see {@link AssetPattern}). */
  readonly assets: readonly AssetPattern[];
}

/** A zip or jar that is uploaded as it is. */
export interface ArchiveSource {
  readonly kind: 'archive';
  /** Workspace-relative. */
  readonly path: string;
}

/** Files copied into the artifact beside the code. */
export interface AssetPattern {
  /** A micromatch pattern relative to `from`. */
  readonly glob: string;
  /** Workspace-relative folder that the pattern starts from. */
  readonly from: string;
  /** Folder inside the zip; `` for the zip's root. */
  readonly to: string;
}

/** What esbuild is told, normalised. Every field can change the bytes of the artifact. */
export interface BundleOptions {
  readonly format: 'cjs' | 'esm';
  /** esbuild targets, e.g. `['node22']`. */
  readonly target: readonly string[];
  /** Shortens names; white space and syntax are minified always. */
  readonly minify: boolean;
  readonly keepNames: boolean;
  /** True puts the source map into the zip too; it is always kept beside the artifact. */
  readonly sourcemapInArtifact: boolean;
  readonly sourcesContent: boolean;
  readonly treeShaking: boolean;
  /** Never bundled and expected at run time, as esbuild's `external` (may hold `*`). Sorted. */
  readonly external: readonly string[];
  /** Externals that the runtime carries, so that they are not shipped (`@aws-sdk/*` on nodejs18 and later). Sorted. */
  readonly provided: readonly string[];
  /** `external` leaves all of node_modules out of the bundle and ships what is needed as files. */
  readonly packages: 'bundle' | 'external';
  /** Absent: esbuild's default for node. */
  readonly mainFields?: readonly string[];
  readonly conditions: readonly string[];
  readonly resolveExtensions?: readonly string[];
  /** esbuild loaders by extension, e.g. `{'.graphql': 'text'}`. */
  readonly loader: Readonly<Record<string, string>>;
  readonly define: Readonly<Record<string, string>>;
  readonly alias: Readonly<Record<string, string>>;
  readonly inject: readonly string[];
  readonly pure: readonly string[];
  readonly drop: readonly string[];
  readonly banner?: string;
  readonly footer?: string;
  readonly charset?: 'ascii' | 'utf8';
  readonly legalComments?: 'none' | 'inline' | 'eof' | 'linked' | 'external';
  /** Workspace-relative tsconfig for all files; absent: the nearest one to each file, as esbuild does. */
  readonly tsconfig?: string;
  /** Workspace-relative modules that export an esbuild plugin or a list of them. */
  readonly plugins: readonly string[];
  readonly assets: readonly AssetPattern[];
  /** Workspace-relative files or globs declared by the user as further inputs. */
  readonly declaredInputs: readonly string[];
}

/**
 * How a function's physical name is found. Names are only hints: before code is written, the tags that GetFunction
 * returns prove that the name is the function meant.
 */
export type FunctionAddress =
  /**
   * Named in the template, or by a pattern in lambda.config.json. `owner`: which resource it is, where another tool
   * makes the template.
   */
  | { readonly kind: 'name'; readonly expression: NameExpression; readonly owner?: ResourceAddress }
  /** CloudFormation chose the name: ask the service's stack, or the given one, for this logical id. */
  | ({ readonly kind: 'stack-resource' } & ResourceAddress)
  /** Another tool chose part of the name: the one function whose name and tags match. `*` is any part of a name. */
  | {
      readonly kind: 'search';
      readonly pattern: NameExpression;
      readonly tags: Readonly<Record<string, NameExpression>>;
    };

/** A resource of the given stack, or of the service's own. The name may hold placeholders. */
export interface ResourceAddress {
  readonly stackName?: string;
  readonly logicalId: string;
}

/**
 * A name with what is known only per environment left open. `ref` is a template parameter or one of
 * `AWS::StackName`, `AWS::Region`, `AWS::AccountId`, `AWS::Partition`; a lambda.config.json pattern also uses `environment` and `service`.
 */
export type NameExpression = readonly (string | NameReference)[];

export interface NameReference {
  readonly ref: string;
  /** The parameter's value from samconfig.toml's parameter_overrides, else its default in the template. */
  readonly assumed?: string;
}
