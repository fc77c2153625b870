/**
 * What git ignores of the folders and patterns that are packaged whole. Nx has no such file in its own list, so each is
 * an input by its path, and an ignored folder by a glob of its own, which is hashed from the disk.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FunctionInputs } from '@nx-lambda/core';
import { matchingFiles } from '../build/assets.ts';
import { isExcluded } from '../build/directory-source.ts';
import { type IgnoredPaths, ignoredPaths } from '../ignored/ignored-paths.ts';
import { inFolder } from './file-facts.ts';

interface IgnoredContents {
  readonly files: readonly string[];
  readonly globs: readonly string[];
}

const WHOLE_FOLDER = '/**/*';

export async function withIgnoredContents(
  workspaceRoot: string,
  functions: readonly FunctionInputs[],
): Promise<readonly FunctionInputs[]> {
  const isIgnored = ignoredPaths(workspaceRoot);
  const byGlob = new Map<string, Promise<IgnoredContents>>();
  const contentsOf = (glob: string): Promise<IgnoredContents> => {
    const contents = byGlob.get(glob) ?? ignoredContents(workspaceRoot, glob, isIgnored);
    byGlob.set(glob, contents);
    return contents;
  };
  return Promise.all(
    functions.map(async (inputs) => {
      const contents = await Promise.all(inputs.globs.map(contentsOf));
      if (contents.every(({ files, globs }) => files.length + globs.length === 0)) return inputs;
      return {
        ...inputs,
        files: union(
          inputs.files,
          contents.flatMap(({ files }) => files),
        ),
        globs: union(
          inputs.globs,
          contents.flatMap(({ globs }) => globs),
        ),
      };
    }),
  );
}

async function ignoredContents(root: string, glob: string, isIgnored: IgnoredPaths): Promise<IgnoredContents> {
  const folder = glob === '**/*' ? '' : glob.endsWith(WHOLE_FOLDER) ? glob.slice(0, -WHOLE_FOLDER.length) : undefined;
  if (folder !== undefined && !/[*?[{!]/.test(folder)) return ignoredInFolder(root, folder, isIgnored);
  return { files: (await matchingFiles(root, glob)).filter(isIgnored), globs: [] };
}

/** What is never packaged is left out. An ignored folder is one glob, whatever is in it. */
async function ignoredInFolder(root: string, base: string, isIgnored: IgnoredPaths): Promise<IgnoredContents> {
  const files: string[] = [];
  const globs: string[] = [];
  const isIgnoredFolder = (path: string) => path !== '' && isIgnored(`${path}/_`);
  const waiting = isIgnoredFolder(base) ? [] : [''];
  for (let inside = waiting.pop(); inside !== undefined; inside = waiting.pop()) {
    for (const entry of await entriesOf(join(root, base, inside))) {
      const path = inFolder(inside, entry.name);
      const isFolder = entry.isDirectory();
      if (isExcluded(path, isFolder)) continue;
      const whole = inFolder(base, path);
      if (isFolder && isIgnoredFolder(whole)) globs.push(`${whole}${WHOLE_FOLDER}`);
      else if (isFolder) waiting.push(path);
      else if (isIgnored(whole)) files.push(whole);
    }
  }
  return { files, globs };
}

/** A folder that cannot be read is the build's to tell. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function union(one: readonly string[], two: readonly string[]): readonly string[] {
  return [...new Set([...one, ...two])].sort();
}
