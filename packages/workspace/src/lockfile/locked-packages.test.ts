import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLockedPackages } from './locked-packages.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'locked-packages-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('readLockedPackages', () => {
  it('takes top-level packages of package-lock.json and leaves out links and nested ones', () => {
    const packages = {
      '': { name: 'shop' },
      'node_modules/nanoid': { version: '5.0.0' },
      'node_modules/@acme/pricing': { resolved: 'libs/pricing', link: true },
      'node_modules/a/node_modules/only-nested': { version: '1.0.0' },
    };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }, undefined, 2));
    const locked = readLockedPackages(folder);
    expect(locked.lockfile).toBe('package-lock.json');
    expect(['nanoid', '@acme/pricing', 'only-nested', 'nano'].map((name) => locked.has(name))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([locked.has('nanoid', '5.0.0'), locked.has('nanoid', '4.0.0')]).toEqual([true, false]);
  });

  it('takes packages of pnpm-lock.yaml that are locked in one version', () => {
    writeFileSync(
      join(folder, 'pnpm-lock.yaml'),
      [
        "lockfileVersion: '9.0'",
        'packages:',
        '',
        "  '@scope/one@1.0.0':",
        '    resolution: {integrity: sha512-x}',
        '  nanoid@5.0.0:',
        '    resolution: {integrity: sha512-y}',
        '  two@1.0.0:',
        '  two@2.0.0:',
        'snapshots:',
        '',
        '  nanoid@5.0.0(peer@1.0.0): {}',
      ].join('\n'),
    );
    const locked = readLockedPackages(folder);
    expect(['@scope/one', 'nanoid', 'two', 'peer'].map((name) => locked.has(name))).toEqual([true, true, false, false]);
  });

  it('takes packages of yarn.lock, classic and berry, that are locked in one version', () => {
    writeFileSync(
      join(folder, 'yarn.lock'),
      [
        'nanoid@^5.0.0, nanoid@~5.0.0:',
        '  version "5.0.0"',
        '"@scope/one@npm:^1.0.0":',
        '  version: 1.0.0',
        'two@^1.0.0:',
        '  version "1.0.0"',
        'two@^2.0.0:',
        '  version "2.0.0"',
      ].join('\n'),
    );
    const locked = readLockedPackages(folder);
    expect(['nanoid', '@scope/one', 'two'].map((name) => locked.has(name))).toEqual([true, true, false]);
  });

  it('knows nothing without a lockfile', () => {
    expect(readLockedPackages(folder)).toMatchObject({ lockfile: undefined });
    expect(readLockedPackages(folder).has('nanoid')).toBe(false);
  });
});
