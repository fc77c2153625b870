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
  const absent = new Set<string>();
  const globs = new Set<string>();
  const imported = new Set<string>(TOOL_PACKAGES.filter((name) => packages.isLocked(name)));
  let unlocked = false;
  for (const inputs of functions) {
    for (const path of inputs.files) paths.add(path);
    for (const path of inputs.settings) paths.add(path);
    for (const path of inputs.absent) absent.add(path);
    for (const glob of inputs.globs) globs.add(glob);
    for (const { name, version } of inputs.packages) {
      if (packages.isLocked(name, version)) imported.add(name);
      else unlocked = true;
    }
  }
  // A package that Nx does not know can't be named as an input; the whole lockfile stands in for it.
  if (unlocked && packages.lockfile !== undefined) paths.add(packages.lockfile);
  const isPresentPackageJson = (path: string) => PACKAGE_JSON.test(path) && !absent.has(path);
  const packageJsons = [...paths].filter(isPresentPackageJson);
  const others = new Set([...paths, ...absent]);
  for (const path of packageJsons) others.delete(path);
  const fields = packageJsonFields(service);
  return [
    ...folderGlobs(others).map((glob) => ({ fileset: `{workspaceRoot}/${glob}` })),
    ...packageJsons.sort().map((path) => ({ json: `{workspaceRoot}/${path}`, fields })),
    ...[...globs].sort().map((glob) => ({ fileset: `{workspaceRoot}/${glob}` })),
    // Even an empty list matters: without one Nx hashes every package of the lockfile.
    { externalDependencies: [...imported].sort() },
  ];
}

const PACKAGE_JSON = /(^|\/)package\.json$/;

/** Of a package.json only some fields count; a version or a script that changes rebuilds nothing. */
function packageJsonFields(service: Service): string[] {
  // A function may have its own main fields.
  const own = service.functions.flatMap(({ source }) =>
    source.kind === 'bundle' ? (source.bundle.mainFields ?? []) : [],
  );
  return [...new Set([...BUNDLING_FIELDS, ...own])];
}

/**
 * One glob a folder that matches exactly these paths. Nx handles every input of every project at every command, so a
 * tenth of the inputs is most of the time saved.
 */
function folderGlobs(paths: ReadonlySet<string>): readonly string[] {
  const namesByFolder = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, slash + 1);
    const name = path.slice(slash + 1);
    const names = namesByFolder.get(folder);
    if (names === undefined) namesByFolder.set(folder, [name]);
    else names.push(name);
  }
  return Array.from(namesByFolder, ([folder, names]) => {
    const literals = names.map(literalGlob);
    return `${literalGlob(folder)}${literals.length === 1 ? literals.join('') : `{${literals.join(',')}}`}`;
  });
}

/** Nx reads inputs as globs; `?` matches the one character that it stands for here. */
function literalGlob(path: string): string {
  return path.replace(/[*?[\]{}()!\\,]/g, '?');
}
