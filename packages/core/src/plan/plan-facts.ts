/** All that a plan is made from. Read by operations/deploy, judged by this stage alone. */
import type { ArtifactManifest } from '../artifact/manifest.ts';
import type { FeatureEnvironment } from '../environment/environment.ts';
import type { Failure, Failures } from '../failure.ts';
import type { PackageStorage } from '../service/options.ts';
import type { AliasFacts } from './deployed-alias.ts';
import type { DeployedFunction, ListedFunction } from './deployed-function.ts';
import type { FunctionLayers, LayerTarget } from './layer-plan.ts';

export interface DeploymentFacts {
  readonly target: DeployTarget;
  readonly functions: readonly FunctionFacts[];
  /** Layers that are built here and that a function of this run has; absent: none. */
  readonly layers?: readonly LayerTarget[];
  /** `--function`, where given. */
  readonly functionPattern?: string;
  readonly notCompared: number;
}

/** Where a run may write to: the same for all functions of it. */
export interface DeployTarget {
  readonly environment: FeatureEnvironment;
  /** The caller's account. */
  readonly accountId: string;
  /** ARN of who asks. */
  readonly callerArn?: string;
  readonly region: string;
  /** Allow-list; empty: any account. */
  readonly accounts: readonly string[];
  /** Patterns of environment, stack or function names that are never written to. */
  readonly protect: readonly string[];
  /** Whether there is a bucket for packages above the direct limit. */
  readonly hasArtifactBucket: boolean;
  /** Absent: Lambda takes copies. */
  readonly storage?: PackageStorage;
}

export interface FunctionFacts {
  readonly service: string;
  readonly logicalId: string;
  /** The service's stack in this environment, for the protected patterns; absent where it could not be told. */
  readonly stackName?: string;
  /** What CloudFormation's tags must say, where the function is a resource of that stack. */
  readonly owner?: StackOwner;
  /** The template's condition, under which alone the stack has the function. */
  readonly condition?: string;
  readonly artifact: ArtifactState;
  /** What the template declares; absent: the function is invoked without an alias. */
  readonly aliases?: readonly AliasFacts[];
  /** Lambda makes a snapshot of each published version. */
  readonly snapStart?: boolean;
  /** Of its layers, those that are built here; absent: none. */
  readonly layers?: FunctionLayers;
  readonly deployed: DeployedState;
  /** Of a rollback. */
  readonly undo?: UndoFacts;
  /** The code that a rollback from here brought back last. */
  readonly restored?: RestoredCode;
}

export interface UndoFacts {
  /** Why there is something to do, as the plan shows it. */
  readonly reason: string;
  /** The only code, beside the one that is brought back, that may be written over. Absent: any. */
  readonly replaces?: string;
}

export interface RestoredCode {
  readonly codeSha256: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface StackOwner {
  readonly stackName: string;
  /** For nested stacks `Child/Function`. */
  readonly logicalId: string;
}

export type ArtifactState =
  | { readonly kind: 'built'; readonly manifest: ArtifactManifest }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly failures: Failures }
  /** A rollback has nothing to do with it. */
  | { readonly kind: 'not-meant'; readonly reason: string }
  /** Listed, but never deployable by nx-lambda. */
  | { readonly kind: 'undeployable'; readonly reason: Failure };

export type DeployedState =
  | { readonly kind: 'found'; readonly function: DeployedFunction }
  /**
   * Seen in a list only, under the name and with the code that GetFunction proved before. Enough to skip it, for a skip
   * writes nothing; never enough to write.
   */
  | { readonly kind: 'listed'; readonly function: ListedFunction }
  /** No such function. The name is absent where the stack has no such resource; `searched` is what none matches. */
  | { readonly kind: 'missing'; readonly physicalName?: string; readonly searched?: string }
  | { readonly kind: 'no-stack'; readonly stackName: string }
  | { readonly kind: 'unreadable'; readonly physicalName?: string; readonly failure: Failure }
  /** `--function` left it out, or nothing of it can be deployed. */
  | { readonly kind: 'not-read' };
