/**
 * Which npm packages a lockfile pins, under the names that Nx gives its external nodes. Nx fails the whole run over an
 * input that names a package it does not know, so a package counts as locked only when the lockfile surely has it.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface LockedPackages {
  /** Workspace-relative; undefined without a lockfile. */
  readonly lockfile: string | undefined;
  /** With a version: whether it is the one that Nx knows under the plain name. */
  has(name: string, version?: string): boolean;
}

const LOCKFILES = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'] as const;

export function readLockedPackages(workspaceRoot: string): LockedPackages {
  for (const lockfile of LOCKFILES) {
    const file = join(workspaceRoot, lockfile);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return { lockfile, has: () => false };
    }
    const known = new Map<string, boolean>();
    return {
      lockfile,
      has: (name, version) => {
        const key = JSON.stringify([name, version]);
        const answer = known.get(key) ?? lockfileHas(lockfile, text, name, version);
        known.set(key, answer);
        return answer;
      },
    };
  }
  return { lockfile: undefined, has: () => false };
}

/**
 * A look for the key that the package manager writes, which is much cheaper than parsing megabytes at every command.
 * npm: `"node_modules/<name>": {` is a package at the top level, which Nx names plainly (the link of a workspace package
 * says `"link": true`). pnpm and yarn: Nx names a package plainly for sure only when a single version is locked.
 */
function lockfileHas(lockfile: (typeof LOCKFILES)[number], text: string, name: string, version?: string): boolean {
  if (lockfile === 'package-lock.json') {
    const start = text.indexOf(`"node_modules/${name}": {`);
    if (start === -1) return false;
    const entry = text.slice(start, text.indexOf('}', start));
    return !entry.includes('"link": true') && (version === undefined || entry.includes(`"version": "${version}"`));
  }
  const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const entries =
    lockfile === 'pnpm-lock.yaml'
      ? text.matchAll(new RegExp(`^ {2}'?/?${escaped}@([^:'(\\n]+)`, 'gm'))
      : text.matchAll(new RegExp(`^"?${escaped}@([^:"\\n]+).*\\n {2}version:? "?([^"\\n]+)`, 'gm'));
  return new Set(Array.from(entries, (entry) => entry.at(-1))).size === 1;
}
