/** micromatch patterns over names. Names hold no folders, so `*` matches all of a name, a nested function's `/` aside. */
import micromatch from 'micromatch';

/** The first pattern that protects the name. Upper and lower case count as the same: a guard errs on the safe side. */
export function protectingPattern(name: string, patterns: readonly string[]): string | undefined {
  return patterns.find((pattern) => micromatch.isMatch(name, pattern, { nocase: true, dot: true }));
}

/** Whether `--function` selects a function, by its logical id or, for nested stacks, by the last part of it. */
export function selectsFunction(pattern: string, logicalId: string): boolean {
  const last = logicalId.slice(logicalId.lastIndexOf('/') + 1);
  return micromatch.isMatch(logicalId, pattern, { dot: true }) || micromatch.isMatch(last, pattern, { dot: true });
}
