import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentBranch } from './git-head.ts';

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
