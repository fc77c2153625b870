/** What a source of code hands to the zip and the manifest. */
import { type ArtifactManifest, failed, type Result } from '@nx-lambda/core';

export interface ArtifactFile {
  /** Path inside the zip. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What is in an artifact besides the facts that the function itself tells. */
export type ArtifactContents = Pick<ArtifactManifest, 'inputs' | 'packages' | 'externals' | 'tools'> & {
  readonly files: readonly ArtifactFile[];
  readonly sourceMap?: { readonly path: string; readonly bytes: Uint8Array };
};

/** The failures of all results that failed; at least one must have. */
export function mergedFailures(...results: readonly Result<unknown>[]): Extract<Result<never>, { ok: false }> {
  const [first, ...rest] = results.flatMap((result) => (result.ok ? [] : result.failures));
  if (first === undefined) throw new Error('no result failed');
  return failed(first, ...rest);
}
