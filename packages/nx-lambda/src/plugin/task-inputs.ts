/**
 * What Nx is told about a service's `build`: exactly the files, absent paths, settings and packages that can change
 * the bytes of its artifacts. Never too few; a path that does not exist is listed too, because its appearance counts.
 */
import type { TargetConfiguration } from '@nx/devkit';
import type { FunctionInputs, Service } from '@nx-lambda/core';
import { BUNDLING_FIELDS, type LockedPackages } from '@nx-lambda/workspace';
import { fixedPartOf, producedFiles } from './produced-files.ts';

/** The packages whose versions steer bytes, besides what the functions import. The first brings the second. */
const TOOL_PACKAGES = ['nx-lambda', 'esbuild'];

/** @param isIgnored whether git ignores a path: Nx sees such files only when it is told to look at the disk. */
export function buildInputs(
  service: Service,
  functions: readonly FunctionInputs[],
  packages: LockedPackages,
  isIgnored: (path: string) => boolean = () => false,
): NonNullable<TargetConfiguration['inputs']> {
  const paths = new Set<string>(service.definitionFiles);
  const absent = new Set<string>();
  const globs = new Set<string>();
  const imported = new Set<string>(toolNodes(packages));
  let unlocked = false;
  for (const inputs of functions) {
    for (const path of inputs.files) paths.add(path);
    for (const path of inputs.settings) paths.add(path);
    for (const path of inputs.absent) absent.add(path);
    for (const glob of inputs.globs) globs.add(glob);
    for (const { name, version } of inputs.packages) {
      const nodes = packages.nodesOf(name, version);
      if (nodes === undefined) unlocked = true;
      else for (const node of nodes) imported.add(node);
    }
  }
  const { missing } = producedFiles(functions, isIgnored);
  // A package that Nx does not know can't be named as an input, nor can one that a file imports which is not there yet:
  // the whole lockfile stands in for it.
  if ((unlocked || missing.length > 0) && packages.lockfile !== undefined) paths.add(packages.lockfile);
  const isPresentPackageJson = (path: string) => PACKAGE_JSON.test(path) && !absent.has(path) && !isIgnored(path);
  const packageJsons = [...paths].filter(isPresentPackageJson);
  const others = new Set([...paths, ...absent]);
  for (const path of packageJsons) others.delete(path);
  const ignored = new Set([...others].filter(isIgnored));
  for (const path of ignored) others.delete(path);
  const fields = packageJsonFields(service);
  return [
    ...folderGlobs(others).map((glob) => ({ fileset: `{workspaceRoot}/${glob}` })),
    ...packageJsons.sort().map((path) => ({ json: `{workspaceRoot}/${path}`, fields })),
    ...[...globs]
      .sort()
      .map((glob) => ({ fileset: `{workspaceRoot}/${glob}`, ...onDisk(isIgnored(`${fixedPartOf(glob)}/_`)) })),
    ...folderGlobs(ignored).map((glob) => ({ fileset: `{workspaceRoot}/${glob}`, ...onDisk(true) })),
    // What a file that is not there yet will import is not known: all that comes before the build counts.
    ...(missing.length > 0 ? [{ dependentTasksOutputFiles: '**/*', transitive: true }] : []),
    // Even an empty list matters: without one Nx hashes every package of the lockfile.
    { externalDependencies: [...imported].sort() },
  ];
}

/** Of several versions of esbuild the one that counts is among what the plugin depends on. */
function toolNodes(packages: LockedPackages): readonly string[] {
  const [plugin = [], esbuild = []] = TOOL_PACKAGES.map((name) => packages.nodesOf(name) ?? []);
  return plugin.length > 0 && esbuild.length > 1 ? plugin : [...plugin, ...esbuild];
}

function onDisk(ignored: boolean): { readonly includeIgnored?: true } {
  return ignored ? { includeIgnored: true } : {};
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
