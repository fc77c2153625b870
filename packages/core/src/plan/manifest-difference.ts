/** What changed between two builds of one function, from their manifests alone. */
import type { ArtifactManifest } from '../artifact/manifest.ts';
import type { BuildChange } from '../change/build-change.ts';
import { fileChanges, versionChanges, versionsOf } from '../change/value-changes.ts';

/** Empty where the manifests differ in nothing that they list. */
export function manifestDifference(before: ArtifactManifest, after: ArtifactManifest): readonly BuildChange[] {
  return [
    ...fileChanges(digestsOf(before), digestsOf(after)),
    ...versionChanges('package', versionsOf(before.packages), versionsOf(after.packages)),
    ...versionChanges('tool', before.tools, after.tools),
    ...settingChanges(before, after),
  ];
}

function digestsOf({ inputs }: ArtifactManifest): ReadonlyMap<string, string> {
  return new Map(inputs.map(({ path, sha256 }) => [path, sha256]));
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
