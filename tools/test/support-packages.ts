/**
 * Packages that only tests need and that are no dependencies of the root, each in a folder below test/support with a
 * lockfile of its own. Where they can't be installed the tests that need them skip, and say so.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { NODE_24_MISSING, node24Path } from '../../test/support/node-24.ts';
import { areOtherToolsInstalled, OTHER_TOOLS_MISSING } from '../../test/support/other-tools.ts';
import { findNpmCli } from '../npm-cli.ts';

/** The name of a folder below test/support. */
export type SupportPackage = keyof typeof SUPPORT;

interface Support {
  readonly isInstalled: () => boolean;
  /** Told before the installation. */
  readonly purpose: string;
  /** Told where it fails. */
  readonly missing: string;
}

const SUPPORT = {
  'node-24': {
    isInstalled: () => node24Path() !== undefined,
    purpose: 'Node 24 for the tests that compare Node versions',
    missing: NODE_24_MISSING,
  },
  'other-tools': {
    isInstalled: areOtherToolsInstalled,
    purpose: 'the CDK and osls for the tests of what other tools make',
    missing: OTHER_TOOLS_MISSING,
  },
} satisfies Readonly<Record<string, Support>>;

/** @param root absolute, of the repository. */
export function installSupport(name: SupportPackage, root: string, print: (line: string) => void): void {
  const { isInstalled, purpose, missing }: Support = SUPPORT[name];
  const npm = findNpmCli(process.execPath, process.env);
  if (isInstalled() || npm === undefined) return;
  print(`Installing ${purpose} …`);
  spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: join(root, 'test', 'support', name),
    env: process.env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (!isInstalled()) print(missing);
}
