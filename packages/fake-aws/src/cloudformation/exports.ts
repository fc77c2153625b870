import type { World } from '../world.ts';
import type { Stack } from './stack.ts';

export interface StackExport {
  readonly name: string;
  readonly value: string;
  readonly stack: Stack;
}

/** "Export names must be unique within an AWS account in each Region." */
export function exportsOf(
  world: World,
  place: { readonly account: string; readonly region: string },
): readonly StackExport[] {
  return world.stacks.list(place.account, place.region).flatMap(ownExports);
}

export function ownExports(stack: Stack): readonly StackExport[] {
  return Object.entries(stack.outputDetails ?? {}).flatMap(([key, { exportName }]) =>
    exportName === undefined ? [] : [{ name: exportName, value: stack.outputs[key] ?? '', stack }],
  );
}

/** The stacks that import the export. */
export function importersOf(
  world: World,
  place: { readonly account: string; readonly region: string },
  name: string,
): readonly Stack[] {
  return world.stacks.list(place.account, place.region).filter((stack) => stack.imports?.includes(name) === true);
}
