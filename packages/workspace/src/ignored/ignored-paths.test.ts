import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ignoredPaths } from './ignored-paths.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ignored-paths-'));
  execFileSync('git', ['init', '--quiet'], { cwd: root });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** What git itself says of paths, whether they exist or not. */
function askGit(paths: readonly string[]): readonly string[] {
  try {
    const told = execFileSync('git', ['-c', 'core.excludesFile=', 'check-ignore', '--no-index', '-z', '--stdin'], {
      cwd: root,
      input: paths.join('\0'),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    return told.toString().split('\0').filter(Boolean).sort();
  } catch {
    // Exit code 1: none is ignored.
    return [];
  }
}

const ours = (paths: readonly string[]) => paths.filter(ignoredPaths(root)).sort();

describe('ignored paths', () => {
  it('are those of git: nested files, negations, anchors and folders', () => {
    write({
      '.gitignore': 'dist\n/top.ts\n*.gen.ts\n!keep.gen.ts\nlibs/*/out/\n',
      'libs/a/.gitignore': '!x.gen.ts\n/own.ts\n',
      '.git/info/exclude': 'private.ts\n',
    });
    const paths = [
      'dist/x.js',
      'libs/b/dist/x.js',
      'libs/a/dist/x.js',
      'top.ts',
      'libs/top.ts',
      'libs/a/x.gen.ts',
      'libs/b/x.gen.ts',
      'libs/a/keep.gen.ts',
      'libs/a/out/deep/x.js',
      'libs/a/own.ts',
      'libs/a/sub/own.ts',
      'private.ts',
      'libs/a/src/index.ts',
    ];
    expect(ours(paths)).toEqual(askGit(paths));
    expect(ours(paths)).toHaveLength(8);
  });

  it('are those of git for any patterns, and maybe more where patterns take something back', () => {
    const name = fc.constantFrom('a', 'b', 'dist', 'x.ts', 'y.js');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const positive = fc
      .tuple(fc.constantFrom('', '/'), fc.constantFrom('a', 'b/', 'dist', '*.ts', 'a/b', '**/x.ts', 'a/**', 'b/*'))
      .map((parts) => parts.join(''));
    const negative = positive.map((pattern) => `!${pattern}`);
    const patterns = fc.array(fc.oneof({ weight: 3, arbitrary: positive }, { weight: 1, arbitrary: negative }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(patterns, patterns, fc.uniqueArray(path, { minLength: 5, maxLength: 20 }), (top, nested, paths) => {
        write({ '.gitignore': top.join('\n'), 'a/.gitignore': nested.join('\n') });
        const git = askGit(paths);
        expect(ours(paths)).toEqual(expect.arrayContaining([...git]));
        if (!nested.some((pattern) => pattern.startsWith('!'))) expect(ours(paths)).toEqual(git);
      }),
      { numRuns: 60 },
    );
  });

  it('follow .nxignore of the workspace too', () => {
    write({ '.nxignore': 'legacy\n' });
    expect(ours(['legacy/x.ts', 'src/x.ts'])).toEqual(['legacy/x.ts']);
  });
});
