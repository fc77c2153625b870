/** What is checked out, read from git's own files: no git process, so it costs next to nothing. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/**
 * The branch that is checked out; undefined outside a git checkout and with a detached HEAD (as CI checks out).
 * Layout: gitrepository-layout(5), with `.git` as a file in worktrees and submodules.
 */
export function currentBranch(folder: string): string | undefined {
  const gitFolder = findGitFolder(resolve(folder));
  if (gitFolder === undefined) return undefined;
  const head = readText(join(gitFolder, 'HEAD'))?.trim();
  return head?.startsWith('ref: refs/heads/') ? head.slice('ref: refs/heads/'.length) : undefined;
}

function findGitFolder(folder: string): string | undefined {
  const candidate = join(folder, '.git');
  const stat = statSync(candidate, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return candidate;
  if (stat?.isFile()) {
    const pointer = readText(candidate)?.trim();
    if (!pointer?.startsWith('gitdir: ')) return undefined;
    const target = pointer.slice('gitdir: '.length);
    return isAbsolute(target) ? target : resolve(folder, target);
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : findGitFolder(parent);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
