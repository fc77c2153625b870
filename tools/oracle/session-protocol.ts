/** What the oracle asks the process that runs Nx in a workspace, and what that answers. */

export interface SessionQuestion {
  /** A commit. What differs from it, committed or not, counts as changed. */
  readonly base: string;
  readonly targets: readonly string[];
}

export type SessionAnswer =
  | {
      readonly kind: 'answered';
      /** Ids of the tasks that `nx affected` would run, sorted. */
      readonly selected: readonly string[];
      /** What Nx would look each task up by in its cache, of all tasks. */
      readonly hashes: Readonly<Record<string, string>>;
      /** The declared inputs of each project's build. */
      readonly inputs: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'failed'; readonly message: string };
