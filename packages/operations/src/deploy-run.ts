/** What all updates of one deployment share. */
import type {
  ArtifactManifest,
  DeployedFunction,
  DeployPorts,
  DeployTarget,
  Failure,
  FunctionFacts,
  Notice,
  PublishStep,
  UpdateAction,
} from '@nx-lambda/core';
import type { LimitFunction } from 'p-limit';
import type { LayerPublisher } from './deploy-layers-publish.ts';
import type { CodeWriter } from './deploy-write.ts';

export interface UpdateTask {
  readonly action: UpdateAction;
  readonly facts: FunctionFacts;
  readonly manifest: ArtifactManifest;
}

/** Keeps what is replaced, so that it can be undone. */
export interface Keeper {
  /** Begins to fetch what is to be replaced, so that little is lost where the process is killed. */
  foresee(actions: readonly UpdateAction[]): void;
  /** Resolves once the replacement is noted; fetching goes on beside. */
  beforeWrite(task: UpdateTask, deployed: DeployedFunction): Promise<void>;
  /** The function has the code already, and only aliases lead elsewhere. */
  beforeMove(task: UpdateTask, publish: PublishStep): Promise<void>;
  afterProof(task: UpdateTask): Promise<void>;
  /** Waits for what is still being fetched. */
  finish(): Promise<readonly Notice[]>;
}

export interface UpdateRun {
  readonly target: DeployTarget;
  readonly ports: Pick<DeployPorts, 'lambda' | 'clock'>;
  readonly writer: CodeWriter;
  /** Absent: no layers are moved. */
  readonly layers?: LayerPublisher;
  /** Bounds looking and writing; waiting for updates to settle is not bounded by it. */
  readonly limit: LimitFunction;
  /** When the state was read that the plan was made from. */
  readonly readAt: number;
  /** Milliseconds for one function. */
  readonly timeout: number;
  /** The same for a function that was idle in a VPC. */
  readonly inactiveTimeout: number;
  readonly force: boolean;
  /** Once aborted, nothing more is written. */
  readonly signal: AbortSignal | undefined;
  /** Shared by the run: milliseconds that updates and snapshots of versions take, and how many functions it has. */
  readonly experience: { updateTime: number; snapshotTime: number; readonly functions: number };
  /** Shared by the run: what makes every further call pointless. */
  readonly halt: { cause: Failure | undefined };
  /** Keeps what is replaced. */
  readonly keeper?: Keeper;
  readonly onFirstWrite: (action: UpdateAction) => void;
  readonly onNotice: (notice: Notice) => void;
}
