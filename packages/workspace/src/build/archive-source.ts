/** A zip or jar that is uploaded byte for byte. Its directory is read to know that it is whole, and how large it unpacks. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, failed, type Result, type SizedEntry, success } from '@nx-lambda/core';
import { zipDirectory } from './zip-directory.ts';

export interface Archive {
  readonly bytes: Uint8Array;
  readonly entries: readonly SizedEntry[];
}

/** `path` is workspace-relative. */
export async function readArchive(workspaceRoot: string, path: string): Promise<Result<Archive>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(workspaceRoot, path));
  } catch {
    return failed(archiveFailure(path, 'does not exist or is no file'));
  }
  const entries = zipDirectory(bytes);
  if (entries === undefined) return failed(archiveFailure(path, 'is no zip archive, or a damaged one'));
  if (entries.length === 0) return failed(archiveFailure(path, 'is an empty archive'));
  return success({ bytes, entries });
}

function archiveFailure(path: string, what: string): Failure {
  return {
    code: 'NXL-PACKAGE-ARCHIVE',
    message: `${path} ${what}.`,
    advice: 'Correct CodeUri, or run the target that makes the archive and let build depend on it.',
  };
}
