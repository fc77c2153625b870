/** What became of each function of a plan. Told only after it is proven. */
import type { Failure } from '../failure.ts';
import type { PublishStep } from '../plan/deployed-alias.ts';
import type { FunctionExplanation } from '../plan/explanation.ts';
import type { FunctionSubject } from '../plan/function-subject.ts';
import type { LayerAction } from '../plan/layer-plan.ts';
import type { PublishedVersion } from './publishing.ts';
import type { WritingCommand } from './replacement.ts';

export type FunctionOutcome = FunctionSubject &
  (
    | {
        readonly kind: 'updated';
        readonly codeSha256: string;
        readonly previousCodeSha256: string;
        /** Bytes of the zip. */
        readonly zipSize: number;
        /** `none`: the function had the code already. */
        readonly upload: 'direct' | 's3' | 'none';
        /** The version that was published and the aliases that lead to it now. */
        readonly published?: PublishedVersion;
        /** ARNs of the layer versions that it was moved to. */
        readonly layers?: readonly string[];
        /** Milliseconds from the first write to the proof. */
        readonly duration: number;
        /** By a rollback. */
        readonly restored?: true;
      }
    | { readonly kind: 'skipped'; readonly reason: string; readonly codeSha256?: string }
    | { readonly kind: 'refused'; readonly failure: Failure }
    | { readonly kind: 'failed'; readonly failure: Failure }
    /** Only with --dry-run. */
    | {
        readonly kind: 'would-update';
        readonly reason: string;
        readonly codeSha256: string;
        readonly zipSize: number;
        readonly publish?: PublishStep;
      }
  );

/** What was planned of a layer, and with `arn` the version that it has now. */
export type LayerOutcome = LayerAction & {
  /** A version was published by this run. */
  readonly published?: boolean;
  /** Versions of ours that nothing uses any more and that were removed, where that was asked for. */
  readonly removedVersions?: readonly string[];
};

export interface OutcomeCounts {
  readonly updated: number;
  readonly wouldUpdate: number;
  readonly skipped: number;
  readonly refused: number;
  readonly failed: number;
}

export interface DeployReport {
  readonly schema: 1;
  readonly command: WritingCommand;
  readonly environment: string;
  readonly accountId: string;
  readonly region: string;
  readonly dryRun: boolean;
  readonly outcomes: readonly FunctionOutcome[];
  /** Layers that are built here and that a function of this run has. Absent: none. */
  readonly layers?: readonly LayerOutcome[];
  readonly counts: OutcomeCounts;
  readonly notCompared: number;
  readonly notices: readonly Failure[];
  /** With `--why`: why each function was in or out. */
  readonly why?: readonly FunctionExplanation[];
  /** Milliseconds. */
  readonly duration: number;
}
