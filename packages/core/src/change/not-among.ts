/**
 * For a filter: whether a thing's path is not among those of `known`. Where both lists are in order, as they nearly
 * always are, each is gone through once; else a set is made.
 */
export function notAmong<T>(
  known: readonly T[],
  pathOf: (each: T) => string,
): (asked: { readonly path: string }) => boolean {
  let at = 0;
  let all: Set<string> | undefined;
  return ({ path }) => {
    for (; at < known.length; at++) {
      const here = known[at];
      if (here === undefined) continue;
      const passed = pathOf(here);
      if (passed === path) return false;
      if (passed > path) break;
    }
    all ??= new Set(known.map(pathOf));
    return !all.has(path);
  };
}
