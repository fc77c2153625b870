/**
 * What Nx is told about a service's `build`: exactly the files, absent paths, settings and packages that can change
 * the bytes of its artifacts. Never too few; a path that does not exist is listed too, because its appearance counts.
 */
import type { TargetConfiguration } from '@nx/devkit';
import type { FunctionInputs, Service } from '@nx-lambda/core';
import { BUNDLING_FIELDS } from '@nx-lambda/workspace';

export interface PackageFacts {
  /** Whether Nx's graph surely has this package under its plain name; `version` where several are installed. */
  readonly isLocked: (name: string, version?: string) => boolean;
  /** Workspace-relative lockfile; undefined without one. */
  readonly lockfile: string | undefined;
}

/** Versions that steer bytes, besides what the functions import. */
const TOOL_PACKAGES = ['esbuild', 'nx-lambda'];

export function buildInputs(
  service: Service,
  functions: readonly FunctionInputs[],
  packages: PackageFacts,
): NonNullable<TargetConfiguration['inputs']> {
  const paths = new Set<string>(service.definitionFiles);
  const globs = new Set<string>();
  const imported = new Set<string>(TOOL_PACKAGES.filter((name) => packages.isLocked(name)));
  let unlocked = false;
  for (const inputs of functions) {
    for (const path of inputs.files) paths.add(path);
    for (const path of inputs.settings) paths.add(path);
    for (const path of inputs.absent) paths.add(path);
    for (const glob of inputs.globs) globs.add(glob);
    for (const { name, version } of inputs.packages) {
      if (packages.isLocked(name, version)) imported.add(name);
      else unlocked = true;
    }
  }
  // A package that Nx does not know can't be named as an input; the whole lockfile stands in for it.
  if (unlocked && packages.lockfile !== undefined) paths.add(packages.lockfile);
  const packageFields = packageJsonFields(service);
  return [
    ...[...paths].sort().map((path) => pathInput(path, packageFields)),
    ...[...globs].sort().map((glob) => ({ fileset: `{workspaceRoot}/${glob}` })),
    // Even an empty list matters: without one Nx hashes every package of the lockfile.
    { externalDependencies: [...imported].sort() },
  ];
}

/** Of a package.json only some fields count; a version or a script that changes rebuilds nothing. */
function pathInput(
  path: string,
  packageFields: readonly string[],
): { fileset: string } | { json: string; fields: string[] } {
  return /(^|\/)package\.json$/.test(path)
    ? { json: `{workspaceRoot}/${path}`, fields: [...packageFields] }
    : { fileset: `{workspaceRoot}/${literalGlob(path)}` };
}

/** A function may have its own main fields. */
function packageJsonFields(service: Service): readonly string[] {
  const own = service.functions.flatMap(({ source }) =>
    source.kind === 'bundle' ? (source.bundle.mainFields ?? []) : [],
  );
  return [...new Set([...BUNDLING_FIELDS, ...own])];
}

/** Nx reads inputs as globs; `?` matches the one character that it stands for here. */
function literalGlob(path: string): string {
  return path.replace(/[*?[\]{}()!\\]/g, '?');
}
