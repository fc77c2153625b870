/** Is the code that answers the code that is built here? */

export interface CodeComparison {
  /** Undefined: nothing is built here. */
  readonly built: string | undefined;
  /** Undefined: Lambda would not tell. */
  readonly deployed: string | undefined;
  /** Why Lambda would not tell. */
  readonly reason?: string;
}

/** Commands of the service's targets, whose names are configurable, e.g. `nx run orders:build`. */
export interface CodeCommands {
  readonly build: string;
  readonly deployFeature: string;
}

/** One or two sentences for the user; undefined where both are the same. */
export function codeNotice(comparison: CodeComparison, commands: CodeCommands): string | undefined {
  const { built, deployed, reason } = comparison;
  if (deployed === undefined)
    return `The deployed code could not be compared with what is built here${reason === undefined ? '.' : `: ${reason}`}`;
  if (built === undefined)
    return `Nothing is built here to compare the deployed code with: \`${commands.build}\` builds it.`;
  if (built === deployed) return undefined;
  return `The deployed code is not what is built here: \`${commands.deployFeature}\` deploys it.`;
}
