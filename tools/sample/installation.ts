/**
 * An installed Nx with the packed plugin, made once and then cloned into each sample workspace with hard links, which
 * takes a second where an installation takes half a minute.
 */
import { cp, link, mkdir, readdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun, npmCommand } from './command.ts';

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Packs the built plugin into `folder`; the path of the tarball. */
export async function packPlugin(folder: string): Promise<string> {
  const { program, prefix } = npmCommand();
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const packed = await mustRun(program, [...prefix, ...args], { cwd: join(repository, 'packages/nx-lambda') });
  const [entry]: { filename: string }[] = JSON.parse(packed.stdout);
  if (entry === undefined) throw new Error('npm pack named no tarball');
  return join(folder, entry.filename.replace('@', '').replace('/', '-'));
}

/**
 * Installs Nx and the tarball into `folder`, with `dependencies` beside them. The tarball is copied there first, so that
 * package.json and its lockfile name no other folder and hold wherever they are copied to.
 */
export async function installPlugin(
  folder: string,
  tarball: string,
  dependencies: Readonly<Record<string, string>> = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(tarball, join(folder, 'nx-lambda.tgz'));
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify(
      {
        name: 'installation',
        private: true,
        devDependencies: { nx: '24.0.6', 'nx-lambda': 'file:nx-lambda.tgz', ...dependencies },
      },
      undefined,
      2,
    )}\n`,
  );
  const { program, prefix } = npmCommand();
  await mustRun(program, [...prefix, 'install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
}

/** Clones a folder tree with hard links; symbolic links are copied as they are. */
export async function cloneTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const source = join(from, entry.name);
      const target = join(to, entry.name);
      if (entry.isDirectory()) await cloneTree(source, target);
      else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
      else await link(source, target);
    }),
  );
}
