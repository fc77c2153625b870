/**
 * Makes a CommonJS file of esbuild's load others when something of them is first used, not when it is loaded itself: a
 * command then loads only what it comes to. Modules have no side effects, so when they are loaded changes nothing.
 * Node's own modules are loaded as before: Nx has loaded nearly all of them already.
 */

const REQUIRED = /^var (import_\w+) = ((?:__toESM\()?require\("(?!node:)[^"\n]+"\)(?:(?:, 1)?\))?);$/gm;

/** @param code with one declaration a line, as esbuild writes it. */
export function withLazyRequires(code: string): string {
  const names = [...code.matchAll(REQUIRED)].flatMap(([, name = '']) => (isOnlyRead(code, name) ? [name] : []));
  if (names.length === 0) return code;
  const lazy = code.replace(REQUIRED, (declaration, name: string, load: string) =>
    names.includes(name)
      ? `var ${name}_loaded;\nfunction ${name}() { return ${name}_loaded ??= ${load}; }`
      : declaration,
  );
  // In parentheses of its own, because of `new import_x.Thing()`. A call a use would cost loops more than what they do.
  return lazy.replace(/\b(import_\w+)\./g, (use, name: string) =>
    names.includes(name) ? `(${name}_loaded ?? ${name}()).` : use,
  );
}

/** Whether each use, beside the declaration, reads a member. */
function isOnlyRead(code: string, name: string): boolean {
  return (code.match(new RegExp(`\\b${name}\\b(?!\\.)`, 'g')) ?? []).length === 1;
}
