import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileEdge } from '@nx-lambda/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nxKeptGraphSince, unknownEdges } from './unknown-edges.ts';

const edge = (from: string): FileEdge => ({ from, to: { kind: 'file', path: 'libs/a/index.ts' } });
const edges = [edge('services/x/a.ts'), edge('services/x/b.ts'), edge('services/y/a.ts')];
const changed = { x: [{ file: 'services/x/b.ts' }], y: [{ file: 'services/y/template.yaml' }] };

it('are those of changed files where Nx knows the others, and else all', () => {
  expect(unknownEdges(() => edges, changed, true)).toEqual([edge('services/x/b.ts')]);
  expect(unknownEdges(() => edges, {}, true)).toEqual([]);
  expect(unknownEdges(() => edges, changed, false)).toEqual(edges);
});

let root: string;
let remembered: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nx-lambda-edges-'));
  remembered = join(root, 'projects.json');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(file: string, seconds: number): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, '{}');
  await utimes(file, seconds, seconds);
}

it('Nx knows the others once it has kept a graph after all was remembered, in whatever folder', async () => {
  const fileMap = join(root, '.nx', 'workspace-data', 'file-map.json');
  const kept = (environment = {}) => nxKeptGraphSince(remembered, root, environment);
  expect(kept()).toBe(false);
  await write(fileMap, 1000);
  expect(kept()).toBe(false);
  await write(remembered, 1000);
  expect(kept()).toBe(false);
  await write(fileMap, 1001);
  expect(kept()).toBe(true);

  expect(kept({ NX_WORKSPACE_DATA_DIRECTORY: 'elsewhere' })).toBe(false);
  await write(join(root, 'elsewhere', 'file-map.json'), 1001);
  expect(kept({ NX_WORKSPACE_DATA_DIRECTORY: 'elsewhere' })).toBe(true);
  expect(kept({ NX_PROJECT_GRAPH_CACHE_DIRECTORY: join(root, 'elsewhere') })).toBe(true);
});
