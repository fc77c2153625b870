import { isJsonObject, sameJson } from '../json.ts';
import type { Stack } from './stack.ts';
import type { Target } from './target.ts';

/**
 * Whether the target leaves outputs and tags as they are: besides resources, only these count as changes. A new
 * description, metadata or parameter that nothing refers to is none.
 */
export function sameOutside(before: Stack, target: Target): boolean {
  const outputs = before.processed?.Outputs;
  const now = target.processed.Outputs;
  const sameOutputs = sameJson(isJsonObject(outputs) ? outputs : {}, isJsonObject(now) ? now : {});
  return sameOutputs && sameJson(before.tags, target.tags);
}
