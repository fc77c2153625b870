/** `paths` of a tsconfig, as TypeScript and esbuild match them. */
import { joinPath } from './file-facts.ts';
import type { PathMappings } from './tsconfig-options.ts';

/** Targets of the exact pattern, else of the one with the longest prefix; the `*` is filled in. */
export function mappingTargets(paths: PathMappings, specifier: string): readonly string[] | undefined {
  const exact = paths.entries.find(([pattern]) => pattern === specifier);
  if (exact !== undefined) return exact[1];
  const fitting = paths.entries
    .map(([pattern, targets]) => ({ star: pattern.indexOf('*'), pattern, targets }))
    .filter(({ star, pattern }) => star >= 0 && fits(specifier, pattern.slice(0, star), pattern.slice(star + 1)))
    .sort((a, b) => b.star - a.star || b.pattern.length - a.pattern.length)[0];
  if (fitting === undefined) return undefined;
  const rest = specifier.slice(fitting.star, specifier.length - (fitting.pattern.length - fitting.star - 1));
  return fitting.targets
    .map((target) =>
      joinPath(
        '',
        target.replace('*', () => rest),
      ),
    )
    .filter((target) => !target.toLowerCase().endsWith('.d.ts'));
}

function fits(specifier: string, prefix: string, suffix: string): boolean {
  return specifier.startsWith(prefix) && specifier.endsWith(suffix);
}
