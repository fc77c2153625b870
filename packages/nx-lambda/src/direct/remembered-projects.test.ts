import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Service } from '@nx-lambda/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KnownProject } from './known-project.ts';
import { type ProjectMemory, recallProject, rememberProject } from './remembered-projects.ts';

let root: string;
let memory: ProjectMemory;

const project: KnownProject = {
  name: '@acme/orders',
  root: 'services/orders',
  targets: { 'deploy-feature': { executor: 'nx-lambda:deploy-feature', options: { environment: 'ann' } } },
  metadata: { lambda: { definitions: ['services/orders/template.yaml'], functions: [] } },
};
const service: Service = {
  name: '@acme/orders',
  root: 'services/orders',
  functions: [],
  undeployable: [],
  events: [],
  definitionFiles: ['services/orders/template.yaml', 'services/orders/lambda.config.json', 'shared/mappings.yaml'],
  failures: [],
  notices: [],
};

/** After all that was written is old enough to be told apart from a later change. */
const LATER = 60_000;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'direct-'));
  memory = { workspaceRoot: root, cacheFolder: join(root, '.nx/cache/nx-lambda') };
  write('nx.json', '{}');
  write('services/orders/template.yaml', 'Resources: {}');
  write('services/orders/events/created.json', '{}');
  write('shared/mappings.yaml', '{}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const remember = (since = Date.now() + LATER) => rememberProject(project, service, memory, since);
const recalled = () => recallProject('@acme/orders', memory);

it('recalls what nothing has changed of', () => {
  remember();
  expect(recalled()).toEqual({ ...project, service });
  expect(recallProject('orders', memory)).toBeUndefined();
});

it.each<[string, () => void]>([
  ['nx.json', () => write('nx.json', '{"targetDefaults": {}}')],
  ['the template', () => write('services/orders/template.yaml', 'Resources: { A: {} }')],
  ['a file that the template includes', () => write('shared/mappings.yaml', '{"a": 1}')],
  ['a new project.json', () => write('services/orders/project.json', '{}')],
  ['a new lambda.config.json', () => write('services/orders/lambda.config.json', '{}')],
  ['a new event', () => write('services/orders/events/cancelled.json', '{}')],
  ['a lockfile', () => write('package-lock.json', '{}')],
  ['what is installed', () => write('node_modules/.package-lock.json', '{}')],
  ['a template that is gone', () => rmSync(join(root, 'services/orders/template.yaml'))],
])('forgets it with %s', (_, change) => {
  remember();
  change();
  expect(recalled()).toBeUndefined();
});

it('does not mind an edited source', () => {
  write('services/orders/src/a.ts', '1');
  remember();
  write('services/orders/src/a.ts', '2');
  write('services/orders/src/b.ts', '1');
  expect(recalled()).toBeDefined();
});

it('does not trust what changed while Nx was looking', () => {
  const since = Date.now();
  const soon = new Date(since - 100);
  utimesSync(join(root, 'nx.json'), soon, soon);
  remember(since);
  expect(recalled()).toBeUndefined();
});

it('reads a service anew that depends on more than its files', () => {
  const place = { file: 'services/orders/template.yaml', line: 1, column: 1 };
  const failures = [{ code: 'NXL-TEMPLATE-TYPE', message: 'Wrong.', advice: 'Correct it.', place }] as const;
  rememberProject(project, { ...service, failures }, memory, Date.now() + LATER);
  expect(recalled()).toEqual(project);
});

it('takes a broken entry for none', () => {
  remember();
  const file = join(memory.cacheFolder, 'direct');
  rmSync(file, { recursive: true });
  writeFileSync(file, 'no folder');
  expect(recalled()).toBeUndefined();
});
