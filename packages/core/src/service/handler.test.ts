import { describe, expect, it } from 'vitest';
import { matchEntryPoint, outputStem, sourceCandidates } from './entry-point.ts';
import { nodeMajor, parseNodeHandler } from './handler.ts';
import { foldersUpward, workspacePath } from './workspace-path.ts';

describe('a Node.js handler', () => {
  it.each([
    ['app.handler', 'app', 'handler'],
    ['src/app.handler', 'src/app', 'handler'],
    ['src.v2/app.api.handler', 'src.v2/app', 'api.handler'],
    ['./app.handler', 'app', 'handler'],
    ['/opt/nodejs/wrap.handler', '/opt/nodejs/wrap', 'handler'],
  ])('%s is the module %s and the export %s', (handler, module, exportName) => {
    expect(parseNodeHandler(handler)).toEqual({ module, exportName });
  });

  it.each(['app', '', 'app.', '.handler', 'src/.handler', '../app.handler', 'a/..handler'])(
    '"%s" is refused, as Lambda refuses it',
    (handler) => {
      expect(parseNodeHandler(handler)).toBeUndefined();
    },
  );

  it('has a major version only on Node.js runtimes', () => {
    expect(['nodejs22.x', 'nodejs4.3', 'python3.12', 'nodejs'].map(nodeMajor)).toEqual([22, 4, undefined, undefined]);
  });
});

describe('an entry point', () => {
  it('is looked for as TypeScript first, as a file before an index file', () => {
    const candidates = sourceCandidates('src/app');
    expect(candidates[0]).toBe('src/app.ts');
    expect(candidates.indexOf('src/app.js')).toBeLessThan(candidates.indexOf('src/app/index.ts'));
  });

  it('of SAM is matched by where its esbuild writes it', () => {
    expect(matchEntryPoint('app', ['src/app.ts'])).toBe('src/app.ts');
    expect(matchEntryPoint('a', ['src/a.ts', 'src/b/a.ts'])).toBe('src/a.ts');
    expect(matchEntryPoint('b/a', ['src/a.ts', 'src/b/a.ts'])).toBe('src/b/a.ts');
    expect(matchEntryPoint('c', ['src/a.ts', 'src/b/a.ts'])).toBeUndefined();
    expect(outputStem('./src/b/a.ts', ['src/a.ts', 'src/b/a.ts'])).toBe('b/a');
  });
});

describe('a written path', () => {
  it.each([
    ['svc', 'src/', 'svc/src'],
    ['svc', '.', 'svc'],
    ['svc', '..', '.'],
    ['svc', '..\\lib\\a', 'lib/a'],
    ['.', './a/../b', 'b'],
  ])('from %s, %s is %s', (folder, written, path) => {
    expect(workspacePath(folder, written)).toBe(path);
  });

  it.each(['../..', '/etc', 'C:\\x', 'a\0b'])('%j is no path of the workspace', (written) => {
    expect(workspacePath('svc', written)).toBeUndefined();
  });

  it('has the folders above it up to the root', () => {
    expect(foldersUpward('a/b')).toEqual(['a/b', 'a', '.']);
    expect(foldersUpward('.')).toEqual(['.']);
  });
});
