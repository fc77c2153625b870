/** Where a direct command runs, found without loading Nx. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import { failed, type Result, success } from '@nx-lambda/core';
import { nxWorkspaceRoot } from '../plugin/workspace-root.ts';

export interface DirectPlace {
  /** Absolute. */
  readonly root: string;
  /** Absolute; where the command was called. */
  readonly cwd: string;
  /** {@link cwd} relative to the root, with `/`; `` for the root itself, undefined outside of it. */
  readonly folder: string | undefined;
}

export function findWorkspace(
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
): Result<DirectPlace> {
  const root = nxWorkspaceRoot(environment, cwd);
  if (!existsSync(join(root, 'nx.json'))) {
    return failed({
      code: 'NXL-DIRECT-WORKSPACE',
      message: `Neither ${cwd} nor a folder above it has an nx.json.`,
      advice: 'Call nx-lambda inside an Nx workspace.',
    });
  }
  const folder = relative(root, cwd).split(sep).join('/');
  return success({ root, cwd, folder: folder === '..' || folder.startsWith('../') ? undefined : folder });
}

/** Undefined: it is more than plain JSON, or extends another file, so that only Nx can say what holds. */
export function readPlainNxJson(root: string): NxJsonConfiguration | undefined {
  try {
    const nxJson: NxJsonConfiguration = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8'));
    return nxJson.extends === undefined ? nxJson : undefined;
  } catch {
    return undefined;
  }
}
