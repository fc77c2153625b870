/** A workspace outside the repository in which real Nx runs, as a user's would. */
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CommandResult, mustRun, runCommand } from './command.ts';

export interface SampleWorkspace {
  /** What its commands run with. */
  readonly environment: NodeJS.ProcessEnv;
  readonly root: string;
  /** Runs `nx …` in the workspace. */
  nx(args: readonly string[], options?: NxRunOptions): Promise<CommandResult>;
  git(...args: readonly string[]): Promise<CommandResult>;
  write(path: string, text: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Replaces `from`, which the file must have, by `to`. */
  edit(path: string, from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

export interface NxRunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The Node binary that runs Nx; this process's when absent. */
  readonly node?: string;
  readonly onOutput?: (text: string) => void;
}

/** Makes an empty workspace in a temporary folder. `environment` is what its commands run with, beside the basics. */
export async function createWorkspace(
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<SampleWorkspace> {
  const root = await realpath(await mkdtemp(join(tmpdir(), `nx-lambda-${name}-`)));
  return openWorkspace(root, environment);
}

export function openWorkspace(root: string, environment: Readonly<Record<string, string>> = {}): SampleWorkspace {
  const env = { ...basicEnvironment(), ...environment };
  const pathOf = (path: string) => join(root, path);
  return {
    environment: env,
    root,
    nx: (args, options = {}) =>
      runCommand(options.node ?? process.execPath, [pathOf('node_modules/nx/dist/bin/nx.js'), ...args], {
        cwd: root,
        env: { ...env, ...options.env },
        ...(options.input === undefined ? {} : { input: options.input }),
        ...(options.onOutput === undefined ? {} : { onOutput: options.onOutput }),
      }),
    git: (...args) => mustRun('git', args, { cwd: root, env }),
    write: async (path, text) => {
      await mkdir(dirname(pathOf(path)), { recursive: true });
      await writeFile(pathOf(path), text);
    },
    read: (path) => readFile(pathOf(path), 'utf8'),
    edit: async (path, from, to) => {
      const text = await readFile(pathOf(path), 'utf8');
      if (!text.includes(from)) throw new Error(`${path} does not have: ${from}`);
      await writeFile(
        pathOf(path),
        text.replace(from, () => to),
      );
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Copies a folder of sample files; a file named `gitignore` becomes `.gitignore`. */
export async function copySample(from: string, workspace: SampleWorkspace): Promise<void> {
  await cp(from, workspace.root, { recursive: true });
  const ignore = join(workspace.root, 'gitignore');
  await cp(ignore, join(workspace.root, '.gitignore'));
  await rm(ignore);
}

/**
 * The least that programs need of this machine, so that a run depends on nothing else of whoever starts it:
 * no AWS profile, no CI variables, no daemon.
 */
function basicEnvironment(): NodeJS.ProcessEnv {
  const kept = [
    'PATH',
    'Path',
    'HOME',
    'USERPROFILE',
    'SystemRoot',
    'TEMP',
    'TMP',
    'TMPDIR',
    'APPDATA',
    'LOCALAPPDATA',
  ];
  const env: NodeJS.ProcessEnv = {};
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return {
    ...env,
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NO_COLOR: '1',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  };
}
