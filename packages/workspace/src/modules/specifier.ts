/** What the text of an import tells before any file is looked at. */
import { builtinModules } from 'node:module';

const BUILTINS: ReadonlySet<string> = new Set(builtinModules);

export function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || BUILTINS.has(specifier);
}

/** Neither relative nor absolute: looked up in tsconfig paths and node_modules. */
export function isPackagePath(specifier: string): boolean {
  return !/^(\/|\.\/|\.\.\/|\.{1,2}$)/.test(specifier);
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
export function matchesExternal(patterns: readonly string[], specifier: string): boolean {
  return patterns.some((pattern) => {
    const star = pattern.indexOf('*');
    if (star < 0) return specifier === pattern || (isPackagePath(pattern) && specifier.startsWith(`${pattern}/`));
    const prefix = pattern.slice(0, star);
    const suffix = pattern.slice(star + 1);
    const long = specifier.length >= prefix.length + suffix.length;
    return long && specifier.startsWith(prefix) && specifier.endsWith(suffix);
  });
}
