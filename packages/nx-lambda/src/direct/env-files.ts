/**
 * The variables of `.env` files, as Nx gives them to the same target: those of the workspace's root to all, those of
 * the project and of the target to what Nx runs in a process of its own. Nx's own code reads them, and is loaded only
 * where there is such a file.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT_FILES = ['.env', '.local.env', '.env.local'];

/** Changes this process's variables. */
export async function loadRootEnvFiles(root: string): Promise<void> {
  if (!ROOT_FILES.some((file) => existsSync(join(root, file)))) return;
  const dotenv = await import('nx/src/utils/dotenv');
  dotenv.loadRootEnvFiles(root);
}

export interface EnvFilesOfTask {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly projectRoot: string;
  readonly target: string;
  readonly configuration: string | undefined;
}

/** Changes this process's variables. */
export async function loadTaskEnvFiles({
  workspaceRoot,
  projectRoot,
  target,
  configuration,
}: EnvFilesOfTask): Promise<void> {
  if (process.env.NX_LOAD_DOT_ENV_FILES === 'false') return;
  const candidates = envFilesOf(projectRoot, target, configuration);
  if (!candidates.some((file) => existsSync(join(workspaceRoot, file)))) return;
  const { getGraphTimeDotEnvForTask } = await import('nx/src/tasks-runner/task-env');
  const variables = getGraphTimeDotEnvForTask(projectRoot, target, configuration, undefined);
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  for (const [name, value] of Object.entries(variables)) {
    if (value !== undefined && process.env[name] !== value) process.env[name] = value;
  }
}

/** All that Nx may look at, in any order; a test holds them against Nx's own list. */
export function envFilesOf(projectRoot: string, target: string, configuration: string | undefined): readonly string[] {
  const names = [configuration && `${target}.${configuration}`, configuration, target];
  const files = [
    ...names.flatMap((name) =>
      name === undefined || name === ''
        ? []
        : [`.env.${name}.local`, `.env.${name}`, `.${name}.local.env`, `.${name}.env`],
    ),
    ...ROOT_FILES,
  ];
  return [...files.map((file) => `${projectRoot}/${file}`), ...files];
}
