/**
 * Whether a function's artifact may stand in for a later build of equal fingerprint. Where that is not proven the
 * function is built: a build too many costs milliseconds, one too few deploys old code.
 */

import type { LambdaFunction } from '../service/service.ts';
import type { FunctionFingerprint } from './fingerprint.ts';
import { notAmong } from './not-among.ts';

/** Undefined: its artifacts may be reused. */
export function neverReused({ source }: LambdaFunction): string | undefined {
  // Its bytes are its file's: there is nothing to save.
  if (source.kind === 'archive') return 'an archive is packaged as it is';
  // A plugin may read any file, variable or clock, and nothing tells which.
  return source.kind === 'bundle' && source.bundle.plugins.length > 0 ? 'esbuild plugins' : undefined;
}

/** What a build tells of what it read. */
export interface BuildEvidence {
  readonly inputs: readonly { readonly path: string }[];
  readonly packages: readonly { readonly name: string; readonly version: string }[];
  /** What the code imports at run time without carrying it. */
  readonly externals: readonly string[];
  /** Workspace-relative folders of the packages in the bundle. */
  readonly packageFolders: readonly string[];
}

/**
 * The build proves the fingerprint: what it read and the fingerprint does not hold, sorted. Not empty where a package
 * imports one that it does not declare, or where packages do not lie in node_modules folders.
 *
 * @param isProvided whether an external is left to the runtime or a layer, by its specifier.
 */
export function unprovenInputs(
  fingerprint: FunctionFingerprint,
  evidence: BuildEvidence,
  isProvided: (specifier: string) => boolean,
): readonly string[] {
  const settings = new Set(fingerprint.settings.map(({ path }) => path));
  const folders = new Set(fingerprint.packages.map(({ folder }) => folder));
  const versions = new Set(fingerprint.packages.map(({ name, version }) => `${name}@${version}`));
  const names = new Set([...fingerprint.packages.map(({ name }) => name), ...fingerprint.missingPackages]);
  const unproven = [
    ...evidence.inputs
      .filter(notAmong(fingerprint.files, ({ path }) => path))
      .flatMap(({ path }) => (settings.has(path) ? [] : path)),
    ...evidence.packageFolders.filter((folder) => !folders.has(folder)),
    ...evidence.packages.map(({ name, version }) => `${name}@${version}`).filter((each) => !versions.has(each)),
    // An import that leads nowhere today (`try { require('x') } catch {}`) is part of the artifact once `x` is installed.
    ...evidence.externals.filter(
      (specifier) =>
        !isProvided(specifier) && !isProvided(packageNameOf(specifier)) && !names.has(packageNameOf(specifier)),
    ),
  ];
  return [...new Set(unproven)].sort();
}

function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
