/**
 * Which npm packages a lockfile pins, under the names that Nx 24 gives its external nodes. Nx stops the whole run over
 * an input that names a node it does not have, so a node is told only where the lockfile surely makes Nx have it.
 *
 * Nx calls the version that lies at the top of node_modules `<name>` and every other one `<name>@<version>`. An input
 * `<name>` means the former alone, or, where there is none, all versions; and with each node all that it depends on.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockedVersion, LockedVersions } from './locked-version.ts';
import { npmVersions } from './npm-lockfile.ts';
import { pnpmVersions } from './pnpm-lockfile.ts';
import { yarnVersions } from './yarn-lockfile.ts';

export interface LockedPackages {
  /** Workspace-relative; undefined without a lockfile. */
  readonly lockfile: string | undefined;
  /**
   * The nodes that a package means, for `externalDependencies`. A version that is locked: that very node; else all of
   * the name. Undefined: the lockfile does not surely say.
   */
  nodesOf(name: string, version?: string): readonly string[] | undefined;
}

type LockfileReader = (text: string) => LockedVersions;

/** In the order in which Nx looks for them. Of Bun's it is only known that they count. */
const READERS: readonly (readonly [lockfile: string, manager: string, reader: LockfileReader])[] = [
  ['bun.lockb', 'bun', () => () => undefined],
  ['bun.lock', 'bun', () => () => undefined],
  ['yarn.lock', 'yarn', yarnVersions],
  ['pnpm-lock.yaml', 'pnpm', pnpmVersions],
  ['package-lock.json', 'npm', npmVersions],
];

/** What the workspace says about how its lockfile is read. */
export interface LockfileSettings {
  /** Where the workspace names one: other lockfiles are not read. */
  readonly packageManager?: string;
  /** Whether Nx makes nodes of locked packages at all. */
  readonly analyzed?: boolean;
}

export function readLockedPackages(
  workspaceRoot: string,
  { packageManager, analyzed = true }: LockfileSettings = {},
): LockedPackages {
  const present = READERS.filter(([lockfile]) => existsSync(join(workspaceRoot, lockfile)));
  const [first] = present;
  if (first === undefined) return { lockfile: undefined, nodesOf: () => undefined };
  const taken = packageManager === undefined ? first : present.find(([, manager]) => manager === packageManager);
  if (taken === undefined || !analyzed) return { lockfile: (taken ?? first)[0], nodesOf: () => undefined };
  const [lockfile, , reader] = taken;
  const versionsOf = reader(textOf(join(workspaceRoot, lockfile)));
  const known = new Map<string, readonly LockedVersion[] | undefined>();
  return {
    lockfile,
    nodesOf(name, version) {
      if (!known.has(name)) known.set(name, versionsOf(name));
      return nodesAmong(known.get(name) ?? [], version);
    },
  };
}

function nodesAmong(locked: readonly LockedVersion[], version: string | undefined): readonly string[] | undefined {
  if (locked.length === 0) return undefined;
  const exact = locked.filter((each) => each.version === version);
  const nodes = new Set((exact.length > 0 ? exact : locked).map(({ node }) => node));
  return [...nodes].sort();
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
