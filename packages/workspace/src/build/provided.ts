/** Whether the runtime carries what an import names; patterns as esbuild's `external`. */
export function isProvided(specifier: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const star = pattern.indexOf('*');
    if (star < 0) return specifier === pattern || specifier.startsWith(`${pattern}/`);
    const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
    const fits = specifier.length >= before.length + after.length;
    return fits && specifier.startsWith(before) && specifier.endsWith(after);
  });
}
