/** A machine with a warm cache must declare the same inputs as one that has none. */
import { ignoredPaths, readLockedPackages } from '@nx-lambda/workspace';
import { InputUnits } from '../../packages/nx-lambda/src/plugin/input-units.ts';
import { PathTable } from '../../packages/nx-lambda/src/plugin/path-table.ts';
import { buildInputs } from '../../packages/nx-lambda/src/plugin/task-inputs.ts';
import type { Selection } from './selector.ts';
import type { Truth } from './truth.ts';

/** Names of the services whose declared inputs are not those of a scan without a cache. */
export function differingInputs(root: string, truth: Truth, selection: Selection): readonly string[] {
  const packages = readLockedPackages(root);
  const units = new InputUnits(ignoredPaths(root), new PathTable());
  return truth.services.flatMap((service) => {
    const own = truth.inputs.filter((each) => each.service === service.name);
    const { inputs: cold } = buildInputs(service, own, packages, units);
    const warm = selection.inputs[service.name];
    // Behind these stands what the plugin declares of the command line.
    return Array.isArray(warm) && JSON.stringify(cold) === JSON.stringify(warm.slice(0, cold.length))
      ? []
      : [`${service.name}: a warm cache declares other inputs than a cold one`];
  });
}
