/** What changed between two builds of one function, from their manifests alone. */
import type { ArtifactManifest, ManifestPackage } from '../artifact/manifest.ts';

export type BuildChange =
  | { readonly kind: 'input-changed' | 'input-added' | 'input-removed'; readonly path: string }
  /** `before` or `after` is absent where the package came or went. Several installed versions are joined by `, `. */
  | { readonly kind: 'package'; readonly name: string; readonly before?: string; readonly after?: string }
  | { readonly kind: 'tool'; readonly name: string; readonly before?: string; readonly after?: string }
  | {
      readonly kind: 'setting';
      readonly name: 'runtime' | 'handler' | 'architecture' | 'externals';
      readonly before: string;
      readonly after: string;
    };

/** Empty where the manifests differ in nothing that they list. */
export function manifestDifference(before: ArtifactManifest, after: ArtifactManifest): readonly BuildChange[] {
  return [
    ...inputChanges(before, after),
    ...versionChanges('package', versionsOf(before.packages), versionsOf(after.packages)),
    ...versionChanges('tool', before.tools, after.tools),
    ...settingChanges(before, after),
  ];
}

function inputChanges(before: ArtifactManifest, after: ArtifactManifest): readonly BuildChange[] {
  const old = new Map(before.inputs.map((input) => [input.path, input.sha256]));
  const now = new Map(after.inputs.map((input) => [input.path, input.sha256]));
  return sortedKeys(old, now).flatMap((path): BuildChange[] => {
    if (old.get(path) === now.get(path)) return [];
    if (!old.has(path)) return [{ kind: 'input-added', path }];
    return [{ kind: now.has(path) ? 'input-changed' : 'input-removed', path }];
  });
}

function versionChanges(
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

function settingChanges(before: ArtifactManifest, after: ArtifactManifest): readonly BuildChange[] {
  const settings = [
    { name: 'runtime', was: before.runtime, is: after.runtime },
    { name: 'handler', was: before.handler, is: after.handler },
    { name: 'architecture', was: before.architecture, is: after.architecture },
    { name: 'externals', was: before.externals.join(', '), is: after.externals.join(', ') },
  ] as const;
  return settings
    .filter(({ was, is }) => was !== is)
    .map(({ name, was, is }) => ({ kind: 'setting', name, before: was, after: is }));
}

function versionsOf(packages: readonly ManifestPackage[]): Readonly<Record<string, string>> {
  const versions = new Map<string, string>();
  for (const { name, version } of packages) {
    const others = versions.get(name);
    versions.set(name, others === undefined ? version : `${others}, ${version}`);
  }
  return Object.fromEntries(versions);
}

function sortedKeys(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].sort();
}
