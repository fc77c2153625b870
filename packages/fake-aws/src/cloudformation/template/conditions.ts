import { templateError, validationError } from '../failures.ts';
import { conditionValue } from './condition-value.ts';
import { evaluate } from './evaluate.ts';
import type { Scope, StaticScope } from './scope.ts';

/** Every condition of the template: a resource cannot be asked here, for none exists yet. */
export function evaluateConditions(scope: StaticScope): (name: string) => boolean {
  const known = new Map<string, boolean>();
  const open = new Set<string>();
  const condition = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const value = scope.template.conditions.get(name);
    if (value === undefined) {
      throw templateError(`unresolved condition dependency ${name} in the Conditions block of the template`);
    }
    if (open.has(name)) throw templateError('Found circular condition dependency');
    open.add(name);
    const result = conditionValue(value, full, evaluate);
    open.delete(name);
    known.set(name, result);
    return result;
  };
  const full: Scope = {
    ...scope,
    condition,
    resource: unresolved,
    attribute: unresolved,
    imported: unresolved,
  };
  for (const name of scope.template.conditions.keys()) condition(name);
  return condition;
}

function unresolved(name: string): never {
  throw validationError(
    `Template format error: Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
  );
}
