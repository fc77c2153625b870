/**
 * Failures are values at the edges between stages. A throw is a bug of ours, never an expected outcome.
 */

/** The stage that failed; the middle part of every failure's code. */
export type FailureArea =
  | 'TEMPLATE'
  | 'TOOL'
  | 'CONFIG'
  | 'OPTION'
  | 'GRAPH'
  | 'BUILD'
  | 'PACKAGE'
  | 'ENVIRONMENT'
  | 'PLAN'
  | 'PROVISION'
  | 'DEPLOY'
  | 'INVOKE'
  | 'WATCH'
  | 'AWS'
  | 'DIRECT';

/** For example `NXL-DEPLOY-CONFLICT`. Each code is explained in docs/errors.md. */
export type FailureCode = `NXL-${FailureArea}-${string}`;

/** A place in a file that the user wrote. Lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  /** Relative to the workspace root, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters to underline; 1 when absent. */
  readonly length?: number;
  /** The text of the line, for the excerpt. */
  readonly lineText?: string;
}

export interface Failure {
  readonly code: FailureCode;
  /** One sentence: what happened. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly advice: string;
  readonly place?: Place;
  /** Further facts, a line each. */
  readonly notes?: readonly string[];
}

/** Something the user should know that stops nothing. */
export type Notice = Failure;

export type Failures = readonly [Failure, ...Failure[]];

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failures: Failures };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(...failures: readonly [Failure, ...Failure[]]): {
  readonly ok: false;
  readonly failures: Failures;
} {
  return { ok: false, failures };
}
