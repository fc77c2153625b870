/** The plugin's options in nx.json, after defaults were filled in. */
export interface PluginOptions {
  /** Environment name when neither `--environment` nor FEATURE_ENV is given. Placeholders: {user}, {branch}, {env.NAME}. */
  readonly environment: string;
  /** Stack name where the service has none of its own. Placeholders: {service}, {environment}. */
  readonly stackName: string;
  /** Allow-list of 12-digit account ids; empty: any account. Where the option is a map, the ids in it. */
  readonly accounts: readonly string[];
  /** The option `accounts` as a map, in the order written. Absent: it is a list. */
  readonly accountEntries?: readonly AccountEntry[];
  /** micromatch patterns of environment, stack or function names that are never written to. */
  readonly protect: readonly string[];
  readonly region?: string;
  readonly artifactBucket?: string;
  readonly artifactPrefix: string;
  /** Whether Lambda takes copies of packages, or refers to those in the artifact bucket. */
  readonly storage: PackageStorage;
  /** Glob of templates, relative to the workspace root. */
  readonly templates: string;
  /** Folder of artifacts relative to the workspace root; a folder per project is made in it. */
  readonly outputPath: string;
  /** Externals on managed Node runtimes that carry them; default `['@aws-sdk/*', '@smithy/*']`. */
  readonly providedPackages: readonly string[];
  /** How long an environment lives after it was last provisioned: a duration (`14d`), a date, or `never`. */
  readonly expires: string;
  /** How CloudFormation ends an operation on a stack. */
  readonly stackMode: 'express' | 'standard';
  /** Template parameters for all services that declare them. Placeholders: {environment}, {service}. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Paths of SSM's Parameter Store with values of template parameters, the first one first. Placeholders: {environment}, {service}. */
  readonly parameterPath: readonly string[];
  /** Stacks whose outputs are values of parameters, for services that name none. Placeholders: {environment}, {service}. */
  readonly shared: { readonly stack: readonly string[] };
  /** Whoever provisions an environment may assume the roles of its functions. */
  readonly allowLocalRole: boolean;
  /** Name of the project that has the targets which concern the whole account. */
  readonly accountProject: string;
  readonly targetNames: TargetNames;
  /** How many functions are built or deployed at once. */
  readonly concurrency: number;
  /** Percent of Lambda's rate limits that are left to the account's other callers. */
  readonly rateHeadroom: number;
}

/** Where the environments whose names match live, and who reaches them there. */
export interface AccountEntry {
  /** micromatch, over names of environments. */
  readonly pattern: string;
  /** 12 digits. */
  readonly accountId: string;
  /** Of the AWS configuration of this machine; absent: credentials as AWS tools find them. */
  readonly profile?: string;
  /** Assumed with those credentials. */
  readonly roleArn?: string;
  /** Absent: the plugin's, else the profile's. */
  readonly region?: string;
}

/** `reference`: S3ObjectStorageMode REFERENCE, of a bucket that keeps versions and lets Lambda read them. */
export type PackageStorage = 'copy' | 'reference';

export interface TargetNames {
  readonly build: string;
  readonly deployFeature: string;
  readonly invokeCloud: string;
  readonly invokeLocal: string;
  readonly statusFeature: string;
  readonly provisionFeature: string;
  readonly destroyFeature: string;
  readonly parametersFeature: string;
  readonly rollbackFeature: string;
  readonly listFeatures: string;
  readonly sweepFeatures: string;
  readonly bootstrapFeature: string;
  readonly watchFeature: string;
}
