/** Why a function is another one than at its last build: the difference of two fingerprints, field by field. */
import type { BuildChange } from './build-change.ts';
import type { FileIdentity, FunctionFingerprint, PackageIdentity } from './fingerprint.ts';
import { fileChanges, versionChanges, versionsOf } from './value-changes.ts';

/** Empty exactly where the fingerprints are equal. */
export function fingerprintDifference(before: FunctionFingerprint, after: FunctionFingerprint): readonly BuildChange[] {
  const changes: readonly BuildChange[] = [
    ...fileChanges(digestsOf(before), digestsOf(after)),
    ...versionChanges('package', versionsOf(before.packages), versionsOf(after.packages)),
    ...editedPackages(before.packages, after.packages),
    ...versionChanges('tool', before.tools, after.tools),
    ...settingChanges(settingsOf(before), settingsOf(after)),
  ];
  return changes.length > 0 ? changes : resolutionChanges(before, after);
}

function digestsOf({ files, settings }: FunctionFingerprint): ReadonlyMap<string, string> {
  return new Map([...settings, ...files].map(({ path, digest }: FileIdentity) => [path, digest]));
}

function editedPackages(before: readonly PackageIdentity[], after: readonly PackageIdentity[]): readonly BuildChange[] {
  const old = new Map(before.map((each) => [each.folder, each]));
  const names = after.flatMap(({ name, folder, version, digest }) => {
    const was = old.get(folder);
    return was !== undefined && was.version === version && was.digest !== digest ? [name] : [];
  });
  return [...new Set(names)].sort().map((name) => ({ kind: 'package-edited', name }));
}

/** Each setting by the name that its users know, as text. */
function settingsOf(fingerprint: FunctionFingerprint): ReadonlyMap<string, string> {
  const { runtime, handler, architecture, source } = fingerprint;
  const { kind, ...place } = source;
  const { bundle, ...rest } = 'bundle' in place ? place : { ...place, bundle: {} };
  return new Map(
    Object.entries({ runtime, handler, architecture, source: kind, ...rest, ...bundle }).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function settingChanges(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly BuildChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name): BuildChange[] => {
    const was = before.get(name) ?? '';
    const is = after.get(name) ?? '';
    return was === is ? [] : [{ kind: 'setting', name, before: was, after: is }];
  });
}

/** Told only where nothing else is, because every other change can move these too. */
function resolutionChanges(before: FunctionFingerprint, after: FunctionFingerprint): readonly BuildChange[] {
  const paths = (fingerprint: FunctionFingerprint) =>
    [...fingerprint.absent, ...fingerprint.missingPackages].toSorted().join(', ');
  const folders = (fingerprint: FunctionFingerprint) => fingerprint.packages.map(({ folder }) => folder).join(', ');
  const pairs = [
    { name: 'paths that imports look for in vain', was: paths(before), is: paths(after) },
    { name: 'folders of packages', was: folders(before), is: folders(after) },
    { name: 'nx-lambda', was: String(before.schema), is: String(after.schema) },
  ];
  return pairs
    .filter(({ was, is }) => was !== is)
    .map(({ name, was, is }) => ({ kind: 'setting', name, before: was, after: is }));
}
