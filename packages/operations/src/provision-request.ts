/** What provisioning is asked for. */
import type {
  DeployTarget,
  FeatureEnvironment,
  ParameterSource,
  PluginOptions,
  Result,
  Service,
  StackMode,
  TrustStatement,
} from '@nx-lambda/core';

export interface ProvisionRequest {
  readonly environment: FeatureEnvironment;
  readonly services: readonly OrderedService[];
  readonly options: Pick<
    PluginOptions,
    'stackName' | 'accounts' | 'protect' | 'artifactBucket' | 'artifactPrefix' | 'concurrency'
  >;
  /** Where a service's parameters come from, the first source first. */
  readonly sourcesOf: (service: Service) => Promise<Result<readonly ParameterSource[]>>;
  readonly tags: EnvironmentTags;
  readonly mode: StackMode;
  readonly dryRun: boolean;
  readonly allowReplacement: boolean;
  /** The caller may assume the roles that the templates make for their functions. Absent: nobody but Lambda. */
  readonly allowLocalRole?: boolean;
  /** Different for every run, on every machine. */
  readonly runId: string;
  /** Milliseconds that one stack may take. */
  readonly timeout: number;
}

export interface OrderedService {
  readonly service: Service;
  /** Names of the services whose stacks it needs; those that are not among the services are done already. */
  readonly after: readonly string[];
}

export interface ProvisionTarget extends DeployTarget {
  /** `nobody`: it is asked for, but the caller can assume no role. Absent: it is not asked for. */
  readonly trust?: TrustStatement | 'nobody';
}

export interface EnvironmentTags {
  /** Who made the environment; absent where that is not known. */
  readonly owner?: string;
  readonly branch?: string;
  /** The last day, as `2026-12-06`; absent: it never expires. */
  readonly expires?: string;
}

/** One service and its stack in the environment. */
export interface StackTask {
  readonly service: Service;
  readonly stackName: string;
}
