/** Patterns with `{name}` placeholders, as options and lambda.config.json use them. */

export interface ExpandedPattern {
  readonly text: string;
  /** Placeholders that have no value here, without braces. */
  readonly empty: readonly string[];
  /** Placeholders that this pattern may not use, without braces. */
  readonly unknown: readonly string[];
}

const placeholder = /\{([^{}]*)\}/g;

/** The names of a pattern's placeholders in order, without braces. */
export function placeholdersOf(pattern: string): readonly string[] {
  return [...pattern.matchAll(placeholder)].map((match) => match[1] ?? '');
}

/**
 * Puts values in. `lookup` answers undefined for a placeholder that does not exist, `''` for one without a value here.
 */
export function expandPattern(pattern: string, lookup: (name: string) => string | undefined): ExpandedPattern {
  const empty: string[] = [];
  const unknown: string[] = [];
  const text = pattern.replaceAll(placeholder, (_whole, name: string) => {
    const value = lookup(name);
    if (value === undefined) unknown.push(name);
    else if (value === '') empty.push(name);
    return value ?? '';
  });
  return { text, empty, unknown };
}
