/** What a watch did, told when it ends. */
import type { Failure } from '../failure.ts';
import type { FunctionSubject } from '../plan/function-subject.ts';

export interface WatchReport {
  readonly schema: 1;
  readonly command: 'watch-feature';
  readonly environment: string;
  readonly services: readonly string[];
  /** Rounds in which functions were built, the first one included. */
  readonly rounds: number;
  /** Updates that were proven, of all rounds. */
  readonly updates: number;
  /** Functions whose code here is not what is deployed, as far as the watch knows. */
  readonly left: readonly LeftFunction[];
  /** Milliseconds. */
  readonly duration: number;
}

export interface LeftFunction extends FunctionSubject {
  /** Why it was not deployed. */
  readonly failure: Failure;
}
