import { isList, isObject, type JsonValue, shown } from '../../../packages/fake-aws/src/sam/json.ts';
import type { SamTransformed } from '../../../packages/fake-aws/src/sam/transform-sam.ts';

/**
 * What has to be equal. The order of `DependsOn` is left out: the transform keeps it in a set, whose order changes from
 * run to run.
 */
export function comparable(outcome: SamTransformed): unknown {
  return 'errors' in outcome ? outcome.errors : ordered(outcome.template);
}

function ordered(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => {
    return [
      key,
      key === 'DependsOn' && isList(each) ? each.map(shown).toSorted((a, b) => a.localeCompare(b)) : ordered(each),
    ] as const;
  });
  return Object.fromEntries(entries);
}
