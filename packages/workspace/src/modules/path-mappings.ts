/** `paths` of a tsconfig, as TypeScript and esbuild match them. */
import { joinPath } from './file-facts.ts';
import type { PathMappings } from './tsconfig-options.ts';

/** Targets of the exact pattern, else of the one with the longest prefix; the `*` is filled in. */
export function mappingTargets(paths: PathMappings, specifier: string): readonly string[] | undefined {
  const exact = paths.targets(specifier);
  if (exact !== undefined) return exact;
  const fitting = paths.wildcards
    .map((pattern) => ({ star: pattern.indexOf('*'), pattern }))
    .filter(({ star, pattern }) => fits(specifier, pattern.slice(0, star), pattern.slice(star + 1)))
    .sort((a, b) => b.star - a.star || b.pattern.length - a.pattern.length)[0];
  if (fitting === undefined) return undefined;
  const rest = specifier.slice(fitting.star, specifier.length - (fitting.pattern.length - fitting.star - 1));
  return paths
    .targets(fitting.pattern)
    ?.map((target) =>
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
