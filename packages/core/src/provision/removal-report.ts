/** What became of stacks that were to be removed. */
import type { Failure, Notice } from '../failure.ts';
import type { StackSubjectOf } from './provision-report.ts';
import type { OwnedResource } from './removal.ts';

export type RemovalKind =
  | 'removed'
  /** There was no such stack. */
  | 'absent'
  /** With `--dry-run`: it would be removed. */
  | 'planned'
  | 'refused'
  | 'failed'
  /** The command ended before the removal did, which goes on in the cloud. */
  | 'interrupted'
  /** A stack that needs it is still there. */
  | 'not-started';

export interface RemovalOutcome extends StackSubjectOf {
  readonly kind: RemovalKind;
  /** How many resources the stack had, those of nested stacks included. */
  readonly resources: number;
  /** What stays when the stack is gone. */
  readonly retained: readonly OwnedResource[];
  /** Buckets that were emptied, or would be. `objects`: versions and delete markers, once removed. */
  readonly emptied: readonly { readonly bucket: string; readonly objects?: number }[];
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
  /** Milliseconds. */
  readonly duration: number;
}

export interface DestroyReport {
  readonly schema: 1;
  readonly command: 'destroy-feature';
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly dryRun: boolean;
  readonly stacks: readonly RemovalOutcome[];
  readonly duration: number;
}

export function isRemoved({ kind }: RemovalOutcome): boolean {
  return kind === 'removed' || kind === 'absent' || kind === 'planned';
}
