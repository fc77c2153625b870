/** A folder of this machine in which a function's code lies as Lambda would have it, outside of every repository. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ArtifactFile } from '../build/artifact-contents.ts';
import { isExecutable } from '../build/file-mode.ts';

export interface RunFolder {
  /** Absolute, a real path: stands for /var/task. */
  readonly taskRoot: string;
  /** The files that are there from then on; what did not change is not written. */
  writeTask(files: readonly ArtifactFile[]): Promise<void>;
  /** Packages that the code finds beside what it brings along, by name, as absolute folders. */
  linkPackages(folders: ReadonlyMap<string, string>): Promise<void>;
  /** A file beside the task root. Absolute path of it. */
  writeBeside(name: string, text: string): Promise<string>;
  remove(): Promise<void>;
}

export async function createRunFolder(): Promise<RunFolder> {
  // Node.js names modules by their real paths.
  const root = await realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-local-')));
  const taskRoot = join(root, 'task');
  await mkdir(taskRoot);
  const removeAtExit = (): void => rmSync(root, { recursive: true, force: true });
  process.on('exit', removeAtExit);
  let written: ReadonlyMap<string, string> = new Map();
  let linked: ReadonlyMap<string, string> = new Map();

  return {
    taskRoot,
    async writeTask(files) {
      const digests = new Map(files.map(({ path, bytes }) => [path, createHash('sha256').update(bytes).digest('hex')]));
      const gone = [...written.keys()].filter((path) => !digests.has(path));
      await Promise.all(gone.map((path) => rm(join(taskRoot, path), { force: true })));
      const fresh = files.filter(({ path }) => written.get(path) !== digests.get(path));
      await Promise.all([...new Set(fresh.map(({ path }) => dirname(join(taskRoot, path))))].map(makeFolder));
      await Promise.all(
        fresh.map(async ({ path, bytes }) => {
          await writeFile(join(taskRoot, path), bytes);
          if (isExecutable(path, bytes)) await chmod(join(taskRoot, path), 0o755);
        }),
      );
      written = digests;
    },
    async linkPackages(folders) {
      for (const name of linked.keys()) {
        if (folders.get(name) !== linked.get(name)) await rm(join(root, 'node_modules', name), { force: true });
      }
      for (const [name, folder] of folders) {
        if (linked.get(name) === folder) continue;
        const link = join(root, 'node_modules', name);
        await makeFolder(dirname(link));
        // Windows lets everyone make junctions; elsewhere the type counts for nothing.
        await symlink(folder, link, 'junction');
      }
      linked = folders;
    },
    async writeBeside(name, text) {
      const file = join(root, name);
      await writeFile(file, text);
      return file;
    },
    async remove() {
      process.off('exit', removeAtExit);
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
}
