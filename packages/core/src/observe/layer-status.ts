/** What a function has of a layer that the workspace builds, against what is built here. */
import type { Failure } from '../failure.ts';
import { type Drift, driftOf } from './drift.ts';

export type LayerStatus =
  | {
      readonly kind: 'found';
      readonly logicalId: string;
      /** Of the version that the function has. */
      readonly arn: string;
      /** Of that version's content. Absent: it was not asked for, or the version was deleted. */
      readonly codeSha256?: string;
      readonly drift: Drift;
    }
  /** The template gives the function this layer, and the function has none that can be it. */
  | { readonly kind: 'missing'; readonly logicalId: string }
  | {
      readonly kind: 'unreadable';
      readonly logicalId: string;
      readonly arn: string;
      readonly failure: Failure;
    };

/** `built` is the codeSha256 of the layer's artifact, `deployed` that of the version, undefined for a deleted one. */
export function foundLayer(
  logicalId: string,
  arn: string,
  built: string | undefined,
  deployed: string | undefined,
): LayerStatus {
  const known = deployed === undefined ? {} : { codeSha256: deployed };
  return { kind: 'found', logicalId, arn, ...known, drift: driftOf(built, deployed) };
}
