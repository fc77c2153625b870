/** Which Serverless Framework is installed for a folder: the nearest one above it, as Node finds packages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldersUpward } from '@nx-lambda/core';

export interface InstalledFramework {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the script to be run by Node. */
  readonly program: string;
}

/** The community's version goes before the one that asks for a licence. */
const PACKAGES = ['osls', 'serverless'];

/** Undefined: there is none in the workspace. */
export function findFramework(workspaceRoot: string, folder: string): InstalledFramework | undefined {
  for (const above of foldersUpward(folder)) {
    for (const name of PACKAGES) {
      const found = frameworkIn(join(workspaceRoot, above, 'node_modules', name), name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function frameworkIn(folder: string, name: string): InstalledFramework | undefined {
  const { version, bin } = packageJson(folder) ?? {};
  const script = typeof bin === 'string' ? bin : bin?.['serverless'];
  return version === undefined || script === undefined ? undefined : { name, version, program: join(folder, script) };
}

/** The version that is installed for a folder. Undefined: none in the workspace. */
export function installedVersion(workspaceRoot: string, folder: string, name: string): string | undefined {
  for (const above of foldersUpward(folder)) {
    const version = packageJson(join(workspaceRoot, above, 'node_modules', name))?.version;
    if (version !== undefined) return version;
  }
  return undefined;
}

interface PackageJson {
  readonly version?: string;
  readonly bin?: string | Readonly<Record<string, string>>;
}

/** Undefined: there is none, or none that can be read. */
function packageJson(folder: string): PackageJson | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
  } catch {
    return undefined;
  }
}
