/** How a kind of edit is made. */
import type { Random } from '../bench/workspace/random.ts';
import type { WorkspaceShape } from '../bench/workspace/shape.ts';
import type { Changes, WorkspaceState } from './edit.ts';

export interface EditContext {
  readonly shape: WorkspaceShape;
  readonly random: Random;
  /** Unlike that of every other edit of the run. */
  readonly number: number;
  /** How the workspace was after each edit so far. */
  readonly earlier: readonly WorkspaceState[];
}

/** Undefined where the workspace has nothing that could be edited so. */
export type EditMaker = (state: WorkspaceState, context: EditContext) => Changes | undefined;
