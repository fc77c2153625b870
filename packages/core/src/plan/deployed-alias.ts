/** What AWS reports about an alias of a function, and the steps that bring new code to who invokes it. */
import type { Failure } from '../failure.ts';

/** One alias, by GetAlias, and the version that it leads to, by GetFunction. */
export interface DeployedAlias {
  readonly name: string;
  /** A version's number, or `$LATEST`. */
  readonly version: string;
  readonly revisionId: string;
  /** Share of the calls, 0 to 1, by version: what the alias does not send to `version`. Empty: nothing. */
  readonly weights: Readonly<Record<string, number>>;
}

/** An alias that the template declares for a function, and what AWS says about it. */
export interface AliasFacts {
  readonly name: string;
  /** Template parameters of the name whose value was assumed: the environment may have others. */
  readonly assumed: readonly string[];
  /** The template's condition, under which alone the stack has the alias. */
  readonly condition?: string;
  /** Something else moves it step by step too: CodeDeploy, or weights in the template. */
  readonly gradual: boolean;
  readonly state: AliasState;
}

export type AliasState =
  | {
      readonly kind: 'found';
      readonly version: string;
      /** Of the code of that version. */
      readonly codeSha256: string;
      /** Absent where nothing has to be known but the version and its code: GetAlias was not asked. */
      readonly alias?: DeployedAlias;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

/** A version is published of the function's new code, and then the aliases are moved to it. */
export interface PublishStep {
  /** One clause for people: `alias live moves on from version 6`. */
  readonly reason: string;
  readonly moves: readonly AliasMove[];
  /** Lambda makes a snapshot of each published version first, which takes minutes. */
  readonly snapStart: boolean;
}

export interface AliasMove {
  readonly alias: string;
  /** Where it leads to now, and the code of that version: what undoing it needs. */
  readonly fromVersion: string;
  readonly fromCodeSha256: string;
  /** The alias's RevisionId as it was read; Lambda answers 412 when the alias changed since. */
  readonly revisionId: string;
}
