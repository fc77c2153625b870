/** A workspace in which esbuild's way of resolving is easily missed. */
import type { BundleOptions } from '@nx-lambda/core';

export interface Shape {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** Symlinks: target by path. */
  readonly links?: Readonly<Record<string, string>>;
  /** Absent: `app.ts`. */
  readonly entry?: string;
  readonly options?: Partial<BundleOptions>;
  /** Files that the graph declares although esbuild does not bundle them: each a known over-approximation. */
  readonly beyond?: readonly string[];
}

/** A source that imports and uses each of the modules. */
export function use(...specifiers: readonly string[]): string {
  return specifiers
    .map((each, index) => `import * as m${index} from ${JSON.stringify(each)}; console.log(m${index});\n`)
    .join('');
}

/** A source that imports nothing. */
export const value = 'export const value = 1;\n';
