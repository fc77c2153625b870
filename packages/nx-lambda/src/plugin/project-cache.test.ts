import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InferredService } from './inferred-service.ts';
import { recallProjects, rememberProjects } from './project-cache.ts';

let root: string;
let cache: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'project-cache-'));
  cache = join(root, '.nx/projects.json');
  for (const path of ['a/template.yaml', 'a/a.ts', 'b/template.yaml', 'b/b.ts', 'lib/lib.ts', 'package.json'])
    write(path);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const key = { definitionFiles: ['a/template.yaml', 'b/template.yaml'], options: { region: 'eu-west-1' }, tools: '1' };
/** Long after the files were written, so that their times prove something. */
const LATER = Date.now() + 60_000;

function service(name: string, observed: readonly string[]): InferredService {
  return {
    file: `${name}/template.yaml`,
    project: {
      name,
      root: name,
      targets: {
        build: { executor: 'nx-lambda:build', inputs: [{ fileset: `{workspaceRoot}/${name}/**` }, 'shared'] },
        'deploy-feature': { executor: 'nx-lambda:deploy-feature', dependsOn: ['build'] },
      },
    },
    definitions: [`${name}/template.yaml`],
    definedBy: [`${name}/template.yaml`, `${name}/events`],
    observed,
    volatile: false,
  };
}

const a = service('a', ['a/a.ts', 'lib/lib.ts', 'lib/package.json', 'lib/deep/er/x.ts']);
const b = service('b', ['b/b.ts', 'b/b.tsx']);
const edges = [
  { from: 'a/a.ts', to: { kind: 'file', path: 'lib/lib.ts' } },
  { from: 'a/a.ts', to: { kind: 'package', name: 'nanoid' } },
  { from: 'b/b.ts', to: { kind: 'package', name: 'nanoid' } },
] as const;

function remember(services: readonly InferredService[] = [a, b], since = LATER): void {
  rememberProjects(cache, root, key, { services, edges }, ['package.json', 'yarn.lock'], since);
}

function staleNames(): readonly string[] | undefined {
  return recallProjects(cache, root, key)?.stale.map(({ name }) => name);
}

describe('the project cache', () => {
  it('gives back what was remembered while nothing changes', () => {
    remember();
    const recalled = recallProjects(cache, root, key);
    expect(recalled?.stale).toEqual([]);
    expect(recalled?.services.map(({ project }) => project)).toEqual([a.project, b.project]);
    expect(recalled?.services.map(({ observed }) => observed)).toEqual([a.observed, b.observed]);
    expect(recalled?.edges).toEqual(edges);
  });

  it.each([
    ['a source changes', () => write('a/a.ts', 'longer than it was'), ['a']],
    ['a source is deleted', () => rmSync(join(root, 'b/b.ts')), ['b']],
    ['a source is replaced by an older one of the same size', () => replaceByOlder('lib/lib.ts'), ['a']],
    ['a file appears that would be found instead', () => write('b/b.tsx'), ['b']],
    ['a nearer package.json appears', () => write('lib/package.json'), ['a']],
    ['a file appears in a folder that was missing', () => write('lib/deep/er/x.ts'), ['a']],
    ['another file appears beside absent ones', () => write('lib/README.md'), []],
    ['a file appears that nobody looked for', () => write('docs/a.md'), []],
  ])('infers only what depends on it when %s', (_, change, stale) => {
    remember();
    change();
    expect(staleNames()).toEqual(stale);
    const recalled = recallProjects(cache, root, key);
    const kept = recalled?.services.map(({ project }) => project.name) ?? [];
    expect(recalled?.edges.every(({ from }) => kept.some((name) => from.startsWith(name)))).toBe(true);
  });

  it.each([
    ['a template changes', () => write('a/template.yaml', 'changed it')],
    ['an event appears', () => write('b/events/one.json')],
    ['the lockfile appears', () => write('yarn.lock')],
    ['the root package.json changes', () => write('package.json', '{ "name": "other" }')],
  ])('forgets everything when %s', (_, change) => {
    remember();
    change();
    expect(staleNames()).toBeUndefined();
  });

  it('forgets everything with other definitions, options or tools', () => {
    remember();
    for (const other of [{ definitionFiles: ['a/template.yaml'] }, { options: {} }, { tools: '2' }]) {
      expect(recallProjects(cache, root, { ...key, ...other })).toBeUndefined();
    }
  });

  it('trusts no file that changed while or shortly before it was read', () => {
    remember([a, b], Date.now());
    expect(staleNames()).toBeUndefined();
  });

  it('infers a volatile service each time', () => {
    remember([a, { ...b, volatile: true }]);
    expect(staleNames()).toEqual(['b']);
  });

  it.each([
    ['truncated', (text: string) => text.slice(0, -10)],
    ['changed', (text: string) => text.replace('nx-lambda:build', 'nx-lambda:other')],
    ['empty', () => ''],
    ['not its own', () => '{}'],
  ])('is a miss when the file is %s, and can be written again', (_, damage) => {
    remember();
    writeFileSync(cache, damage(readFileSync(cache, 'utf8')));
    expect(staleNames()).toBeUndefined();
    remember();
    expect(staleNames()).toEqual([]);
  });

  it('is no error where it can not be written', () => {
    write('blocked');
    const blocked = join(root, 'blocked', 'projects.json');
    expect(() => rememberProjects(blocked, root, key, { services: [a], edges: [] }, [], LATER)).not.toThrow();
    expect(recallProjects(blocked, root, key)).toBeUndefined();
  });
});

/** As a checkout of an older commit may do it. */
function replaceByOlder(path: string): void {
  const draft = join(root, `${path}.draft`);
  writeFileSync(draft, path.toUpperCase());
  utimesSync(draft, new Date(0), new Date(0));
  renameSync(draft, join(root, path));
}
