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

function lockedBy(lockfile: string, text: string) {
  writeFileSync(join(folder, lockfile), text);
  return readLockedPackages(folder);
}

const npmLockfile = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages }, undefined, 2);

const PNPM_LOCKFILE = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      two:
        specifier: ^2.0.0
        version: 2.0.0(peer@1.0.0)
  libs/a:
    dependencies:
      three:
        specifier: ^1.0.0
        version: 1.0.0

packages:

  '@scope/one@1.0.0':
    resolution: {integrity: sha512-x}
  nanoid@5.0.0:
    resolution: {integrity: sha512-y}
  two@1.0.0:
    resolution: {integrity: sha512-z}
  two@2.0.0:
    resolution: {integrity: sha512-w}
  three@1.0.0:
    resolution: {integrity: sha512-v}
  three@2.0.0:
    resolution: {integrity: sha512-u}
  far@https://example.org/far.tgz:
    resolution: {tarball: https://example.org/far.tgz}

snapshots:

  '@scope/one@1.0.0': {}
  nanoid@5.0.0(peer@1.0.0): {}
  two@1.0.0: {}
  two@2.0.0(peer@1.0.0): {}
  three@1.0.0: {}
  three@2.0.0: {}
`;

describe('package-lock.json', () => {
  const packages = {
    '': { name: 'shop' },
    'node_modules/nanoid': { version: '5.0.0' },
    'node_modules/@acme/pricing': { resolved: 'libs/pricing', link: true },
    'node_modules/a/node_modules/only-nested': { version: '1.0.0' },
    'node_modules/two': { version: '2.0.0' },
    'node_modules/a/node_modules/two': { version: '1.0.0' },
    'node_modules/b/node_modules/two': { version: '2.0.0' },
    'services/orders/node_modules/two': { version: '3.0.0' },
    'node_modules/alias': { version: '1.0.0', name: 'real' },
    'node_modules/bundled': { version: '1.0.0', inBundle: true },
  };

  it.each([
    ['nanoid', '5.0.0', ['nanoid']],
    ['nanoid', undefined, ['nanoid']],
    ['nano', '5.0.0', undefined],
    ['only-nested', '1.0.0', ['only-nested@1.0.0']],
    ['two', '1.0.0', ['two@1.0.0']],
    ['two', '2.0.0', ['two']],
    ['two', '3.0.0', ['two@3.0.0']],
    ['two', '4.0.0', ['two', 'two@1.0.0', 'two@3.0.0']],
    ['two', undefined, ['two', 'two@1.0.0', 'two@3.0.0']],
    ['alias', '1.0.0', ['alias']],
    ['@acme/pricing', undefined, undefined],
    ['bundled', '1.0.0', undefined],
  ])('has of %s %s the nodes %j', (name, version, nodes) => {
    const locked = lockedBy('package-lock.json', npmLockfile(packages));
    expect(locked.lockfile).toBe('package-lock.json');
    expect(locked.nodesOf(name, version)).toEqual(nodes);
  });

  it('leaves all in doubt that is not sure', () => {
    const two = { 'node_modules/two': { version: '1.0.0' }, 'a/node_modules/two': { version: '2.0.0' } };
    const broken = npmLockfile(two).slice(0, -5);
    expect(lockedBy('package-lock.json', broken).nodesOf('two', '2.0.0')).toBeUndefined();
    const first = JSON.stringify({ lockfileVersion: 1, dependencies: { two: { version: '1.0.0' } } });
    expect(lockedBy('package-lock.json', first).nodesOf('two', '1.0.0')).toBeUndefined();
  });
});

describe('pnpm-lock.yaml', () => {
  it.each([
    ['@scope/one', '1.0.0', ['@scope/one']],
    ['nanoid', '5.0.0', ['nanoid']],
    ['peer', undefined, undefined],
    ['two', '1.0.0', ['two@1.0.0']],
    ['two', '2.0.0', ['two']],
    ['two', undefined, ['two', 'two@1.0.0']],
    ['three', '1.0.0', ['three@1.0.0']],
    ['three', undefined, ['three@1.0.0', 'three@2.0.0']],
    ['far', '1.0.0', undefined],
  ])('has of %s %s the nodes %j', (name, version, nodes) => {
    expect(lockedBy('pnpm-lock.yaml', PNPM_LOCKFILE).nodesOf(name, version)).toEqual(nodes);
  });

  it('is read with the line ends of Windows, and after a document about pnpm itself', () => {
    const text = `---\nlockfileVersion: '9.0'\npackages:\n\n  nanoid@1.0.0:\n---\n${PNPM_LOCKFILE}`;
    expect(lockedBy('pnpm-lock.yaml', text.replaceAll('\n', '\r\n')).nodesOf('two', '1.0.0')).toEqual(['two@1.0.0']);
  });

  it('leaves all in doubt that is of another format', () => {
    for (const text of ['', 'lockfileVersion: 5.4\npackages:\n\n  /two/1.0.0:\n', '<<<<<<< ours\n'])
      expect(lockedBy('pnpm-lock.yaml', text).nodesOf('two')).toBeUndefined();
  });
});

describe('yarn.lock', () => {
  const text = [
    '__metadata:',
    '  version: 8',
    '"@scope/one@npm:^1.0.0":',
    '  version: 1.0.0',
    '"patched@npm:1.0.0, patched@npm:^1.0.0":',
    '  version: 1.0.0',
    '"patched@patch:patched@npm%3A1.0.0#~/.yarn/patches/patched.patch":',
    '  version: 1.0.0',
    '"own@workspace:libs/own":',
    '  version: 0.0.0-use.local',
    'nanoid@^5.0.0, nanoid@~5.0.0:',
    '  version "5.0.0"',
    'two@^1.0.0:',
    '  version "1.0.0"',
    'two@^2.0.0:',
    '  version "2.0.0"',
    '"other@npm:nanoid@^5.0.0", aliased@^5.0.0:',
    '  version "5.0.0"',
  ].join('\n');

  it.each([
    ['nanoid', ['nanoid']],
    ['@scope/one', ['@scope/one']],
    ['patched', ['patched']],
    ['two', undefined],
    ['own', undefined],
    ['other', undefined],
    ['aliased', undefined],
    ['gone', undefined],
  ])('has of %s the nodes %j', (name, nodes) => {
    expect(lockedBy('yarn.lock', text).nodesOf(name)).toEqual(nodes);
  });
});

describe('readLockedPackages', () => {
  it('knows nothing without a lockfile', () => {
    expect(readLockedPackages(folder).lockfile).toBeUndefined();
    expect(readLockedPackages(folder).nodesOf('nanoid')).toBeUndefined();
  });

  it('takes of several lockfiles the one that Nx takes', () => {
    lockedBy('package-lock.json', npmLockfile({ 'node_modules/nanoid': { version: '5.0.0' } }));
    const both = lockedBy('yarn.lock', 'two@^1.0.0:\n  version "1.0.0"\n');
    expect([both.lockfile, both.nodesOf('nanoid'), both.nodesOf('two')]).toEqual(['yarn.lock', undefined, ['two']]);
    const npm = readLockedPackages(folder, { packageManager: 'npm' });
    expect([npm.lockfile, npm.nodesOf('nanoid'), npm.nodesOf('two')]).toEqual([
      'package-lock.json',
      ['nanoid'],
      undefined,
    ]);
  });

  it('names no node where Nx makes none: the lockfile is not analysed, another manager is set, or it is of Bun', () => {
    lockedBy('package-lock.json', npmLockfile({ 'node_modules/nanoid': { version: '5.0.0' } }));
    for (const settings of [{ analyzed: false }, { packageManager: 'pnpm' }]) {
      const locked = readLockedPackages(folder, settings);
      expect([locked.lockfile, locked.nodesOf('nanoid')]).toEqual(['package-lock.json', undefined]);
    }
    const bun = lockedBy('bun.lock', '{}');
    expect([bun.lockfile, bun.nodesOf('nanoid')]).toEqual(['bun.lock', undefined]);
  });
});
