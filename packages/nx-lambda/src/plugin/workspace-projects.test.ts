import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { workspaceProjects } from './workspace-projects.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-projects-')));
  // Long after the files were written, so that their times prove something.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function projectNames(definitionFiles: readonly string[]): Promise<readonly string[]> {
  const cacheFolder = join(root, '.nx/cache/nx-lambda');
  const found = await workspaceProjects({ workspaceRoot: root, definitionFiles, options: {}, cacheFolder });
  Array.from(found.remember?.() ?? []);
  return found.services.map(({ project }) => project.name);
}

const TEMPLATE = `Resources:
  Api: { Type: AWS::Serverless::Function, Properties: { CodeUri: ., Handler: api.handler, Runtime: nodejs22.x } }
`;

it('a file that defined no service is looked at again when it was edited', async () => {
  const files = ['a/template.yaml', 'b/template.yaml'];
  write('a/template.yaml', TEMPLATE);
  write('a/api.ts', '');
  write('b/template.yaml', 'a template of something else');
  write('b/api.ts', '');
  expect(await projectNames(files)).toEqual(['a']);
  expect(await projectNames(files)).toEqual(['a']);
  write('b/template.yaml', TEMPLATE);
  expect(await projectNames(files)).toEqual(['a', 'b']);
});
