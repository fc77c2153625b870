/** What changed in a function between two builds of it. Printers only format it. */

export type BuildChange =
  | FileChange
  /** `before` or `after` is absent where the package came or went. Several installed versions are joined by `, `. */
  | {
      readonly kind: 'package';
      readonly name: string;
      readonly before?: string;
      readonly after?: string;
      /** From the entry point to the file that imports the package first; absent where no file does by itself. */
      readonly chain?: readonly string[];
    }
  /** The same version with other files: patched, or edited by hand. */
  | { readonly kind: 'package-edited'; readonly name: string; readonly chain?: readonly string[] }
  | { readonly kind: 'tool'; readonly name: string; readonly before?: string; readonly after?: string }
  | { readonly kind: 'setting'; readonly name: string; readonly before: string; readonly after: string };

export interface FileChange {
  readonly kind: 'input-changed' | 'input-added' | 'input-removed';
  readonly path: string;
  /** From the entry point to the file, both included; absent where it is not reached by imports (any more). */
  readonly chain?: readonly string[];
}
