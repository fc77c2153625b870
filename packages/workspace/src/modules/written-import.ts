/** What one source text imports, as written: nothing of it depends on any other file, so it is cached by content. */
export interface WrittenImport {
  readonly specifier: string;
  readonly kind: 'import' | 'dynamic-import' | 'require' | 'require-resolve';
  /** From 1; the column in UTF-16 units. Where the specifier's quote stands. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** TypeScript drops it because its names are only types, unless the tsconfig says otherwise. */
  readonly unused?: true;
  /** In a `try`, a branch or the like: esbuild may drop it or let it fail at run time. */
  readonly optional?: true;
}

/** A glob, as in `import('./locales/' + name + '.json')`, that esbuild fills with every fitting file. */
export interface WrittenGlob {
  /** Relative to the file's folder, with `*` and `**`. */
  readonly glob: string;
  readonly kind: 'dynamic-import' | 'require';
  readonly line: number;
  readonly column: number;
}

/** An `import(x)` or `require(x)` that nothing can follow. */
export interface ComputedImport {
  readonly kind: 'dynamic-import' | 'require';
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export interface ModuleSyntax {
  readonly imports: readonly WrittenImport[];
  readonly globs: readonly WrittenGlob[];
  readonly computed: readonly ComputedImport[];
  /** Present when the file has JSX: an import may be added by the tsconfig's `jsx`, or by this pragma. */
  readonly jsx?: { readonly importSource?: string };
}

export const NO_SYNTAX: ModuleSyntax = { imports: [], globs: [], computed: [] };
