import { isList, isObject, type JsonValue, shown } from '../../../packages/fake-aws/src/sam/json.ts';
import type { SamTransformed } from '../../../packages/fake-aws/src/sam/transform-sam.ts';

/**
 * What has to be equal. Left out is the order of what the transform keeps in sets, which changes from run to run
 * (`DependsOn`, the conditions that are joined by `Fn::Or`), and the order of errors.
 */
export function comparable(outcome: SamTransformed): unknown {
  return 'errors' in outcome ? sorted(outcome.errors) : ordered(outcome.template);
}

const SETS = ['DependsOn', 'Fn::Or'];

function ordered(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => {
    return [key, SETS.includes(key) && isList(each) ? sorted(each) : ordered(each)] as const;
  });
  return Object.fromEntries(entries);
}

function sorted(values: readonly JsonValue[]): readonly string[] {
  return values.map(shown).toSorted((a, b) => a.localeCompare(b));
}
