/** What a rule has found. A warning is shown and fails nothing. */
export interface Finding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** Relative to the repository, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export function findingText({ file, line, severity, rule, message }: Finding): string {
  return `${file}:${line}: ${severity}: ${message} (${rule})`;
}
