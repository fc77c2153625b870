/** What the text of an import tells before any file is looked at. */
import { builtinModules } from 'node:module';

const BUILTINS: ReadonlySet<string> = new Set(builtinModules);

export function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || BUILTINS.has(specifier);
}

/** Neither relative nor absolute: looked up in tsconfig paths and node_modules. */
export function isPackagePath(specifier: string): boolean {
  if (specifier.startsWith('/') || specifier.startsWith('./') || specifier.startsWith('../')) return false;
  return specifier !== '.' && specifier !== '..';
}

/** `@scope/name/sub` → `@scope/name`. */
export function packageNameOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/', 2);
  return first.startsWith('@') && second !== '' ? `${first}/${second}` : first;
}

/** `name/sub` → `./sub`, `name` → `.`. */
export function packageSubpathOf(specifier: string): string {
  return `.${specifier.slice(packageNameOf(specifier).length)}`;
}

/** esbuild's `external`: an exact text, or one with a single `*`; a package's name stands for its subpaths too. */
export function externalMatcher(patterns: readonly string[]): (specifier: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const wildcards = patterns
    .filter((pattern) => pattern.includes('*'))
    .map((pattern) => [pattern.slice(0, pattern.indexOf('*')), pattern.slice(pattern.indexOf('*') + 1)] as const);
  const folders = [...exact].filter(isPackagePath).map((pattern) => `${pattern}/`);
  return (specifier) =>
    exact.has(specifier) ||
    folders.some((folder) => specifier.startsWith(folder)) ||
    wildcards.some(
      ([prefix, suffix]) =>
        specifier.length >= prefix.length + suffix.length && specifier.startsWith(prefix) && specifier.endsWith(suffix),
    );
}
