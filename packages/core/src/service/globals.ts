/** SAM's `Globals.Function`: a function's own value wins, maps are merged key by key. */
import { entriesOf, type Scope } from './intrinsics.ts';
import type { MapEntry, MapNode, TemplateNode } from './template-node.ts';
import { valueOf } from './template-node.ts';

const FUNCTION_TYPE = 'AWS::Serverless::Function';

/** The properties of a function with the globals beneath them. Lists that matter here are not added up: one value each. */
export function withGlobals(
  type: string,
  properties: TemplateNode | undefined,
  root: TemplateNode,
  scope: Scope,
): readonly MapEntry[] {
  const own = entriesOf(properties, scope);
  if (type !== FUNCTION_TYPE) return own;
  return merge(entriesOf(valueOf(valueOf(root, 'Globals'), 'Function'), scope), own);
}

function merge(beneath: readonly MapEntry[], above: readonly MapEntry[]): readonly MapEntry[] {
  const kept = beneath.filter(({ key }) => !above.some((entry) => entry.key.text === key.text));
  const merged = above.map((entry): MapEntry => {
    const under = beneath.find(({ key }) => key.text === entry.key.text)?.value;
    if (under?.kind !== 'map' || entry.value.kind !== 'map') return entry;
    if (isCall(under) || isCall(entry.value)) return entry;
    return { key: entry.key, value: { ...entry.value, entries: merge(under.entries, entry.value.entries) } };
  });
  return [...kept, ...merged];
}

function isCall(node: MapNode): boolean {
  return node.entries.some(({ key }) => key.text === 'Ref' || key.text.startsWith('Fn::'));
}
