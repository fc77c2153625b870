/** What a watch is asked for, and what it needs of the outside. */
import type {
  BuildPorts,
  Clock,
  DeployPorts,
  FeatureEnvironment,
  FunctionInputs,
  FunctionSubject,
  InfrastructureDigest,
  Notice,
  Service,
  WatchedPaths,
} from '@nx-lambda/core';
import type { DeployOptions } from './deploy-request.ts';

export interface WatchRequest {
  readonly environment: FeatureEnvironment;
  readonly services: readonly Service[];
  readonly options: DeployOptions;
  /** `--function`: a micromatch pattern of logical ids. */
  readonly functionPattern?: string;
  /** Workspace-relative paths whose change concerns every function, such as a lockfile. */
  readonly common: readonly string[];
  /** Milliseconds that one function's update may take. */
  readonly timeout: number;
  readonly inactiveTimeout?: number;
  /** The git commit that is checked out now. */
  readonly commit: () => string | undefined;
  /** A new one for each round: a rollback takes back one round. */
  readonly runId: () => string;
  /** The name of the target that provisions a service, for messages. */
  readonly provisionTarget: string;
  /** Why nothing may be deployed any more, e.g. because another branch's environment is meant by now. */
  readonly refuse?: () => Notice | undefined;
  /** Told of each update that is proven, and not waited for by further rounds. */
  readonly afterUpdate?: (subject: FunctionSubject) => Promise<void>;
}

export interface WatchPorts {
  readonly clock: Clock;
  /** The services as their definitions say now. */
  readonly readServices: () => Promise<readonly Service[]>;
  /** Of a workspace-relative path. */
  readonly exists: (path: string) => boolean;
  /** Git is writing files: a round waits for its end, no longer than for any burst. */
  readonly isCheckingOut: () => boolean;
  /** Undefined: the service has no template, or one that can't be read. */
  readonly infrastructure: (service: Service) => Promise<InfrastructureDigest | undefined>;
  /** Reads the module graph anew. */
  readonly scan: (services: readonly Service[]) => Promise<readonly FunctionInputs[]>;
  /**
   * New ones for every build.
   *
   * @param isFirst artifacts of earlier builds may be taken: later ones are of files that were just saved.
   */
  readonly build: (isFirst: boolean) => BuildPorts;
  readonly deploy: DeployPorts;
  /** Starts without watching anything. */
  readonly watchPaths: (onChange: (paths: readonly string[]) => void) => PathWatch;
}

export interface PathWatch {
  /** Of paths that were not watched before, those are told that changed since then. Milliseconds since the epoch. */
  watch(paths: WatchedPaths, since: number): void;
  close(): void;
}
