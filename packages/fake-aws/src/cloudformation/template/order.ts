import { validationError } from '../failures.ts';
import { referencesIn } from './references.ts';
import type { Template } from './template.ts';

/** Which resources each one waits for: DependsOn and references, as far as the conditions leave them. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

export function dependenciesOf(template: Template, condition: (name: string) => boolean): Dependencies {
  const there = new Set(
    [...template.resources]
      .filter(([, resource]) => resource.condition === undefined || condition(resource.condition))
      .map(([id]) => id),
  );
  const dependencies = new Map<string, readonly string[]>();
  for (const [id, resource] of template.resources) {
    if (!there.has(id)) continue;
    const names = [
      ...resource.dependsOn,
      ...referencesIn(resource.properties, condition).map((reference) => reference.name),
    ];
    dependencies.set(
      id,
      [...new Set(names)].filter((name) => there.has(name)),
    );
  }
  checkCycles(dependencies);
  return dependencies;
}

/** What CloudFormation answers names every resource of a cycle or behind one. */
function checkCycles(dependencies: Dependencies): void {
  const left = new Map([...dependencies].map(([id, needs]) => [id, new Set(needs)] as const));
  for (;;) {
    const free = [...left].filter(([, needs]) => needs.size === 0).map(([id]) => id);
    if (free.length === 0) break;
    for (const id of free) left.delete(id);
    for (const needs of left.values()) for (const id of free) needs.delete(id);
  }
  if (left.size === 0) return;
  throw validationError(`Circular dependency between resources: [${[...left.keys()].join(', ')}]`);
}

/** Resources so that each comes after what it waits for; otherwise as the template has them. */
export function inOrder(dependencies: Dependencies): readonly string[] {
  const done = new Set<string>();
  const visit = (id: string): void => {
    if (done.has(id)) return;
    done.add(id);
    for (const need of dependencies.get(id) ?? []) visit(need);
    ordered.push(id);
  };
  const ordered: string[] = [];
  for (const id of dependencies.keys()) visit(id);
  return ordered;
}
