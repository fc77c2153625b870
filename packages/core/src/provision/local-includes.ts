/** Fragments of this workspace that a template takes in by AWS::Include, which reads nothing but S3. */
import * as posix from 'node:path/posix';
import { type ScalarNode, type TemplateNode, valueOf } from '../service/template-node.ts';
import { workspacePath } from '../service/workspace-path.ts';

export interface LocalInclude {
  /** Workspace-relative. */
  readonly path: string;
  /** The value that is replaced by the object's address. */
  readonly location: ScalarNode;
  /** Of the template's own Transform section: the fragment has sections, not parts of one. */
  readonly isWhole: boolean;
}

/** `file` is the template's path: paths in fragments start from its folder too. What leaves the workspace is left out. */
export function localIncludes(root: TemplateNode, file: string): readonly LocalInclude[] {
  const found: LocalInclude[] = [];
  const take = (call: TemplateNode, isWhole: boolean): void => {
    const name = valueOf(call, 'Name');
    const location = valueOf(valueOf(call, 'Parameters'), 'Location');
    if (name?.kind !== 'scalar' || name.text !== 'AWS::Include' || location?.kind !== 'scalar') return;
    const path = fragmentPath(location.text, file);
    if (path !== undefined) found.push({ path, location, isWhole });
  };
  const transform = valueOf(root, 'Transform');
  for (const call of transform?.kind === 'list' ? transform.items : transform ? [transform] : []) take(call, true);
  walk(root, (call) => take(call, false));
  return found;
}

/** Undefined: it lies elsewhere already, or outside of the workspace. */
export function fragmentPath(location: string, file: string): string | undefined {
  return /^[a-z][a-z0-9+.-]+:/i.test(location) ? undefined : workspacePath(posix.dirname(file), location);
}

function walk(node: TemplateNode, onTransform: (call: TemplateNode) => void, depth = 0): void {
  if (depth > 200) return;
  if (node.kind === 'list') for (const item of node.items) walk(item, onTransform, depth + 1);
  if (node.kind !== 'map') return;
  for (const { key, value } of node.entries) {
    if (key.text === 'Fn::Transform') onTransform(value);
    walk(value, onTransform, depth + 1);
  }
}
