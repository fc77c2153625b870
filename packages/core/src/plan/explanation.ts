/** Why one function is in or out of a deployment. */
import type { BuildChange } from '../change/build-change.ts';
import type { FailureCode } from '../failure.ts';
import type { FunctionSubject } from './function-subject.ts';

export interface FunctionExplanation extends FunctionSubject {
  readonly decision: 'update' | 'skip' | 'refuse' | 'fail';
  /** The clause that the plan shows. */
  readonly reason: string;
  /** Present for `refuse` and `fail`. */
  readonly code?: FailureCode;
  /** Absent where it was not read or does not exist. */
  readonly deployedCodeSha256?: string;
  /** ISO 8601, as Lambda reports it. */
  readonly deployedAt?: string;
  /** Absent where there is no artifact. */
  readonly builtCodeSha256?: string;
  /** Present where the deployed code is not the built code. */
  readonly changes?: ChangeKnowledge;
  /** Layers of the workspace that the function has with other content than is built; absent: none. */
  readonly layers?: readonly LayerExplanation[];
}

export interface LayerExplanation {
  readonly logicalId: string;
  readonly changes: ChangeKnowledge;
}

export type ChangeKnowledge =
  /** The deployed code was deployed from here: what changed since is known. */
  | { readonly kind: 'known'; readonly changes: readonly BuildChange[] }
  /** Something was deployed from here, but the deployed code is other code: someone else deployed since. */
  | { readonly kind: 'deployed-elsewhere' }
  /** Nothing is recorded here of what the deployed code was made of. */
  | { readonly kind: 'not-recorded' };
