/** The files of a folder that is packaged as it is. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type Failure, failed, type Result, sizeLimitFailure, success } from '@nx-lambda/core';

export interface PackagedFile {
  /** Path inside the zip. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Workspace-relative path of the file that was read. */
  readonly from: string;
}

/**
 * Never needed at run time, wherever they are in the folder. Whatever might be needed by somebody (`tests`, `docs`,
 * `*.map`, `events`) is not here.
 */
const EXCLUDED_FOLDERS: ReadonlySet<string> = new Set([
  '.aws-sam',
  '.git',
  '.hg',
  '.idea',
  '.mypy_cache',
  '.nx',
  '.pytest_cache',
  '.ruff_cache',
  '.serverless',
  '.svn',
  '.tox',
  '.venv',
  '.vscode',
  '__pycache__',
]);
const EXCLUDED_FILES: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', '.gitignore', '.gitattributes']);
const EXCLUDED_ENDINGS: readonly string[] = ['.pyc', '.pyo', '.swp'];
/** Folders below a node_modules folder. */
const NODE_MODULES_EXCLUDED: ReadonlySet<string> = new Set(['.cache', '.bin']);

/** `folder` is workspace-relative. Files come sorted by path. */
export async function directoryFiles(
  workspaceRoot: string,
  folder: string,
  logicalId: string,
): Promise<Result<readonly PackagedFile[]>> {
  const listed = await directoryPaths(workspaceRoot, folder);
  if (!listed.ok) return listed;
  // Before anything is read: a folder named by mistake may be larger than this machine's memory.
  const sizes = await Promise.all(
    listed.value.map(async ({ path, from }) => ({ path, size: (await stat(join(workspaceRoot, from))).size })),
  );
  const tooLarge = sizeLimitFailure(logicalId, sizes);
  if (tooLarge !== undefined) return failed(tooLarge);
  const read: PackagedFile[] = [];
  for (const { path, from } of listed.value) {
    read.push({ path, bytes: await readFile(join(workspaceRoot, from)), from });
  }
  return success(read);
}

/** The files that {@link directoryFiles} reads. Symbolic links are followed inside the folder alone. */
export async function directoryPaths(
  workspaceRoot: string,
  folder: string,
): Promise<Result<readonly Omit<PackagedFile, 'bytes'>[]>> {
  const base = join(workspaceRoot, folder);
  const baseStat = await stat(base).catch(() => undefined);
  if (baseStat === undefined) return failed(missingFolder(folder));
  // CodeUri may name a single file; Lambda then finds it at the root of the zip.
  const realBase = await realpath(base);
  const failures: Failure[] = [];
  const files: string[] = [];
  const walk = async (inside: string, ancestors: readonly string[]): Promise<void> => {
    const entries = await readdir(join(base, inside), { withFileTypes: true });
    for (const entry of entries) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      const absolute = join(base, path);
      let isFolder = entry.isDirectory();
      let isFile = entry.isFile();
      if (entry.isSymbolicLink()) {
        const target = await realpath(absolute).catch(() => undefined);
        if (target === undefined || !contains(realBase, target)) {
          if (!isExcluded(path, false) && !isExcluded(path, true))
            failures.push(escapingLink(folder, path, target === undefined));
          continue;
        }
        const targetStat = await stat(absolute);
        isFolder = targetStat.isDirectory();
        isFile = targetStat.isFile();
      }
      if (isExcluded(path, isFolder)) continue;
      if (isFile) files.push(path);
      if (isFolder) {
        const real = await realpath(absolute);
        if (ancestors.includes(real)) failures.push(circularLink(folder, path));
        else await walk(path, [...ancestors, real]);
      }
    }
  };
  if (baseStat.isDirectory()) await walk('', [realBase]);
  else return success([{ path: folder.split('/').at(-1) ?? folder, from: folder }]);

  const [first, ...rest] = failures.sort((a, b) => (a.message < b.message ? -1 : 1));
  if (first !== undefined) return failed(first, ...rest);
  if (files.length === 0) return failed(emptyFolder(folder));
  const sorted = files.sort((a, b) => (a < b ? -1 : 1));
  return success(sorted.map((path) => ({ path, from: folder === '.' ? path : `${folder}/${path}` })));
}

/** Whether a path inside of a packaged folder stays out of the artifact. */
export function isExcluded(path: string, isFolder: boolean): boolean {
  const segments = path.split('/');
  const name = segments.at(-1) ?? path;
  if (!isFolder) return EXCLUDED_FILES.has(name) || EXCLUDED_ENDINGS.some((ending) => name.endsWith(ending));
  return EXCLUDED_FOLDERS.has(name) || (segments.at(-2) === 'node_modules' && NODE_MODULES_EXCLUDED.has(name));
}

function contains(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '..' && !inside.startsWith(`..${sep}`);
}

function missingFolder(folder: string): Failure {
  return {
    code: 'NXL-PACKAGE-MISSING',
    message: `The code folder ${folder} does not exist.`,
    advice: 'Correct CodeUri, or run the target that makes the folder and let build depend on it.',
  };
}

function emptyFolder(folder: string): Failure {
  return {
    code: 'NXL-PACKAGE-EMPTY',
    message: `The code folder ${folder} has no files.`,
    advice: 'Correct CodeUri, or run the target that fills the folder and let build depend on it.',
  };
}

function escapingLink(folder: string, path: string, broken: boolean): Failure {
  return {
    code: 'NXL-PACKAGE-SYMLINK',
    message: broken
      ? `${folder}/${path} is a symbolic link to nothing.`
      : `${folder}/${path} is a symbolic link that leaves ${folder}.`,
    advice: 'Copy the file into the folder, or name it under "assets" in lambda.config.json.',
    place: { file: `${folder}/${path}`, line: 1, column: 1 },
  };
}

function circularLink(folder: string, path: string): Failure {
  return {
    code: 'NXL-PACKAGE-SYMLINK',
    message: `${folder}/${path} is a symbolic link to a folder that it is in.`,
    advice: 'Remove the link.',
    place: { file: `${folder}/${path}`, line: 1, column: 1 },
  };
}
