import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkspaceFiles } from './workspace-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workspace-files-'));
  for (const path of ['orders/template.yaml', 'orders/src/Main.ts', 'users/template.yaml', 'sizes/größe.ts']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('what a listed folder has not', () => {
  it('is told once a path of the folder was asked for, and not before', () => {
    const files = createWorkspaceFiles(root);
    expect(files.isUnlisted('orders/package.json')).toBe(false);
    files.kind('orders/template.yaml');
    expect(files.isUnlisted('orders/package.json')).toBe(true);
    expect(files.isUnlisted('orders/template.yaml')).toBe(false);
    expect(files.isUnlisted('orders/src')).toBe(false);
    expect(files.isUnlisted('users/package.json')).toBe(false);
    files.kind('users');
    expect(files.isUnlisted('package.json')).toBe(true);
    expect(files.isUnlisted('orders')).toBe(false);
  });

  it('is no name that differs in case alone, as some file systems take it for the same', () => {
    const files = createWorkspaceFiles(root);
    files.list('orders/src');
    expect(files.isUnlisted('orders/src/main.TS')).toBe(false);
    expect(files.isUnlisted('orders/src/main.js')).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('is no link that leads nowhere', () => {
    symlinkSync('gone.ts', join(root, 'orders/link.ts'));
    const files = createWorkspaceFiles(root);
    files.list('orders');
    expect(files.kind('orders/link.ts')).toBeUndefined();
    expect(files.isUnlisted('orders/link.ts')).toBe(false);
    expect(files.isUnlisted('orders/gone.ts')).toBe(true);
  });

  it('is not told of a folder with letters that have several spellings, nor of one that is not there', () => {
    const files = createWorkspaceFiles(root);
    files.list('sizes');
    expect(files.isUnlisted('sizes/other.ts')).toBe(false);
    files.kind('gone/template.yaml');
    expect(files.isUnlisted('gone/template.yaml')).toBe(false);
  });
});
