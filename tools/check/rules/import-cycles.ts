import type { Finding } from '../finding.ts';
import { importedFile, type SourceFile } from '../source-file.ts';

/** No file may reach itself through imports, types included. One finding for each knot, with a shortest way round. */
export function checkImportCycles(files: readonly SourceFile[]): readonly Finding[] {
  const known = new Map(files.map((file) => [file.path, file]));
  const targets = (path: string): readonly string[] =>
    (known.get(path)?.imports ?? []).flatMap(({ specifier }) => {
      const target = importedFile(path, specifier);
      return target !== undefined && known.has(target) ? [target] : [];
    });
  const reported = new Set<string>();
  return [...known.keys()].sort().flatMap((start): readonly Finding[] => {
    if (reported.has(start)) return [];
    const cycle = shortestCycle(start, targets);
    if (cycle === undefined) return [];
    for (const path of cycle) reported.add(path);
    const message = `import cycle: ${[...cycle, start].join(' → ')}`;
    return [{ rule: 'import-cycles', severity: 'error', file: start, line: 1, message }];
  });
}

function shortestCycle(start: string, targets: (path: string) => readonly string[]): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  let frontier: readonly string[] = [start];
  while (frontier.length > 0) {
    const next: string[] = [];
    for (const path of frontier) {
      for (const target of targets(path)) {
        if (target === start) return wayTo(path, start, cameFrom);
        if (cameFrom.has(target)) continue;
        cameFrom.set(target, path);
        next.push(target);
      }
    }
    frontier = next;
  }
  return undefined;
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way: string[] = [];
  for (let path: string | undefined = end; path !== undefined && path !== start; path = cameFrom.get(path)) {
    way.unshift(path);
  }
  return [start, ...way];
}
