/**
 * What a deployment would do: an action and its reason for every function, as data. `--dry-run`, `--why`, JSON and
 * the real run all show this same plan.
 */

import type { Failure, Notice } from '../failure.ts';
import type { PublishStep } from './deployed-alias.ts';
import type { DeployedFunction } from './deployed-function.ts';
import type { FunctionExplanation } from './explanation.ts';
import type { FunctionSubject } from './function-subject.ts';
import type { LayerAction, LayerMove } from './layer-plan.ts';

export interface DeployPlan {
  /** The environment's name. */
  readonly environment: string;
  readonly accountId: string;
  /** ARN of who asks. */
  readonly callerArn?: string;
  readonly region: string;
  readonly actions: readonly PlannedAction[];
  /** Layers that are built here and that a function of this run has. Absent: none. */
  readonly layers?: readonly LayerAction[];
  /** Functions of the environment's services in this workspace that were not part of this run. */
  readonly notCompared: number;
  readonly notices: readonly Notice[];
  /** With `--why`: why each function is in or out. */
  readonly why?: readonly FunctionExplanation[];
}

export type PlannedAction = UpdateAction | SkipAction | RefuseAction | FailAction;

export interface UpdateAction extends FunctionSubject {
  readonly kind: 'update';
  readonly physicalName: string;
  /** One clause for people: `code differs`, … */
  readonly reason: string;
  readonly deployed: DeployedFunction;
  readonly codeSha256: string;
  /** Bytes of the zip. */
  readonly zipSize: number;
  /** `none`: the function has the code already, and only what `publish` says is left to do. */
  readonly upload: 'direct' | 's3' | 'none';
  /** Where the template has an alias: what brings the code to who invokes it. */
  readonly publish?: PublishStep;
  /** Carried out first: no invocation sees new code with an old layer. Absent: none. */
  readonly layers?: readonly LayerMove[];
}

export interface SkipAction extends FunctionSubject {
  readonly kind: 'skip';
  /** `same code`, `not matched by --function`, … */
  readonly reason: string;
  /** What is deployed. Absent where it was not read (`--function` left it out). */
  readonly codeSha256?: string;
}

/** Not written to, because it is not proven that it may be. */
export interface RefuseAction extends FunctionSubject {
  readonly kind: 'refuse';
  readonly failure: Failure;
}

/** Could not be planned: its state could not be read, or its artifact is missing. */
export interface FailAction extends FunctionSubject {
  readonly kind: 'fail';
  readonly failure: Failure;
}
