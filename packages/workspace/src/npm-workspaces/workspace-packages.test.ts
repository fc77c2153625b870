import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workspacePackages } from './workspace-packages.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workspace-packages-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, unknown>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
}

describe('workspacePackages', () => {
  it('finds packages by npm patterns, at any depth where they say so', () => {
    write({
      'package.json': { workspaces: ['libs/*', './tools/cli/', 'nested/**'] },
      'libs/pricing/package.json': { name: '@shop/pricing' },
      'libs/pricing/deeper/package.json': { name: 'too-deep' },
      'tools/cli/package.json': { name: 'cli' },
      'nested/a/b/package.json': { name: 'deep' },
      'nested/a/node_modules/x/package.json': { name: 'installed' },
    });
    const find = workspacePackages(root);
    expect(['@shop/pricing', 'too-deep', 'cli', 'deep', 'installed'].map(find)).toEqual([
      'libs/pricing',
      undefined,
      'tools/cli',
      'nested/a/b',
      undefined,
    ]);
  });

  it('takes the object form of yarn and the file of pnpm, without what they exclude', () => {
    write({
      'package.json': { workspaces: { packages: ['a'] } },
      'a/package.json': { name: 'a' },
      'pnpm-workspace.yaml': 'packages:\n  - "libs/*"\n  - "!libs/old"\n',
      'libs/new/package.json': { name: 'new' },
      'libs/old/package.json': { name: 'old' },
    });
    expect(['a', 'new', 'old'].map(workspacePackages(root))).toEqual(['a', 'libs/new', undefined]);
  });

  it('finds nothing where no file says that there are any, or where one is broken', () => {
    expect(workspacePackages(root)('a')).toBeUndefined();
    write({ 'package.json': '{', 'pnpm-workspace.yaml': ':\n  - [' });
    expect(workspacePackages(root)('a')).toBeUndefined();
  });
});
