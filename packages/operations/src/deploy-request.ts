/** What a deployment is asked for. */
import type {
  ArtifactState,
  DeployedState,
  FeatureEnvironment,
  FunctionSubject,
  ModuleGraph,
  PluginOptions,
  Result,
  Service,
  UndoFacts,
} from '@nx-lambda/core';

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
  /** Remove versions of layers that this environment published and that no function has any more. */
  readonly removeOldLayerVersions?: boolean;
  /** Milliseconds that one function's update may take. */
  readonly timeout: number;
  /** The same for a function that was idle in a VPC; `timeout` when absent. */
  readonly inactiveTimeout?: number;
  /** The git commit that is checked out: recorded with what this run deploys. */
  readonly commit?: string;
  /** One for all services of one command, also where they are deployed one after the other or in several processes. */
  readonly runId?: string;
  /** Brings other code than the artifacts that lie here. */
  readonly undo?: UndoRequest;
}

/** What a rollback asks of a deployment. */
export interface UndoRequest {
  /** Says of each function that was found which code it gets, once it is known what is deployed; in the same order. */
  readonly choose: (found: readonly FoundFunction[]) => Promise<Result<readonly ChosenCode[]>>;
  /** The commit of the code that was chosen. */
  readonly commitOf: (subject: FunctionSubject) => string | undefined;
  /** The runs that are taken back. */
  readonly undoes: (subject: FunctionSubject) => readonly string[] | undefined;
}

export interface FoundFunction {
  readonly service: string;
  readonly logicalId: string;
  readonly deployed: DeployedState;
}

export interface ChosenCode {
  readonly artifact: ArtifactState;
  readonly undo?: UndoFacts;
}

export type DeployOptions = Pick<
  PluginOptions,
  'stackName' | 'accounts' | 'protect' | 'artifactBucket' | 'artifactPrefix' | 'concurrency'
> &
  Partial<Pick<PluginOptions, 'storage'>>;
