import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wideLockfile } from './lockfile-setting.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lockfile-setting-'));
  writeFileSync(join(root, 'pnpm-lock.yaml'), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const AFFECTED = ['node', 'nx', '--verbose', 'affected', '-t', 'build'];
const setting = (projectsAffectedByDependencyUpdates: unknown) => ({
  pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates } },
});

describe('the lockfile whose changes select everything', () => {
  it.each([
    ['without the setting', AFFECTED, {}, 'pnpm-lock.yaml'],
    ['with all', AFFECTED, setting('all'), 'pnpm-lock.yaml'],
    ['with auto', AFFECTED, setting('auto'), undefined],
    ['with a list of projects', AFFECTED, setting(['orders']), undefined],
    ['where nothing is selected', ['node', 'nx', 'run-many', '-t', 'build'], {}, undefined],
    ['where a project is called so', ['node', 'nx', 'build', 'affected'], {}, undefined],
  ])('%s', (_, argv, nxJson, lockfile) => {
    expect(wideLockfile(argv, nxJson, root)).toBe(lockfile);
  });

  it('is none where there is none', () => {
    rmSync(join(root, 'pnpm-lock.yaml'));
    expect(wideLockfile(AFFECTED, {}, root)).toBeUndefined();
  });
});
