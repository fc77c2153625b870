/**
 * What Nx is told about a service's `build`: exactly the files, absent paths, settings and packages that can change
 * the bytes of its artifacts. Never too few; a path that does not exist is listed too, because its appearance counts.
 */
import type { TargetConfiguration } from '@nx/devkit';
import type { FunctionInputs, Service } from '@nx-lambda/core';
import { BUNDLING_FIELDS, type LockedPackages } from '@nx-lambda/workspace';
import { InputPaths } from './input-paths.ts';
import { fixedPartOf, type ProducedFiles, producedFiles } from './produced-files.ts';

/** The packages whose versions steer bytes, besides what the functions import. The first brings the second. */
const TOOL_PACKAGES = ['nx-lambda', 'esbuild'];

/** @param produced the files among the inputs that other tasks make. */
export function buildInputs(
  service: Service,
  functions: readonly FunctionInputs[],
  packages: LockedPackages,
  inputPaths: InputPaths = new InputPaths(() => false),
  produced: ProducedFiles = producedFiles(functions, (path) => inputPaths.isIgnored(path)),
): NonNullable<TargetConfiguration['inputs']> {
  const { table } = inputPaths;
  const paths = new Set<number>();
  for (const path of service.definitionFiles) paths.add(table.of(path));
  const absent = new Set<number>();
  const globs = new Set<string>();
  const imported = new Set<string>(toolNodes(packages));
  let unlocked = false;
  for (const inputs of functions) {
    const numbers = inputPaths.numbersOf(inputs);
    for (const number of numbers.files) paths.add(number);
    for (const number of numbers.settings) paths.add(number);
    for (const number of numbers.absent) absent.add(number);
    for (const glob of inputs.globs) globs.add(glob);
    for (const { name, version } of inputs.packages) {
      const nodes = packages.nodesOf(name, version);
      if (nodes === undefined) unlocked = true;
      else for (const node of nodes) imported.add(node);
    }
  }
  const { missing } = produced;
  // A package that Nx does not know can't be named as an input, nor can one that a file imports which is not there yet:
  // the whole lockfile stands in for it.
  if ((unlocked || missing.length > 0) && packages.lockfile !== undefined) paths.add(table.of(packages.lockfile));
  const packageJsons = [...paths].filter(
    (number) => isPackageJson(table.at(number)) && !absent.has(number) && !inputPaths.isIgnoredAt(number),
  );
  for (const number of packageJsons) paths.delete(number);
  for (const number of absent) paths.add(number);
  const { seen, ignored } = inputPaths.filesets(paths);
  const fields = packageJsonFields(service);
  return [
    ...seen,
    ...packageJsons
      .map((number) => table.at(number))
      .sort()
      .map((path) => ({ json: `{workspaceRoot}/${path}`, fields })),
    ...[...globs].sort().map((glob) => ({
      fileset: `{workspaceRoot}/${glob}`,
      ...(inputPaths.isIgnored(`${fixedPartOf(glob)}/_`) ? { includeIgnored: true } : {}),
    })),
    ...ignored,
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

function isPackageJson(path: string): boolean {
  return path === 'package.json' || path.endsWith('/package.json');
}

/** Of a package.json only some fields count; a version or a script that changes rebuilds nothing. */
function packageJsonFields(service: Service): string[] {
  // A function may have its own main fields.
  const own = service.functions.flatMap(({ source }) =>
    source.kind === 'bundle' ? (source.bundle.mainFields ?? []) : [],
  );
  return [...new Set([...BUNDLING_FIELDS, ...own])];
}
