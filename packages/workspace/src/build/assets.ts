/** Files that are copied into the artifact beside the code. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type AssetPattern, type Failure, failed, type Result, success } from '@nx-lambda/core';
import micromatch from 'micromatch';
import type { PackagedFile } from './directory-source.ts';

/** Files in the order of the patterns, sorted within each. A pattern that matches nothing is a failure. */
export async function assetFiles(
  workspaceRoot: string,
  patterns: readonly AssetPattern[],
): Promise<Result<readonly PackagedFile[]>> {
  const files: PackagedFile[] = [];
  const failures: Failure[] = [];
  for (const pattern of patterns) {
    const matched = await matchingFiles(join(workspaceRoot, pattern.from), pattern.glob);
    if (matched.length === 0) failures.push(nothingMatches(pattern));
    for (const path of matched) {
      files.push({
        path: posix.join(pattern.to, path),
        bytes: await readFile(join(workspaceRoot, pattern.from, path)),
        from: posix.join(pattern.from, path),
      });
    }
  }
  const [first, ...rest] = failures;
  return first === undefined ? success(files) : failed(first, ...rest);
}

/** Sorted, relative to the absolute folder `base`. Walks only below the glob's fixed leading folders. */
export async function matchingFiles(base: string, glob: string): Promise<readonly string[]> {
  const pattern = posix.normalize(glob);
  const { base: start, isGlob } = micromatch.scan(pattern);
  if (!isGlob) return (await isFile(join(base, pattern))) ? [pattern] : [];
  const matches = micromatch.matcher(pattern, { dot: true });
  const found: string[] = [];
  const walk = async (inside: string): Promise<void> => {
    for (const entry of await readdir(join(base, inside), { withFileTypes: true }).catch(() => [])) {
      const path = posix.join(inside, entry.name);
      if (entry.isDirectory()) await walk(path);
      else if (matches(path) && (await isFile(join(base, path)))) found.push(path);
    }
  };
  await walk(start);
  return found.sort((a, b) => (a < b ? -1 : 1));
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}

function nothingMatches(pattern: AssetPattern): Failure {
  return {
    code: 'NXL-PACKAGE-ASSET',
    message: `No file matches the asset pattern ${pattern.glob} in ${pattern.from}.`,
    advice: 'Correct the pattern in lambda.config.json, or make the files before the build.',
  };
}
