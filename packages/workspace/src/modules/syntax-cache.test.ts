import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ModuleScan, scanModules } from './scan-modules.ts';
import { type TestWorkspace, testFunction, testService, testWorkspace } from './test-workspace.ts';

let workspace: TestWorkspace;
let cacheFile: string;

beforeEach(() => {
  workspace = testWorkspace({ 'app.ts': "import './a';\n", 'a.ts': '1;\n', 'b.ts': '2;\n' });
  cacheFile = join(workspace.root, '.nx/cache/modules.lines');
});
afterEach(() => workspace.dispose());

/** `later`: milliseconds by which this scan is later than its files. */
function scan(later = 60_000, toolVersions = '1'): Promise<ModuleScan> {
  const now = statSync(join(workspace.root, 'app.ts')).mtimeMs + later;
  return scanModules({
    workspaceRoot: workspace.root,
    services: [testService('s', [testFunction('app.ts')])],
    cacheFile,
    toolVersions,
    now: () => now,
  });
}

async function filesOf(later?: number, toolVersions?: string): Promise<readonly string[] | undefined> {
  return (await scan(later, toolVersions)).inputs[0]?.files;
}

/** Makes the cache lie about app.ts, so that a test sees whether it was believed. */
function forge(): void {
  const text = readFileSync(cacheFile, 'utf8');
  writeFileSync(cacheFile, text.replaceAll('"./a"', '"./b"'));
}

describe('a remembered source', () => {
  test('is believed while its size and times are those of the entry', async () => {
    await scan();
    forge();
    expect(await filesOf()).toEqual(['app.ts', 'b.ts']);
  });

  test('is found by its content when only its times moved', async () => {
    await scan();
    forge();
    utimesSync(join(workspace.root, 'app.ts'), 1, 1);
    expect(await filesOf()).toEqual(['app.ts', 'b.ts']);
  });

  test('is read again after an edit', async () => {
    await scan();
    workspace.write({ 'app.ts': "import './b';\nimport './a';\n" });
    expect(await filesOf()).toEqual(['a.ts', 'app.ts', 'b.ts']);
  });

  test('is read again after an edit of the same size at the same time', async () => {
    const path = join(workspace.root, 'app.ts');
    utimesSync(path, 1000, 1000);
    await scan();
    workspace.write({ 'app.ts': "import './b';\n" });
    utimesSync(path, 1000, 1000);
    expect(await filesOf()).toEqual(['app.ts', 'b.ts']);
  });

  test('is not believed by its times when the scan that saw it was as late as a further edit could be', async () => {
    await scan(500);
    const text = readFileSync(cacheFile, 'utf8');
    const digest = /"digest":"([^"]*)"/.exec(text)?.[1] ?? '';
    expect(digest).not.toBe('');
    writeFileSync(cacheFile, text.replaceAll('"./a"', '"./b"').replaceAll(digest, 'x'));
    expect(await filesOf()).toEqual(['a.ts', 'app.ts']);
  });

  test('means what the files of this moment make it mean', async () => {
    await scan();
    workspace.write({ 'a/index.ts': '3;\n' });
    workspace.remove('a.ts');
    expect(await filesOf()).toEqual(['a/index.ts', 'app.ts']);
    workspace.write({ 'a.tsx': '4;\n' });
    expect(await filesOf()).toEqual(['a.tsx', 'app.ts']);
  });
});

describe('the cache', () => {
  test('gives the answer that a scan without it gives', async () => {
    const first = await scan();
    const second = await scan();
    const { inputs, edges } = await scanModules({
      workspaceRoot: workspace.root,
      services: [testService('s', [testFunction('app.ts')])],
    });
    for (const each of [first, second]) expect([each.inputs, each.edges()]).toEqual([inputs, edges()]);
  });

  test('of another tool version is a miss without a notice', async () => {
    await scan();
    forge();
    const other = await scan(undefined, '2');
    expect([other.inputs[0]?.files, other.notices]).toEqual([['a.ts', 'app.ts'], []]);
  });

  test('of another format is a miss without a notice', async () => {
    await scan();
    forge();
    writeFileSync(cacheFile, readFileSync(cacheFile, 'utf8').replace(/"format":\d+/, '"format":0'));
    const other = await scan();
    expect([other.inputs[0]?.files, other.notices]).toEqual([['a.ts', 'app.ts'], []]);
  });

  test.each([
    ['truncated', (text: string) => text.slice(0, text.length - 20)],
    ['empty', () => ''],
    ['of another kind', () => '[1, 2]'],
    ['changed in an entry', (text: string) => text.replace('"imports":[', '"imports":5,"x":[')],
    ['binary', () => '\u0000\u0001'],
  ])('that is %s is a miss with one notice, and is written anew', async (_kind, damage) => {
    await scan();
    writeFileSync(cacheFile, damage(readFileSync(cacheFile, 'utf8')));
    const damaged = await scan();
    expect(damaged.inputs[0]?.files).toEqual(['a.ts', 'app.ts']);
    expect(damaged.notices.map(({ code }) => code)).toEqual(['NXL-GRAPH-CACHE']);
    expect((await scan()).notices).toEqual([]);
  });

  test('that can not be read is told in another way than a broken one', async () => {
    mkdirSync(cacheFile, { recursive: true });
    const denied = await scan();
    expect(denied.inputs[0]?.files).toEqual(['a.ts', 'app.ts']);
    expect(denied.notices.map(({ code }) => code)).toEqual(['NXL-GRAPH-CACHE-DENIED']);
  });

  test('forgets files that are gone, and leaves no temporary file', async () => {
    await scan();
    workspace.write({ 'app.ts': "import './b';\n" });
    workspace.remove('a.ts');
    await scan();
    expect(readFileSync(cacheFile, 'utf8')).not.toContain('"a.ts"');
    expect(readdirSync(join(workspace.root, '.nx/cache'))).toEqual(['modules.lines']);
  });

  test('keeps what a scan of a small part of the workspace did not look at', async () => {
    workspace.write({ 'app.ts': "import './a';\nimport './b';\nimport './c';\n", 'c.ts': '3;\n', 'small.ts': '4;\n' });
    await scan();
    const services = [testService('small', [testFunction('small.ts')])];
    await scanModules({ workspaceRoot: workspace.root, services, cacheFile, toolVersions: '1' });
    const text = readFileSync(cacheFile, 'utf8');
    expect(['app.ts', 'a.ts', 'b.ts', 'c.ts', 'small.ts'].filter((path) => !text.includes(`"${path}"`))).toEqual([]);
  });

  test('is not written when nothing is new', async () => {
    await scan();
    const before = statSync(cacheFile).ino;
    await scan();
    expect(statSync(cacheFile).ino).toBe(before);
  });

  test('that cannot be written is no error', async () => {
    workspace.write({ '.nx': 'a file where a folder is needed' });
    const files = await filesOf();
    expect([files, existsSync(cacheFile)]).toEqual([['a.ts', 'app.ts'], false]);
  });

  test('can be shared by scans at the same time', async () => {
    const scans = await Promise.all(Array.from({ length: 8 }, () => scan()));
    expect(scans.map(({ inputs }) => inputs[0]?.files)).toEqual(scans.map(() => ['a.ts', 'app.ts']));
    expect((await scan()).notices).toEqual([]);
  });
});
