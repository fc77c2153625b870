/**
 * What a deployment does about layers: the version that each layer is to have, and which functions move to it. Whether a
 * layer is ours is proven by the functions: only a layer that a function of this environment has already, under the
 * template's name and in the same account and region, is published to.
 */
import type { Failure } from '../failure.ts';

/** One layer of a function that is built here. */
export interface FunctionLayer {
  readonly logicalId: string;
  /** Of the version that the function has now. */
  readonly current: { readonly arn: string; readonly codeSha256: string };
  readonly target: LayerTarget;
}

/** The version that all functions are to have. */
export interface LayerTarget {
  readonly service: string;
  readonly logicalId: string;
  /** Physical name. */
  readonly name: string;
  /** Of what is built here. */
  readonly codeSha256: string;
  /** Bytes of the zip. */
  readonly zipSize: number;
  readonly compatibleRuntimes: readonly string[];
  readonly compatibleArchitectures: readonly string[];
  /** A version with this content that is there already; absent: it is to be published. */
  readonly arn?: string;
}

export interface LayerMove {
  readonly logicalId: string;
  readonly from: string;
  readonly target: LayerTarget;
}

/** What the template says about a function's layers, against what the function has. */
export type FunctionLayers =
  | { readonly kind: 'known'; readonly layers: readonly FunctionLayer[] }
  /** The function must not get new code: it would run without its layer, or with an old one. */
  | { readonly kind: 'refused'; readonly failure: Failure };

export interface LayerAction {
  readonly kind: 'publish' | 'reuse' | 'keep';
  readonly service: string;
  readonly logicalId: string;
  readonly name: string;
  /** One clause for people: `content differs`. */
  readonly reason: string;
  readonly codeSha256: string;
  readonly zipSize: number;
  /** Of the version that has this content already. */
  readonly arn?: string;
  /** Logical ids of the functions that move to it. */
  readonly movedFunctions: readonly string[];
}

/** Absent: the function has them all. */
export function layerMoves(layers: FunctionLayers | undefined): readonly LayerMove[] {
  if (layers?.kind !== 'known') return [];
  return layers.layers
    .filter(({ current, target }) => current.codeSha256 !== target.codeSha256)
    .map(({ logicalId, current, target }) => ({ logicalId, from: current.arn, target }));
}

/** ARNs that the function has after the moves; undefined: it has them already. */
export function movedLayers(
  now: readonly string[],
  moves: readonly { readonly from: string; readonly to: string }[],
): readonly string[] | undefined {
  const after = now.map((arn) => moves.find(({ from }) => nameOf(from) === nameOf(arn))?.to ?? arn);
  return after.some((arn, index) => arn !== now[index]) ? after : undefined;
}

function nameOf(arn: string): string {
  return arn.replace(/:\d+$/, '');
}

export interface LayerUse {
  readonly service: string;
  readonly logicalId: string;
  readonly moves: readonly LayerMove[];
}

/** One action for each layer that a function of this run has. */
export function layerActions(targets: readonly LayerTarget[], uses: readonly LayerUse[]): readonly LayerAction[] {
  return targets.map((target): LayerAction => {
    const { service, logicalId, name, codeSha256, zipSize, arn } = target;
    const movedFunctions = uses
      .filter((use) => use.service === service && use.moves.some((move) => move.logicalId === logicalId))
      .map((use) => use.logicalId);
    const common = { service, logicalId, name, codeSha256, zipSize, movedFunctions };
    if (movedFunctions.length === 0) return { ...common, kind: 'keep', reason: 'same content', ...(arn && { arn }) };
    if (arn === undefined) return { ...common, kind: 'publish', reason: 'content differs' };
    return { ...common, kind: 'reuse', reason: 'a version with this content is there', arn };
  });
}
