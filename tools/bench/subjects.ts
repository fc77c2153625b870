/** Two equal workspaces outside this repository: one with the plugin, one with the trivial plugin. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runEnvironment } from '../oracle/run-environment.ts';
import { mustRun } from '../sample/command.ts';
import { copyPlugin, type WorkspaceLinks } from './plugin-copy.ts';
import { planWorkspace, type WorkspacePlan } from './workspace/plan.ts';
import { nxJson } from './workspace/settings.ts';
import { benchShape } from './workspace/shape.ts';
import { writeWorkspace } from './workspace/write-workspace.ts';

export interface Subject {
  readonly root: string;
  /** Milliseconds. Throws when the command fails. */
  nx(...args: readonly string[]): Promise<number>;
  /** Forgets all that Nx and the plugins know of earlier runs. */
  forget(): Promise<void>;
  /** The same without deleting a file: what was made lies beside the workspace until the end. */
  moveAside(): Promise<void>;
  /** Makes one library line differ from all before. */
  editLibrary(run: number): Promise<void>;
}

export interface Subjects {
  readonly services: readonly string[];
  readonly product: Subject;
  readonly baseline: Subject;
  readonly environment: NodeJS.ProcessEnv;
  /** The folder of the children's scripts, which find esbuild and the like from there. */
  remove(): Promise<void>;
}

/** What Nx and the plugins write. */
const WRITTEN = ['.nx', 'dist'];

const NX = 'node_modules/nx/dist/bin/nx.js';
const trivialPlugin = fileURLToPath(new URL('trivial-plugin', import.meta.url));

export interface SubjectSettings {
  /** The trivial plugin's executors do nothing at all, and it has the targets of a feature environment too. */
  readonly idle?: boolean;
  /** The trivial plugin gives each project the targets that nx-lambda gives it, by name and executor alone. */
  readonly sameTargets?: boolean;
  /** Beside what every bench sets. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** @param listInputs Whether the trivial plugin is given each service's files as inputs; else it has Nx's default. */
export async function createSubjects(
  services: number,
  listInputs: boolean,
  settings: SubjectSettings = {},
): Promise<Subjects> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-bench-')));
  const shape = benchShape(services);
  const plan = planWorkspace(shape);
  const environment = { ...benchEnvironment(), ...settings.environment };
  const links = await copyPlugin(join(folder, 'installation'));
  const baseline = await createSubject(join(folder, 'baseline'), plan, links, environment);
  await writeFile(join(baseline.root, 'nx.json'), nxJson(['trivial-lambda']));
  const product = await createSubject(join(folder, 'product'), plan, links, environment);
  for (const { root } of [product, baseline])
    await addTrivialPlugin(root, plan, listInputs, join(folder, 'installation'));
  if (settings.idle === true) await writeFile(join(baseline.root, 'node_modules/trivial-lambda/idle'), '');
  if (settings.sameTargets === true) {
    const names = await targetNames(product, environment);
    await writeFile(join(baseline.root, 'node_modules/trivial-lambda/targets.json'), JSON.stringify(names));
  }
  for (const { root } of [product, baseline]) {
    await mustRun('git', ['init', '--quiet', '--initial-branch=main'], { cwd: root, env: environment });
    await mustRun('git', ['add', '--all'], { cwd: root, env: environment });
    await mustRun('git', ['commit', '--quiet', '--message=start'], { cwd: root, env: environment });
  }
  return {
    services: Array.from({ length: services }, (_, index) => `s${index}`),
    product,
    baseline,
    environment,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/**
 * As users run Nx: plugins in processes of their own. The daemon is off, so that every run does the work. Nx's cache is
 * in the workspace and goes with it, where Nx by itself would leave it in the user's home.
 */
function benchEnvironment(): NodeJS.ProcessEnv {
  const { NX_ISOLATE_PLUGINS: _, ...environment } = runEnvironment(process.env);
  return { ...environment, NX_CACHE_DIRECTORY: '.nx/cache' };
}

async function createSubject(
  root: string,
  plan: WorkspacePlan,
  links: WorkspaceLinks,
  environment: NodeJS.ProcessEnv,
): Promise<Subject> {
  await mkdir(root, { recursive: true });
  await writeWorkspace(root, { files: plan.files, links: new Map([...plan.links, ...links]) });
  const nx = join(root, NX);
  const edited = join(root, 'libs/l1/src/f8.ts');
  const text = await readFile(edited, 'utf8');
  return {
    root,
    nx: async (...args) => (await mustRun(process.execPath, [nx, ...args], { cwd: root, env: environment })).duration,
    forget: async () => {
      for (const name of WRITTEN) await rm(join(root, name), { recursive: true, force: true, maxRetries: 5 });
    },
    async moveAside() {
      const aside = await mkdtemp(`${root}-aside-`);
      for (const name of WRITTEN) if (existsSync(join(root, name))) await rename(join(root, name), join(aside, name));
    },
    editLibrary: (run) => writeFile(edited, text.replace(/= \d+;/, `= ${1_000_000 + run};`)),
  };
}

/** All services are alike, so the first speaks for all. */
async function targetNames(subject: Subject, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const args = [join(subject.root, NX), 'show', 'project', 's0', '--json'];
  const { stdout } = await mustRun(process.execPath, args, { cwd: subject.root, env });
  const { targets }: { targets: Readonly<Record<string, unknown>> } = JSON.parse(stdout);
  await subject.forget();
  return Object.keys(targets);
}

/** Inside the workspace, for real, so that it finds esbuild and the zip library as an installed one would. */
async function addTrivialPlugin(
  root: string,
  plan: WorkspacePlan,
  listInputs: boolean,
  installation: string,
): Promise<void> {
  const folder = join(root, 'node_modules/trivial-lambda');
  await cp(trivialPlugin, folder, { recursive: true });
  await writeWorkspace(root, {
    files: new Map(),
    links: new Map([['node_modules/fflate', join(installation, 'node_modules/fflate')]]),
  });
  if (listInputs) await writeFile(join(folder, 'inputs.json'), JSON.stringify(filesOfServices(plan)));
}

/** What someone who knew all imports would write down. */
function filesOfServices({ files, definitions }: WorkspacePlan): Readonly<Record<string, readonly string[]>> {
  const barrels = [...files.keys()].filter((path) => path.startsWith('libs/') && path.endsWith('.ts'));
  return Object.fromEntries(
    definitions.map((template) => {
      const root = template.slice(0, -'/template.yaml'.length);
      const entryPoint = `${root}/src/h0.ts`;
      const libraries = [...(files.get(entryPoint) ?? '').matchAll(/'@lib\/(l\d+)'/g)].map(([, name]) => name);
      const own = barrels.filter((path) => libraries.includes(path.split('/')[1]));
      return [root, [template, entryPoint, 'tsconfig.json', 'tsconfig.base.json', ...own]];
    }),
  );
}
