import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FsTree } from 'nx/src/generators/tree';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initGenerator } from './init.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'init-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('init', () => {
  it('registers the plugin, narrows lockfile changes and ignores the artifacts', async () => {
    writeFileSync(join(root, 'nx.json'), JSON.stringify({ defaultBase: 'main' }));
    writeFileSync(join(root, '.gitignore'), 'node_modules');
    const tree = new FsTree(root, false);
    await initGenerator(tree);
    expect(JSON.parse(tree.read('nx.json', 'utf8') ?? '')).toEqual({
      defaultBase: 'main',
      plugins: [{ plugin: 'nx-lambda', options: {} }],
      pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' } },
    });
    expect(tree.read('.gitignore', 'utf8')).toBe('node_modules\ndist/lambda\n');
  });

  it('narrows lockfile changes where the plugin is registered already', async () => {
    writeFileSync(join(root, 'nx.json'), JSON.stringify({ plugins: ['nx-lambda'] }));
    const tree = new FsTree(root, false);
    await initGenerator(tree);
    expect(JSON.parse(tree.read('nx.json', 'utf8') ?? '')).toEqual({
      plugins: ['nx-lambda'],
      pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' } },
    });
  });

  it('changes nothing on a second run and keeps what the user chose', async () => {
    const nxJson = `${JSON.stringify(
      { plugins: ['nx-lambda'], pluginsConfig: { '@nx/js': { projectsAffectedByDependencyUpdates: 'all' } } },
      undefined,
      2,
    )}\n`;
    writeFileSync(join(root, 'nx.json'), nxJson);
    writeFileSync(join(root, '.gitignore'), 'dist\n');
    const tree = new FsTree(root, false);
    await initGenerator(tree);
    expect(tree.listChanges()).toEqual([]);
  });
});
