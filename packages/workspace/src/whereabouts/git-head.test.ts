import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentBranch, currentCommit } from './git-head.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-head-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('currentBranch', () => {
  it('reads the branch from a folder below the checkout', () => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'services/orders'), { recursive: true });
    writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/feature/new-checkout\n');
    expect(currentBranch(join(folder, 'services/orders'))).toBe('feature/new-checkout');
  });

  it('knows no branch with a detached HEAD', () => {
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, '.git/HEAD'), '5f2d0c6c2a1f6bdbb5b3b2a0f0f0e0d0c0b0a090\n');
    expect(currentBranch(folder)).toBeUndefined();
  });

  it('follows the pointer file of a worktree', () => {
    mkdirSync(join(folder, 'main/.git/worktrees/side'), { recursive: true });
    mkdirSync(join(folder, 'side'));
    writeFileSync(join(folder, 'side/.git'), 'gitdir: ../main/.git/worktrees/side\n');
    writeFileSync(join(folder, 'main/.git/worktrees/side/HEAD'), 'ref: refs/heads/side\n');
    expect(currentBranch(join(folder, 'side'))).toBe('side');
  });
});

describe('currentCommit', () => {
  const COMMIT = '5f2d0c6c2a1f6bdbb5b3b2a0f0f0e0d0c0b0a090';
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  it('reads the commit of the branch, from its own file or from the packed ones', () => {
    write('.git/HEAD', 'ref: refs/heads/main\n');
    write(
      '.git/packed-refs',
      `# pack-refs with: peeled\n${'1'.repeat(40)} refs/heads/other/main\n${COMMIT} refs/heads/main\n`,
    );
    expect(currentCommit(folder)).toBe(COMMIT);
    write('.git/refs/heads/main', `${'2'.repeat(40)}\n`);
    expect(currentCommit(folder)).toBe('2'.repeat(40));
  });

  it('reads a detached HEAD', () => {
    write('.git/HEAD', `${COMMIT}\n`);
    expect(currentCommit(folder)).toBe(COMMIT);
  });

  it('reads the branches of a worktree where its main checkout keeps them', () => {
    write('side/.git', 'gitdir: ../main/.git/worktrees/side\n');
    write('main/.git/worktrees/side/HEAD', 'ref: refs/heads/side\n');
    write('main/.git/worktrees/side/commondir', '../..\n');
    write('main/.git/refs/heads/side', `${COMMIT}\n`);
    expect(currentCommit(join(folder, 'side'))).toBe(COMMIT);
  });

  it('knows none before the first commit, and takes nothing else for one', () => {
    write('.git/HEAD', 'ref: refs/heads/main\n');
    expect(currentCommit(folder)).toBeUndefined();
    write('.git/refs/heads/main', 'ref: refs/heads/elsewhere\n');
    expect(currentCommit(folder)).toBeUndefined();
  });
});
