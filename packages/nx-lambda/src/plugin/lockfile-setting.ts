/**
 * `nx affected` takes a change of the lockfile for one of every package unless nx.json says that it shall look which
 * packages changed. Who runs it without that setting is told, once a run.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Set for a run that has something to tell: the lockfile's name. Hooks and batches are processes of their own. */
export const WIDE_LOCKFILE_VARIABLE = 'NX_LAMBDA_WIDE_LOCKFILE';

interface NxJsonWithPluginsConfig {
  readonly pluginsConfig?: Readonly<Record<string, unknown>>;
}

const LOCKFILES = ['yarn.lock', 'pnpm-lock.yaml', 'package-lock.json'] as const;

/**
 * The lockfile whose changes reach too far in this run; undefined where none does.
 *
 * @param argv the whole command line, Node and Nx included.
 */
export function wideLockfile(
  argv: readonly string[],
  nxJson: NxJsonWithPluginsConfig,
  workspaceRoot: string,
): string | undefined {
  if (argv.slice(2).find((arg) => !arg.startsWith('-')) !== 'affected' || isSetting(nxJson)) return undefined;
  return LOCKFILES.find((lockfile) => existsSync(join(workspaceRoot, lockfile)));
}

/** Also a list of projects is a choice. */
function isSetting({ pluginsConfig }: NxJsonWithPluginsConfig): boolean {
  const js = pluginsConfig?.['@nx/js'];
  const value =
    typeof js === 'object' && js !== null ? Reflect.get(js, 'projectsAffectedByDependencyUpdates') : undefined;
  return value === 'auto' || Array.isArray(value);
}
