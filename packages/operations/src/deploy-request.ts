/** What a deployment is asked for. */
import type { FeatureEnvironment, ModuleGraph, PluginOptions, Service } from '@nx-lambda/core';

export interface DeployRequest {
  readonly environment: FeatureEnvironment;
  readonly services: readonly Service[];
  readonly options: DeployOptions;
  /** `--function`: a micromatch pattern of logical ids. */
  readonly functionPattern?: string;
  readonly dryRun: boolean;
  /** Explain each function's place in the plan. */
  readonly why: boolean;
  /** With `why`: the graph as one function's options make it, for the imports through which changes reach it. */
  readonly graphOf?: (service: string, logicalId: string) => ModuleGraph | undefined;
  /** Functions of the workspace's services that are not part of this run. */
  readonly notCompared: number;
  /** Write over code that somebody else deploys while this runs; no guard is passed by it. */
  readonly force?: boolean;
  /** Milliseconds that one function's update may take. */
  readonly timeout: number;
  /** The same for a function that was idle in a VPC; `timeout` when absent. */
  readonly inactiveTimeout?: number;
  /** The git commit that is checked out: recorded with what this run deploys. */
  readonly commit?: string;
}

export type DeployOptions = Pick<
  PluginOptions,
  'stackName' | 'accounts' | 'protect' | 'artifactBucket' | 'artifactPrefix' | 'concurrency'
>;
