/** What became of the stacks of a run. */
import type { Failure, Notice } from '../failure.ts';
import { type ParameterValue, shownValue } from './parameters.ts';
import type { StackChange } from './stack-change.ts';
import type { StackOutput } from './stack-ports.ts';

export interface StackSubjectOf {
  readonly service: string;
  readonly stackName: string;
}

export type StackOutcomeKind =
  | 'created'
  | 'updated'
  | 'unchanged'
  /** With `--dry-run`: what would happen. */
  | 'planned'
  | 'refused'
  | 'failed'
  /** The command ended before the stack did, which goes on in the cloud. */
  | 'interrupted'
  /** A service that it needs failed. */
  | 'not-started';

export interface StackOutcome extends StackSubjectOf {
  readonly kind: StackOutcomeKind;
  readonly changes: readonly StackChange[];
  readonly parameters: readonly ShownParameter[];
  readonly outputs: readonly StackOutput[];
  /** The last day of the environment, as `2026-12-06`; absent: it never expires. */
  readonly expires?: string;
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
  /** Milliseconds. */
  readonly duration: number;
}

/** Secrets are masked. */
export interface ShownParameter {
  readonly name: string;
  readonly kind: 'given' | 'previous' | 'default' | 'missing';
  readonly value?: string;
  readonly origin?: string;
}

export function shownParameter(value: ParameterValue): ShownParameter {
  const shown = shownValue(value);
  return {
    name: value.name,
    kind: value.kind,
    ...(shown === undefined ? {} : { value: shown }),
    ...(value.kind === 'given' ? { origin: value.origin } : {}),
  };
}

/** Of `parameters-feature`. */
export interface ParametersReport extends StackSubjectOf {
  readonly schema: 1;
  readonly command: 'parameters-feature';
  readonly environment: string;
  readonly accountId: string;
  /** ARN of who asks. */
  readonly callerArn?: string;
  readonly region: string;
  readonly parameters: readonly ShownParameter[];
  /** What is missing, unknown or not allowed. */
  readonly problems: readonly Failure[];
}

export interface ProvisionReport {
  readonly schema: 1;
  readonly command: 'provision-feature';
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly dryRun: boolean;
  readonly stacks: readonly StackOutcome[];
  readonly duration: number;
}

export function isProvisioned({ kind }: StackOutcome): boolean {
  return kind === 'created' || kind === 'updated' || kind === 'unchanged' || kind === 'planned';
}
