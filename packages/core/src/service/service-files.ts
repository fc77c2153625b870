import type { Result } from '../failure.ts';
import type { ParsedDocument } from './template-node.ts';

/**
 * The workspace's files as reading a service sees them. All paths are relative to the workspace root, with `/`.
 * Answers must not change while one run reads: an adapter keeps them.
 */
export interface ServiceFiles {
  kind(path: string): 'file' | 'directory' | undefined;
  /** Names in a folder, sorted; empty where there is no such folder or it can't be read. */
  list(path: string): readonly string[];
  /** Undefined: no such file, or it can't be read. */
  text(path: string): string | undefined;
  /** A YAML or JSON file with places. Undefined: no such file, or it can't be read. */
  document(path: string): ParsedDocument | undefined;
  /** A TOML file's value. Undefined: no such file, or it can't be read. */
  toml(path: string): Result<unknown> | undefined;
}
