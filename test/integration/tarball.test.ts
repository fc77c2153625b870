import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedPlugin } from '../support/packed-plugin.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tarball-'));
  execFileSync('tar', ['-xzf', packedPlugin(), '-C', folder]);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const read = (name: string): string => readFileSync(join(folder, 'package', name), 'utf8');

describe('the tarball', () => {
  it('carries what a reader looks for', () => {
    expect(readdirSync(join(folder, 'package'))).toEqual(
      expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'executors.json', 'generators.json']),
    );
  });

  it('depends on no package of this repository', () => {
    expect(read('package.json')).not.toContain('@nx-lambda/');
  });

  it('holds every file that Nx loads by name', () => {
    const named = ['executors.json', 'generators.json'].flatMap((name) =>
      [...read(name).matchAll(/"(?<path>\.\/(?:dist|schemas)\/[^"#]+)/g)].map((match) => match.groups?.path ?? ''),
    );
    expect(named.length).toBeGreaterThan(0);
    for (const path of named) expect(read(path).length).toBeGreaterThan(0);
  });
});
