/** Differences between the lists that manifests and fingerprints have alike. */
import type { BuildChange, FileChange } from './build-change.ts';

/** By path, to a digest of the content. */
export function fileChanges(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly FileChange[] {
  return sortedKeys(before, after).flatMap((path): FileChange[] => {
    if (before.get(path) === after.get(path)) return [];
    if (!before.has(path)) return [{ kind: 'input-added', path }];
    return [{ kind: after.has(path) ? 'input-changed' : 'input-removed', path }];
  });
}

/** By name, to a version. */
export function versionChanges(
  kind: 'package' | 'tool',
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly BuildChange[] {
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  return sortedKeys(old, now).flatMap((name): BuildChange[] => {
    const was = old.get(name);
    const is = now.get(name);
    if (was === is) return [];
    return [{ kind, name, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}

/** By name; several versions of one are joined by `, `. */
export function versionsOf(
  packages: readonly { readonly name: string; readonly version: string }[],
): Readonly<Record<string, string>> {
  const versions = new Map<string, string>();
  for (const { name, version } of packages) {
    const others = versions.get(name);
    versions.set(name, others === undefined ? version : `${others}, ${version}`);
  }
  return Object.fromEntries(versions);
}

function sortedKeys(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].sort();
}
