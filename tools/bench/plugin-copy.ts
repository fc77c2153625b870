/**
 * The plugin built from this repository's sources into a folder of its own, with everything that it needs linked from
 * the repository's node_modules: a second, where packing and installing takes half a minute.
 */
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePlugin } from '../build/bundle.ts';
import { entryPoints, type PluginManifests } from '../build/entry-points.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const source = join(repository, 'packages', 'nx-lambda');

/** What a workspace needs in its node_modules to run Nx with the plugin. */
const LINKED = ['nx', '@nx/devkit', 'esbuild'] as const;

/** Target by path in a workspace: absolute, as such links are never part of anything produced. */
export type WorkspaceLinks = ReadonlyMap<string, string>;

/** Makes the copy below `folder`, which outlives the workspaces that link to it. */
export async function copyPlugin(folder: string): Promise<WorkspaceLinks> {
  const modules = join(folder, 'node_modules');
  const plugin = join(modules, 'nx-lambda');
  await mkdir(plugin, { recursive: true });
  for (const name of await readdir(join(repository, 'node_modules'))) {
    if (name.startsWith('.') || name === 'nx-lambda' || name === '@nx-lambda') continue;
    await symlink(join(repository, 'node_modules', name), join(modules, name), 'junction');
  }
  await symlink(join(source, 'node_modules'), join(plugin, 'node_modules'), 'junction');
  for (const name of ['package.json', 'executors.json', 'generators.json', 'schemas']) {
    await cp(join(source, name), join(plugin, name), { recursive: true });
  }
  const packageJson: Manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  const executors: Pick<PluginManifests, 'executors'> = JSON.parse(
    await readFile(join(source, 'executors.json'), 'utf8'),
  );
  const generators: Pick<PluginManifests, 'generators'> = JSON.parse(
    await readFile(join(source, 'generators.json'), 'utf8'),
  );
  const built = await bundlePlugin({
    root: repository,
    package: source,
    entryPoints: entryPoints({ packageJson, ...executors, ...generators }),
    external: [...Object.keys(packageJson.dependencies), ...Object.keys(packageJson.peerDependencies)],
  });
  for (const { path, contents } of built) {
    const file = join(plugin, 'dist', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  return new Map([
    ...LINKED.map((name) => [`node_modules/${name}`, join(repository, 'node_modules', name)] as const),
    ['node_modules/nx-lambda', plugin],
  ]);
}

interface Manifest {
  readonly main: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}
