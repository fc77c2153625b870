/** Runs each as soon as all that come before it are over. */

/**
 * `before` lists for each name what it waits for; names that are not run count for nothing. An order that goes in a
 * circle is cut where it closes. `run` gets the results of what it waited for.
 */
export async function inOrder<T>(
  names: readonly string[],
  before: (name: string) => readonly string[],
  run: (name: string, earlier: readonly T[]) => Promise<T>,
): Promise<readonly T[]> {
  const known = new Set(names);
  const waits = new Map<string, readonly string[]>();
  const path = new Set<string>();
  const settle = (name: string): void => {
    if (waits.has(name) || path.has(name)) return;
    path.add(name);
    const wanted = [...new Set(before(name))].filter((other) => known.has(other) && other !== name);
    const kept = wanted.filter((other) => !path.has(other));
    for (const other of kept) settle(other);
    path.delete(name);
    waits.set(name, kept);
  };
  for (const name of names) settle(name);
  const started = new Map<string, Promise<T>>();
  const start = (name: string): Promise<T> => {
    const running =
      started.get(name) ?? Promise.all((waits.get(name) ?? []).map(start)).then((earlier) => run(name, earlier));
    started.set(name, running);
    return running;
  };
  return Promise.all(names.map(start));
}
