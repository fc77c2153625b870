/**
 * What Nx is told about a service's `build`: exactly the files, absent paths, settings and packages that can change
 * the bytes of its artifacts. Never too few; a path that does not exist is listed too, because its appearance counts.
 */
import type { TargetConfiguration } from '@nx/devkit';
import type { FunctionInputs, Service } from '@nx-lambda/core';
import { BUNDLING_FIELDS, type LockedPackages } from '@nx-lambda/workspace';
import { type InputUnits, joinedInputs } from './input-units.ts';
import { fixedPartOf, type ProducedFiles, producedFiles } from './produced-files.ts';

/** The packages whose versions steer bytes, besides what the functions import. The first brings the second. */
const TOOL_PACKAGES = ['nx-lambda', 'esbuild'];

export interface BuildInputs {
  readonly inputs: NonNullable<TargetConfiguration['inputs']>;
  /** Files among the inputs that other tasks make. */
  readonly produced: ProducedFiles;
  /** Numbers of the paths that they depend on. */
  readonly observed: () => readonly number[];
}

export function buildInputs(
  service: Service,
  functions: readonly FunctionInputs[],
  packages: LockedPackages,
  units: InputUnits,
): BuildInputs {
  // What was looked at to read the service is an input of each function; a service may have none.
  const own = units.of(
    functions.length > 0 ? functions : [{ files: [], settings: service.definitionFiles, absent: [] }],
  );
  const ofEach = functions.length > 1 ? functions.flatMap((inputs) => units.of([inputs])) : own;
  const mayBeProduced =
    ofEach.some((unit) => unit.mayBeProduced) ||
    functions.some(({ globs, failures }) => globs.length > 0 || failures.length > 0);
  const produced = mayBeProduced ? producedFiles(functions, units.isIgnored) : NOTHING_PRODUCED;
  const { missing } = produced;
  const globs = new Set(functions.flatMap((inputs) => inputs.globs));
  const imported = new Set<string>(toolNodes(packages));
  let unlocked = false;
  for (const { name, version } of functions.flatMap((inputs) => inputs.packages)) {
    const nodes = packages.nodesOf(name, version);
    if (nodes === undefined) unlocked = true;
    else for (const node of nodes) imported.add(node);
  }
  // A package that Nx does not know can't be named as an input, nor can one that a file imports which is not there yet:
  // the whole lockfile stands in for it.
  const lockfile = unlocked || missing.length > 0 ? packages.lockfile : undefined;
  const fields = packageJsonFields(service);
  const inputs = [
    ...joinedInputs(own, lockfile === undefined ? [] : [lockfile]),
    ...own.flatMap(({ packageJsons }) => packageJsons.map((path) => ({ json: `{workspaceRoot}/${path}`, fields }))),
    ...[...globs].sort().map((glob) => ({
      fileset: `{workspaceRoot}/${glob}`,
      ...(units.isIgnored(`${fixedPartOf(glob)}/_`) ? { includeIgnored: true } : {}),
    })),
    ...own.flatMap(({ ignored }) => ignored),
    // What a file that is not there yet will import is not known: all that comes before the build counts.
    ...(missing.length > 0 ? [{ dependentTasksOutputFiles: '**/*', transitive: true }] : []),
    // Even an empty list matters: without one Nx hashes every package of the lockfile.
    { externalDependencies: [...imported].sort() },
  ];
  const observed = () => [...own.flatMap((unit) => unit.observed), ...units.numbersOf(scopesOf(functions))];
  return { inputs, produced, observed };
}

/** The folders of packages with a scope: they may be installed there. */
function scopesOf(functions: readonly FunctionInputs[]): readonly string[] {
  const names = functions.flatMap(({ packages }) => packages.map(({ name }) => name));
  return names.flatMap((name) => (name.includes('/') ? [`node_modules/${name.slice(0, name.indexOf('/'))}`] : []));
}

const NOTHING_PRODUCED: ProducedFiles = { present: [], missing: [] };

/** Of several versions of esbuild the one that counts is among what the plugin depends on. */
function toolNodes(packages: LockedPackages): readonly string[] {
  const [plugin = [], esbuild = []] = TOOL_PACKAGES.map((name) => packages.nodesOf(name) ?? []);
  return plugin.length > 0 && esbuild.length > 1 ? plugin : [...plugin, ...esbuild];
}

/** Of a package.json only some fields count; a version or a script that changes rebuilds nothing. */
function packageJsonFields(service: Service): string[] {
  // A function may have its own main fields.
  const own = service.functions.flatMap(({ source }) =>
    source.kind === 'bundle' ? (source.bundle.mainFields ?? []) : [],
  );
  return [...new Set([...BUNDLING_FIELDS, ...own])];
}
