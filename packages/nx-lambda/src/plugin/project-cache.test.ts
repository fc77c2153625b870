import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { contentDigest, sourceProver } from '@nx-lambda/workspace/source-proof';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readChecked } from './checked-file.ts';
import type { InferredService } from './inferred-service.ts';
import { PathTable } from './path-table.ts';
import { type ProjectCache, type RememberedProjects, recallProjects, rememberProjects } from './project-cache.ts';
import { proveSources } from './prove-sources.ts';

let root: string;
let cache: string;
let paths: PathTable;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'project-cache-')));
  cache = join(root, '.nx/projects.json');
  paths = new PathTable();
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
    definedBy: numbers([`${name}/template.yaml`, `${name}/events`]),
    observed: numbers(observed),
    volatile: false,
  };
}

function numbers(list: readonly string[]): readonly number[] {
  return list.map((path) => paths.of(path));
}

const a = () => service('a', ['a/a.ts', 'lib/lib.ts', 'lib/package.json', 'lib/deep/er/x.ts']);
const b = () => service('b', ['b/b.ts', 'b/b.tsx']);
const edges = [
  { from: 'a/a.ts', to: { kind: 'file', path: 'lib/lib.ts' } },
  { from: 'a/a.ts', to: { kind: 'package', name: 'nanoid' } },
  { from: 'b/b.ts', to: { kind: 'package', name: 'nanoid' } },
] as const;

function cacheOf(changes: Partial<ProjectCache['key']> = {}, file = cache): ProjectCache {
  return { file, workspaceRoot: root, key: { ...key, ...changes } };
}

/** `proven`: sources whose imports alone count, by what they import. */
function remember(
  services: readonly InferredService[] = [a(), b()],
  since = LATER,
  proven: Readonly<Record<string, string>> = {},
): void {
  const sources = () =>
    new Map(
      Object.entries(proven).map(([path, facts]) => {
        const content = contentDigest(readFileSync(join(root, path)));
        return [path, { language: 'ts', content, facts }] as const;
      }),
    );
  const inferred = { services, edges: () => edges, paths, sources, notices: [] };
  Array.from(rememberProjects(cacheOf(), inferred, () => ['package.json', 'yarn.lock'], since));
}

async function recall(asked = cacheOf(), since = LATER): Promise<RememberedProjects | undefined> {
  return (await recallProjects(asked, (changed) => proveSources(root, changed, since))).remembered;
}

async function staleNames(): Promise<readonly string[] | undefined> {
  return (await recall())?.stale.map(({ name }) => name);
}

async function noticeCodes(): Promise<readonly string[]> {
  return (await recallProjects(cacheOf(), async () => [])).notices.map(({ code }) => code);
}

describe('the project cache', () => {
  it('gives back what was remembered while nothing changes', async () => {
    remember();
    const recalled = await recall();
    expect(recalled?.stale).toEqual([]);
    expect(recalled?.services.map(({ project }) => project)).toEqual([a().project, b().project]);
    const pathsOf = (observed: readonly number[], table = paths) => observed.map((number) => table.at(number)).sort();
    expect(recalled?.services.map(({ observed }) => pathsOf(observed, recalled.paths))).toEqual(
      [a(), b()].map(({ observed }) => pathsOf(observed)),
    );
    expect(recalled?.edges()).toEqual(edges);
  });

  it('numbers paths that are asked for only when they are remembered', async () => {
    const late: InferredService = {
      ...b(),
      get definedBy() {
        return numbers(['b/late.yaml', 'b/template.yaml']);
      },
      get observed() {
        return numbers(['b/b.ts', 'b/later.ts', 'a/late.ts']);
      },
    };
    remember([a(), late]);
    const recalled = await recall();
    expect(recalled?.services[1]?.observed.map((number) => recalled.paths.at(number)).sort()).toEqual([
      'a/late.ts',
      'b/b.ts',
      'b/later.ts',
    ]);
    write('a/late.ts');
    expect(await staleNames()).toEqual(['b']);
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
  ])('infers only what depends on it when %s', async (_, change, stale) => {
    remember();
    change();
    expect(await staleNames()).toEqual(stale);
    const recalled = await recall();
    const kept = recalled?.services.map(({ project }) => project.name) ?? [];
    expect(recalled?.edges().every(({ from }) => kept.some((name) => from.startsWith(name)))).toBe(true);
  });

  it.each([
    ['a template changes', () => write('a/template.yaml', 'changed it')],
    ['an event appears', () => write('b/events/one.json')],
    ['the lockfile appears', () => write('yarn.lock')],
    ['the root package.json changes', () => write('package.json', '{ "name": "other" }')],
  ])('forgets everything when %s', async (_, change) => {
    remember();
    change();
    expect(await staleNames()).toBeUndefined();
  });

  it('forgets everything with other definitions, options or tools, without a word', async () => {
    remember();
    for (const other of [{ definitionFiles: ['a/template.yaml'] }, { options: {} }, { tools: '2' }]) {
      expect(await recallProjects(cacheOf(other), async () => [])).toEqual({ notices: [] });
    }
  });

  it('trusts no file that changed while or shortly before it was read', async () => {
    remember([a(), b()], Date.now());
    expect(await staleNames()).toBeUndefined();
  });

  it('trusts no absent path in a folder that changed since it was looked for', async () => {
    // As if lib/package.json had been there when a was inferred, and was deleted before its stamp was taken.
    utimesSync(join(root, 'lib'), new Date(LATER + 10), new Date(LATER + 10));
    remember();
    expect(await staleNames()).toEqual(['a']);
  });

  it('does not take a path that was missed for one that was there, when it appeared before it was remembered', async () => {
    paths.ofMissing('later/x.ts');
    write('later/x.ts');
    utimesSync(join(root, 'later'), new Date(LATER + 10), new Date(LATER + 10));
    remember([a(), service('b', ['b/b.ts', 'later/x.ts'])]);
    expect(await staleNames()).toEqual(['b']);
  });

  it('infers a volatile service each time', async () => {
    remember([a(), { ...b(), volatile: true }]);
    expect(await staleNames()).toEqual(['b']);
  });

  it.each([
    ['truncated', (text: string) => text.slice(0, -10)],
    ['changed', (text: string) => text.replace('nx-lambda:build', 'nx-lambda:other')],
    ['empty', () => ''],
    ['not its own', () => '{}'],
  ])('is a miss with a notice when the file is %s, and can be written again', async (_, damage) => {
    remember();
    writeFileSync(cache, damage(readFileSync(cache, 'utf8')));
    expect(await noticeCodes()).toEqual(['NXL-GRAPH-CACHE']);
    expect(await staleNames()).toBeUndefined();
    remember();
    expect(await noticeCodes()).toEqual([]);
    expect(await staleNames()).toEqual([]);
  });

  it.each([
    ['missing', () => rmSync(cache)],
    [
      'of another format',
      () => writeFileSync(cache, readFileSync(cache, 'utf8').replace(/projects \d+/, 'projects 999')),
    ],
    ['of the first format', () => writeFileSync(cache, `${'0'.repeat(64)}\n{}`)],
  ])('is a silent miss when the file is %s', async (_, change) => {
    remember();
    change();
    expect(await noticeCodes()).toEqual([]);
    expect(await staleNames()).toBeUndefined();
  });

  it('tells a file that can not be read in another way than a broken one', async () => {
    remember();
    rmSync(cache);
    mkdirSync(cache);
    expect(await noticeCodes()).toEqual(['NXL-GRAPH-CACHE-DENIED']);
    expect(await staleNames()).toBeUndefined();
  });

  it('is no error where it can not be written', async () => {
    write('blocked');
    const blocked = cacheOf({}, join(root, 'blocked', 'projects.json'));
    const inferred = { services: [a()], edges: () => [], paths, sources: () => new Map(), notices: [] };
    expect(() => Array.from(rememberProjects(blocked, inferred, () => [], LATER))).not.toThrow();
    expect(await recall(blocked)).toBeUndefined();
  });

  it('is whole whichever of two processes writes last', async () => {
    const script = join(root, 'write.mjs');
    const module = new URL('checked-file.ts', import.meta.url).href;
    writeFileSync(
      script,
      `import { writeChecked } from ${JSON.stringify(module)};
for (let round = 0; round < 40; round++) writeChecked(process.argv[2], 7, [process.argv[3].repeat(200_000)]);`,
    );
    const writers = ['x', 'y'].map((letter) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', script, cache, letter]),
    );
    const running = Promise.all(writers).then(() => false);
    let read = 0;
    while (await Promise.race([running, new Promise((done) => setImmediate(done, true))])) {
      const { found, notice } = readChecked(cache, 7);
      expect(notice).toBeUndefined();
      if (found !== undefined) read += 1;
    }
    expect(read).toBeGreaterThan(0);
    expect(readdirSync(dirname(cache))).toEqual(['projects.json']);
  }, 60_000);
});

describe('an edited source', () => {
  const IMPORTS = "import { n } from 'nanoid';\n";
  /** After all edits of a test, so that its stamps prove something. */
  const EVEN_LATER = LATER + 60_000;

  async function rememberLibrary(): Promise<void> {
    write('lib/lib.ts', `${IMPORTS}export const id = n();`);
    const prove = await sourceProver();
    remember([a(), b()], LATER, { 'lib/lib.ts': prove(readFileSync(join(root, 'lib/lib.ts')), 'ts') });
  }

  it('leaves what was inferred while it imports what it did, and is parsed once', async () => {
    await rememberLibrary();
    write('lib/lib.ts', `// A line above moves them.\n${IMPORTS}export const id = n(21);`);
    expect((await recall(cacheOf(), EVEN_LATER))?.stale).toEqual([]);
    const unasked = await recallProjects(cacheOf(), () => Promise.reject(new Error('it was looked at already')));
    expect(unasked.remembered?.stale).toEqual([]);
  });

  it('is known by its text alone while its times prove nothing yet', async () => {
    await rememberLibrary();
    write('lib/lib.ts', `${IMPORTS}export const id = n(22);`);
    expect((await recall(cacheOf(), Date.now()))?.stale).toEqual([]);
    const asked: (readonly string[])[] = [];
    await recallProjects(cacheOf(), async (changed) => {
      asked.push(changed.map(({ content }) => content));
      return [];
    });
    expect(asked).toEqual([[contentDigest(readFileSync(join(root, 'lib/lib.ts')))]]);
  });

  it.each([
    ['imports more', `${IMPORTS}import './other';export const id = n();`],
    ['imports less', 'export const id = 1;'],
    ['imports in another order', "import './a'; import { n } from 'nanoid'; n();"],
    ['uses the name only as a type', `${IMPORTS}export type Id = n;`],
  ])('is inferred anew where it %s', async (_, text) => {
    await rememberLibrary();
    write('lib/lib.ts', text);
    expect(await staleNames()).toEqual(['a']);
    expect(await staleNames()).toEqual(['a']);
  });

  it('is inferred anew where it became a link, or lies behind one', async () => {
    await rememberLibrary();
    renameSync(join(root, 'lib'), join(root, 'moved'));
    symlinkSync('moved', join(root, 'lib'), 'junction');
    utimesSync(join(root, 'moved/lib.ts'), 1, 1);
    expect(await staleNames()).toEqual(['a']);
  });

  it('counts again when the projects were written anew', async () => {
    await rememberLibrary();
    write('lib/lib.ts', `${IMPORTS}export const id = n(23);`);
    await recall(cacheOf(), EVEN_LATER);
    remember([a()], EVEN_LATER);
    write('lib/lib.ts', 'export const id = 1;');
    expect(await staleNames()).toEqual(['a']);
  });

  it('is read again where the file about it is broken, with a notice', async () => {
    await rememberLibrary();
    write('lib/lib.ts', `${IMPORTS}export const id = n(24);`);
    await recall(cacheOf(), EVEN_LATER);
    writeFileSync(cache.replace('.json', '.seen.json'), 'nonsense');
    expect(await noticeCodes()).toEqual(['NXL-GRAPH-CACHE']);
    expect(await staleNames()).toEqual([]);
  });
});

/** As a checkout of an older commit may do it. */
function replaceByOlder(path: string): void {
  const draft = join(root, `${path}.draft`);
  writeFileSync(draft, path.toUpperCase());
  utimesSync(draft, new Date(0), new Date(0));
  renameSync(draft, join(root, path));
}
