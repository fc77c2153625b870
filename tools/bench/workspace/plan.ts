/** A whole monorepo as data: what is in its files and where its links lead. Nothing is written here. */

import { planLibraries } from './libraries.ts';
import { type PackageVersions, packageFiles, packagesOf } from './packages.ts';
import { createRandom } from './random.ts';
import { planServices } from './services.ts';
import { settingsFiles } from './settings.ts';
import type { WorkspaceShape } from './shape.ts';

export interface WorkspacePlan {
  /** Text by workspace-relative path. */
  readonly files: ReadonlyMap<string, string>;
  /** Target, relative to the link's folder, by workspace-relative path. */
  readonly links: ReadonlyMap<string, string>;
  /** Templates and lambda.config.json files. */
  readonly definitions: readonly string[];
  readonly packages: PackageVersions;
}

export function planWorkspace(shape: WorkspaceShape): WorkspacePlan {
  const random = createRandom(shape.seed);
  const libraries = planLibraries(shape, random);
  const services = planServices(shape, libraries, random);
  const packages = packagesOf(shape);
  const installed = packageFiles(shape, packages);
  const entries = [...settingsFiles(shape), ...libraries.files, ...services.files, ...installed.files];
  const files = new Map(entries);
  if (files.size !== entries.length) throw new Error('Two parts of the plan write one file');
  return { files, links: installed.links, definitions: services.definitions, packages };
}
