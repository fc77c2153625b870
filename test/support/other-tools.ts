import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'other-tools');

/** Where the tools that make infrastructure are installed for tests: `npm test` does (see other-tools/package.json). */
export const OTHER_TOOLS_PACKAGES = join(folder, 'node_modules');

/** What to tell where {@link areOtherToolsInstalled} says no. */
export const OTHER_TOOLS_MISSING =
  'aws-cdk, aws-cdk-lib and osls are not installed: npm ci --prefix test/support/other-tools';

/** Whether each tool is there in the very version that package.json pins. */
export function areOtherToolsInstalled(): boolean {
  const { dependencies } = packageJson(folder) ?? {};
  return Object.entries(dependencies ?? {}).every(([name, version]) => {
    return packageJson(join(OTHER_TOOLS_PACKAGES, name))?.version === version;
  });
}

interface PackageJson {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Undefined: there is none. */
function packageJson(of: string): PackageJson | undefined {
  try {
    return JSON.parse(readFileSync(join(of, 'package.json'), 'utf8')) as PackageJson;
  } catch {
    return undefined;
  }
}
