/** Random edits of a workspace, of all the kinds that people make. */
import { changesBetween, type Edit, type WorkspaceState } from './edit.ts';
import type { EditContext, EditMaker } from './edit-maker.ts';
import { RESOLUTION_EDITS } from './resolution-edits.ts';
import { SETTINGS_EDITS } from './settings-edits.ts';
import { SOURCE_EDITS } from './source-edits.ts';

const MAKERS: Readonly<Record<string, EditMaker>> = {
  ...SOURCE_EDITS,
  ...RESOLUTION_EDITS,
  ...SETTINGS_EDITS,
  'branch switch': (state, { earlier, random }) =>
    earlier.length === 0 ? undefined : changesBetween(state, random.pick(earlier)),
};

export const EDIT_KINDS: readonly string[] = Object.keys(MAKERS);

export function chooseEdit(state: WorkspaceState, context: EditContext): Edit {
  for (;;) {
    const kind = context.random.pick(EDIT_KINDS);
    const changes = MAKERS[kind]?.(state, context);
    if (changes !== undefined) return { kind, ...changes };
  }
}
