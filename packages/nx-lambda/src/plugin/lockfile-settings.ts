/** What nx.json says about how Nx reads the lockfile: by it Nx has nodes for packages, and names for them, or has not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockfileSettings } from '@nx-lambda/workspace';

interface NxJson {
  readonly cli?: { readonly packageManager?: unknown };
  readonly pluginsConfig?: { readonly '@nx/js'?: { readonly analyzeLockfile?: unknown } };
}

export function lockfileSettings(workspaceRoot: string): LockfileSettings {
  const nxJson = readNxJson(workspaceRoot);
  const packageManager = nxJson.cli?.packageManager;
  return {
    ...(typeof packageManager === 'string' ? { packageManager } : {}),
    analyzed: nxJson.pluginsConfig?.['@nx/js']?.analyzeLockfile !== false,
  };
}

function readNxJson(workspaceRoot: string): NxJson {
  try {
    const nxJson: unknown = JSON.parse(readFileSync(join(workspaceRoot, 'nx.json'), 'utf8'));
    return typeof nxJson === 'object' && nxJson !== null ? nxJson : {};
  } catch {
    // Nx itself reports an nx.json that can't be read.
    return {};
  }
}
