/** The workspace that Nx is working on, found as Nx finds it, without loading Nx. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export function nxWorkspaceRoot(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  start = process.cwd(),
): string {
  if (environment.NX_WORKSPACE_ROOT_PATH) return environment.NX_WORKSPACE_ROOT_PATH;
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}
