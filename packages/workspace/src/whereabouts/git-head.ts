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

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * The commit that is checked out, as lower-case hex; undefined outside a git checkout, before the first commit and where
 * references are kept in a format of later git versions (reftable). It says nothing of changes that are not committed.
 */
export function currentCommit(folder: string): string | undefined {
  const gitFolder = findGitFolder(resolve(folder));
  const head = gitFolder && readText(join(gitFolder, 'HEAD'))?.trim();
  if (gitFolder === undefined || head === undefined) return undefined;
  const reference = head.startsWith('ref: ') ? head.slice('ref: '.length) : undefined;
  const commit = reference === undefined ? head : commitOf(reference, gitFolder);
  return commit !== undefined && COMMIT.test(commit) ? commit : undefined;
}

/** A worktree has a HEAD of its own, and shares branches with the checkout that `commondir` names. */
function commitOf(reference: string, gitFolder: string): string | undefined {
  const shared = readText(join(gitFolder, 'commondir'))?.trim();
  const folder = shared === undefined ? gitFolder : resolve(gitFolder, shared);
  const loose = readText(join(folder, reference))?.trim();
  if (loose !== undefined) return loose;
  const packed = readText(join(folder, 'packed-refs'))?.split('\n') ?? [];
  return packed.find((line) => line.endsWith(` ${reference}`))?.split(' ')[0];
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
