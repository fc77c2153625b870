import { scalarText } from '../../json.ts';
import type { World } from '../../world.ts';
import { exportsOf, importersOf, ownExports } from '../exports.ts';
import { formatError, validationError } from '../failures.ts';
import type { Stack, StackOutput } from '../stack.ts';
import type { Target } from '../target.ts';
import { evaluate, evaluateObject } from '../template/evaluate.ts';
import type { Scope } from '../template/scope.ts';
import { liveScope } from './live-scope.ts';

export type SettledOutputs = Required<Pick<Stack, 'outputs' | 'outputDetails' | 'imports'>>;

/** The outputs of a stack whose resources are all there, and the exports that it imports. */
export function outputsOf(world: World, stack: Stack, target: Target): SettledOutputs {
  const imports = new Set<string>();
  const scope = liveScope(world, stack, target, imports);
  const { outputs, outputDetails } = evaluateOutputs(target, scope);
  // Imports of resources were recorded nowhere when they were made: they are all evaluated once more.
  for (const [id, { properties, condition }] of target.template.resources) {
    const there = condition === undefined || scope.condition(condition);
    if (there && stack.resources.some((each) => each.logicalId === id)) evaluateObject(properties, scope);
  }
  return { outputs, outputDetails, imports: [...imports] };
}

export function evaluateOutputs(target: Target, scope: Scope): Pick<SettledOutputs, 'outputs' | 'outputDetails'> {
  const outputs: [string, string][] = [];
  const details: [string, StackOutput][] = [];
  for (const [key, output] of target.template.outputs) {
    if (output.condition !== undefined && !scope.condition(output.condition)) continue;
    const value = evaluate(output.value, scope);
    const text = scalarText(value);
    if (text === undefined) throw formatError(`Output ${key} is malformed. The value must be a string.`);
    const description = output.description === undefined ? undefined : scalarText(output.description);
    const exportName = output.exportName === undefined ? undefined : scalarText(evaluate(output.exportName, scope));
    outputs.push([key, text]);
    details.push([
      key,
      { ...(description === undefined ? {} : { description }), ...(exportName === undefined ? {} : { exportName }) },
    ]);
  }
  return { outputs: Object.fromEntries(outputs), outputDetails: Object.fromEntries(details) };
}

/** Exports must be unique, and one in use may neither change nor go ("Get exported outputs", restrictions). */
export function checkExports(world: World, after: Stack, before: Stack): void {
  const others = exportsOf(world, after).filter((each) => each.stack.id !== after.id);
  const names = ownExports(after);
  for (const { name } of names) {
    const taken = others.find((each) => each.name === name);
    if (taken !== undefined) {
      throw validationError(
        `Export with name ${name} is already exported by stack ${taken.stack.name}. Rename or delete the existing export and try again.`,
      );
    }
  }
  for (const old of ownExports(before)) {
    const now = names.find((each) => each.name === old.name);
    if (now?.value === old.value) continue;
    const [user] = importersOf(world, after, old.name);
    if (user === undefined) continue;
    const verb = now === undefined ? 'deleted' : 'updated';
    throw validationError(`Export ${old.name} cannot be ${verb} as it is in use by ${user.name}`);
  }
}
