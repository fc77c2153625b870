/** What a reader of a lockfile tells. */
/** One locked version of a package. */
export interface LockedVersion {
  readonly version: string;
  /** As `externalDependencies` of an input takes it. */
  readonly node: string;
}

/** Every version of a package that a lockfile's text has; none, or undefined where in doubt. */
export type LockedVersions = (name: string) => readonly LockedVersion[] | undefined;
