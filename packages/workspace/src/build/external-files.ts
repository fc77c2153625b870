/** The packages that a bundle imports at run time, as files of the artifact's node_modules. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BundleOptions,
  type ExternalImport,
  type Failure,
  failed,
  type LambdaFunction,
  type ManifestPackage,
  packageLayout,
  type Result,
  success,
} from '@nx-lambda/core';
import type { ArtifactFile } from './artifact-contents.ts';
import { readManifest } from './file-facts.ts';
import { folderPackageName, packageFolder } from './package-folder.ts';
import { forPlatform } from './platform-packages.ts';
import { isProvided } from './provided.ts';
import { type TraceCache, tracePackages } from './trace-packages.ts';

export interface ExternalFiles {
  readonly files: readonly ArtifactFile[];
  readonly packages: readonly ManifestPackage[];
  /** Workspace-relative: files of workspace packages, which are inputs like any local file. */
  readonly localFiles: readonly string[];
}

export async function externalFiles(
  root: string,
  imports: readonly ExternalImport[],
  options: BundleOptions,
  fn: LambdaFunction,
  cache: TraceCache,
): Promise<Result<ExternalFiles>> {
  const shipped = imports.filter((each) => !isProvided(each.specifier, options.provided));
  if (shipped.length === 0) return success({ files: [], packages: [], localFiles: [] });

  const traced = await tracePackages(root, shipped, (name) => isProvided(name, options.provided), cache);
  const fitting = await forPlatform(root, traced, fn.architecture);
  const layout = packageLayout(fitting.edges);
  const [first, ...rest] = [
    ...traced.missing.map(missingFailure),
    ...layout.conflicts.map((conflict) => conflictFailure(fn, conflict)),
    ...fitting.failures,
  ];
  if (first !== undefined) return failed(first, ...rest);

  const files: ArtifactFile[] = [];
  const packages: ManifestPackage[] = [];
  const localFiles: string[] = [];
  for (const [folder, locations] of layout.locations) {
    const manifest = readManifest(join(root, folder, 'package.json'));
    packages.push({ name: manifest?.name ?? folderPackageName(folder), version: manifest?.version ?? '0.0.0' });
    const own = new Set([...(fitting.files.get(folder) ?? []), ...(manifest ? [`${folder}/package.json`] : [])]);
    if (packageFolder(`${folder}/package.json`) === undefined) localFiles.push(...own);
    for (const path of own) {
      const bytes = await readFile(join(root, path));
      for (const location of locations) files.push({ path: `${location}${path.slice(folder.length)}`, bytes });
    }
  }
  return success({ files, packages, localFiles });
}

function missingFailure({ specifier, importer }: ExternalImport): Failure {
  return {
    code: 'NXL-BUILD-EXTERNAL',
    message: `${specifier}, which ${importer} imports, is left out of the bundle but can't be found to be shipped with it.`,
    advice: `Install it, or list it under "provided" in lambda.config.json when the runtime or a layer carries it.`,
    place: { file: importer, line: 1, column: 1 },
  };
}

function conflictFailure(
  fn: LambdaFunction,
  conflict: { readonly name: string; readonly folders: readonly string[] },
): Failure {
  return {
    code: 'NXL-BUILD-EXTERNAL-CONFLICT',
    message: `${fn.logicalId} imports different installations of ${conflict.name}, and both are left out of its bundle.`,
    advice: `Let all importers use one version of ${conflict.name}, or bundle it.`,
    notes: conflict.folders,
  };
}
